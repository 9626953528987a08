/* merge_tell.c: explains findings from what the parts have kept of them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../reports/read.h"
#include "merge.h"
#include "store_files.h"
#include "util.h"
#include "worker.h"

#define FINDING_MAX (256u << 20)

static char *read_at(int dir, const char *folder, const char *name, size_t cap, size_t *n) {
    char *path = hn_text("%s/%s", folder, name), *bytes = NULL;
    int fd = openat(dir, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd >= 0) {
        bytes = hn_read_fd(fd, cap, n);
        close(fd);
    }
    free(path);
    return bytes;
}

/* The part that has explained E, by its representative if there is one. */
static struct hn_part *find(struct hn_merge *m, const struct hn_entry *e,
                            struct hn_merge_shown **shown) {
    for (int any = 0; any < 2; any++)
        for (size_t i = 0; i < m->count; i++) {
            struct hn_merge_shown *s =
                hn_part_shown(&m->parts[i], e->hit.fingerprint, e->hit.rec.seed, any);

            if (s) {
                *shown = s;
                return &m->parts[i];
            }
        }
    return NULL;
}

static bool has(void *context, const struct hn_entry *e) {
    struct hn_merge *m = context;
    struct hn_merge_shown *shown;

    if (find(m, e, &shown)) {
        m->teller.left += shown->shown.seed != e->hit.rec.seed;
        return true;
    }
    return false;
}

/* A part's own copy of the standard input, named in the replay line, becomes ours. */
static bool take_input(struct hn_merge *m, const struct hn_part *p, struct rp_arena *arena,
                       struct rp_finding *f) {
    const char *option = strstr(f->replay, " --stdin="), *name = NULL;
    char *quoted = NULL;
    size_t n;

    for (const char *at = option; at && (at = strstr(at, "/input-")) && !name; at++)
        if (strspn(at + 7, "0123456789abcdef") == 8 && strchr(" '", at[15]))
            name = at;
    if (!name)
        return true;
    char *file = hn_text("%.8s", name + 7), *called = hn_text("input-%s", file);
    char *bytes = read_at(p->dir, ".", called, FINDING_MAX, &n);

    if (!bytes) {
        free(file);
        free(called);
        return true; /* the user's own file has such a name */
    }
    char *path = hn_text("%s/%s", m->out, called);

    hn_quote(&quoted, path);
    f->replay = rp_arena_printf(arena, "%.*s%s%s", (int)(option + 9 - f->replay), f->replay, quoted,
                                name + 15 + (name[15] == '\''));
    hn_store_file(m->store, called, bytes, n);
    free(quoted);
    free(path);
    free(bytes);
    free(file);
    free(called);
    return true;
}

/* What the part has added at the end for itself is taken off again. */
static void strip(const struct hn_shown *s, struct rp_arena *arena, struct rp_finding *f) {
    if (strlen(f->explanation) > s->explanation)
        f->explanation = rp_arena_printf(arena, "%.*s", (int)s->explanation, f->explanation);
    if (f->related_count > s->related)
        f->related_count = s->related;
}

static struct hn_run *explain(void *context, const struct hn_entry *e, struct rp_arena *arena,
                              struct rp_finding *out) {
    struct hn_merge *m = context;
    struct hn_predictions *p = &m->sum.predictions;
    struct hn_merge_shown *s = NULL;
    struct hn_part *part = find(m, e, &s);

    if (!part) {
        hn_say("no directory explains a %s of seed %llu", hn_kind_text(e->hit.kind),
               (unsigned long long)e->hit.rec.seed);
        return NULL;
    }
    char *folder = hn_shown_path(&s->shown);
    const char *why = "it is not there";
    size_t n;
    char *text = read_at(part->dir, folder, "finding.json", FINDING_MAX, &n);
    struct hn_run *run = NULL;

    if (text && rp_read_finding(text, n, arena, out, &why)) {
        run = hn_alloc(sizeof(*run));
        run->corrupt = true;
        run->out = read_at(part->dir, folder, "stdout", HN_OUTPUT_CAP, &run->out_len);
        run->err = read_at(part->dir, folder, "stderr", HN_OUTPUT_CAP, &run->err_len);
        strip(&s->shown, arena, out);
        take_input(m, part, arena, out);
        s->used = true;
        for (size_t i = 0; i < s->shown.reached && p->reached_count < HN_MAX_REACHED; i++) {
            p->reached_locks[p->reached_count] = s->shown.locks[i];
            p->reached_places[p->reached_count++] = s->shown.places[i];
        }
    } else {
        hn_say("%s/%s/finding.json: %s", part->path, folder, why);
    }
    free(text);
    free(folder);
    return run;
}

static bool variants(void *context, size_t n, struct hn_variants *out) {
    struct hn_merge *m = context;

    *out = (struct hn_variants){0};
    for (size_t i = 0; i < m->count; i++)
        if (m->parts[i].variants[n]) {
            *out = *m->parts[i].variants[n];
            return true;
        }
    m->teller.left++;
    return true;
}

void hn_merge_teller(struct hn_merge *m) {
    m->teller =
        (struct hn_teller){.has = has, .explain = explain, .variants = variants, .context = m};
}

static bool kept_before(struct hn_merge *m, size_t part, size_t k) {
    const struct hn_shown *s = &m->parts[part].shown[k].shown;

    for (size_t i = 0; i <= part; i++)
        for (size_t j = 0; j < (i < part ? m->parts[i].shown_count : k); j++)
            if (m->parts[i].shown[j].shown.fingerprint == s->fingerprint &&
                m->parts[i].shown[j].shown.seed == s->seed)
                return true;
    return false;
}

static bool used_anywhere(struct hn_merge *m, const struct hn_shown *s) {
    for (size_t i = 0; i < m->count; i++) {
        const struct hn_merge_shown *one =
            hn_part_shown(&m->parts[i], s->fingerprint, s->seed, false);

        if (one && one->used)
            return true;
    }
    return false;
}

int hn_merge_spare(struct hn_merge *m) {
    const size_t reached = m->sum.predictions.reached_count;
    int status = 0;

    for (size_t i = 0; i < m->count && !status; i++)
        for (size_t k = 0; k < m->parts[i].shown_count && !status; k++) {
            const struct hn_shown *s = &m->parts[i].shown[k].shown;
            const struct hn_entry e = {.hit = {.fingerprint = s->fingerprint, .rec.seed = s->seed},
                                       .count = 1};

            if (!kept_before(m, i, k) && !used_anywhere(m, s))
                status = hn_tell_one_spare(&m->sum, &m->teller, m->store, &e);
            m->sum.predictions.reached_count = reached;
        }
    for (size_t i = 0; i < m->sum.predictions.count; i++) {
        struct hn_variants v;

        if (hn_predict_tells(&m->sum.predictions, i) ||
            !hn_predict_may_tell(&m->sum.predictions, i))
            continue;
        if (variants(m, i, &v) && v.count)
            hn_store_append(m->store, hn_variants_make(i, &v));
    }
    return status;
}
