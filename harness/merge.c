/* merge.c: sees that the parts belong together, and takes their records in the order of seeds. */
#define _GNU_SOURCE
#include "merge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../reports/words.h"
#include "identity.h"
#include "store_dir.h"
#include "store_files.h"
#include "util.h"

#define ASIDE ".merge" /* below OUT: what will replace it */
#define RANGES 8       /* of missing seeds that are named */

/* What both began with, but for the warnings. Profile runs that differ say that the program does not do the same
 * again, whatever else it does. */
static int began_alike(const struct hn_part *a, const struct hn_part *b) {
    json_t *x = json_copy(a->begin), *y = json_copy(b->begin);
    char *words;
    int status = 0;

    json_object_del(x, "warnings");
    json_object_del(y, "warnings");
    if (strcmp(hn_json_get_text(x, "profile"), hn_json_get_text(y, "profile")) != 0)
        status = hn_fail(HN_DIVERGED,
                         "%s and %s: the program's profile runs were not the same; what it does "
                         "depends on more than the seed",
                         a->path, b->path);
    else if ((words = hn_identity_differs(x, y))) {
        status =
            hn_fail(HN_CANNOT, "%s and %s are of different campaigns: %s", a->path, b->path, words);
        free(words);
    }
    json_decref(x);
    json_decref(y);
    return status;
}

static int agrees(const struct hn_part *a, const struct hn_part *b) {
    char *words = hn_identity_differs(json_object_get(a->manifest, "identity"),
                                      json_object_get(b->manifest, "identity"));
    int status = words ? hn_fail(HN_CANNOT, "%s and %s are of different campaigns: %s", a->path,
                                 b->path, words)
                       : 0;

    free(words);
    return !status && a->begin && b->begin ? began_alike(a, b) : status;
}

/* All against each that has begun: one that has not says less. */
static int all_agree(struct hn_merge *m) {
    size_t base = 0;
    int status = 0;

    for (size_t i = 0; i < m->count; i++)
        if (m->parts[i].begin && !m->parts[base].begin)
            base = i;
    for (size_t i = 0; i < m->count && !status; i++)
        status = agrees(&m->parts[base], &m->parts[i]);
    if (!status && base) {
        struct hn_part first = m->parts[0];

        m->parts[0] = m->parts[base];
        m->parts[base] = first;
    }
    return status;
}

static bool has_warning(const struct hn_account *a, const char *text) {
    for (size_t i = 0; i < a->warning_count; i++)
        if (!strcmp(a->warnings[i], text))
            return true;
    return false;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void take_warnings(struct hn_merge *m) {
    for (size_t i = 0; i < m->count; i++) {
        const json_t *list = json_object_get(m->parts[i].begin, "warnings");

        for (size_t k = 0; k < json_array_size(list); k++) {
            const char *text = json_string_value(json_array_get(list, k));

            if (text && !has_warning(&m->sum, text))
                hn_account_warn(&m->sum, text);
        }
    }
    if (m->sum.warning_count)
        qsort(m->sum.warnings, m->sum.warning_count, sizeof(char *), by_text);
}

static void add_missing(struct hn_merge *m, uint64_t from, uint64_t to, unsigned *ranges) {
    const char *before = m->missing_words ? m->missing_words : "";
    char *words = NULL;

    if (from >= to)
        return;
    m->missing += to - from;
    if (*ranges > RANGES)
        return;
    if ((*ranges)++ == RANGES)
        words = hn_text("%s and more", before);
    else if (to - from == 1)
        words = hn_text("%s%s%llu", before, *before ? ", " : "", (unsigned long long)from);
    else
        words = hn_text("%s%s%llu..%llu", before, *before ? ", " : "", (unsigned long long)from,
                        (unsigned long long)to);
    free(m->missing_words);
    free(m->stop);
    m->missing_words = words;
}

/* Two parts have seed SEED with unequal records: that is no deterministic campaign. */
static int unequal(const struct hn_part *a, const struct hn_part *b, uint64_t seed) {
    char *words = hn_identity_differs(a->next, b->next);

    hn_fail(HN_DIVERGED, "seed %llu is not the same in %s and in %s: %s", (unsigned long long)seed,
            a->path, b->path, words);
    free(words);
    return HN_DIVERGED;
}

/* Takes the lowest seed that any part stands at, from all of them. *SEED: UINT64_MAX at the end. */
static int take_next(struct hn_merge *m, uint64_t *seed) {
    struct hn_part *from = NULL;
    struct hn_record r;
    int status = 0;

    for (size_t i = 0; i < m->count; i++)
        if (m->parts[i].next && (!from || m->parts[i].next_seed < from->next_seed))
            from = &m->parts[i];
    *seed = from ? from->next_seed : UINT64_MAX;
    if (!from)
        return 0;
    for (struct hn_part *p = from + 1; p < m->parts + m->count && !status; p++)
        if (p->next && p->next_seed == *seed && !json_equal(p->next, from->next))
            status = unequal(from, p, *seed);
    if (status)
        return status;
    if (!hn_record_read(from->next, &r)) /* hn_part_next() has tried it */
        return hn_fail(HN_CANNOT, "%s/results.jsonl: a record cannot be read", from->path);
    if (!m->sum.finished) {
        hn_account_add(&m->sum, &r);
        hn_store_seed(m->store, &r);
    }
    hn_record_free(&r);
    for (struct hn_part *p = from; p < m->parts + m->count; p++)
        if (p->next && p->next_seed == *seed)
            hn_part_next(p, m->opt.seed_first, m->opt.seed_end);
    return 0;
}

static int take_all(struct hn_merge *m) {
    uint64_t expected = m->opt.seed_first, seed = 0;
    unsigned ranges = 0;
    int status = 0;

    for (size_t i = 0; i < m->count; i++)
        hn_part_next(&m->parts[i], m->opt.seed_first, m->opt.seed_end);
    while (!status && seed != UINT64_MAX) {
        bool counts = !m->sum.finished;

        status = take_next(m, &seed);
        if (counts && !status) {
            add_missing(m, expected, seed == UINT64_MAX ? m->opt.seed_end : seed, &ranges);
            expected = seed + 1;
        }
    }
    for (size_t i = 0; i < m->count; i++) {
        const struct hn_part *p = &m->parts[i];

        uint64_t damaged = p->damaged + p->results.damaged;

        if (damaged)
            hn_say("%s/results.jsonl: %llu damaged line%s left out", p->path,
                   (unsigned long long)damaged, damaged == 1 ? " is" : "s are");
        if (p->open && p->results.error && !status)
            status =
                hn_fail(HN_CANNOT, "%s/results.jsonl: %s", p->path, strerror(p->results.error));
    }
    return status;
}

static int open_parts(struct hn_merge *m, const char *out, char *const *dirs, size_t n) {
    char *own = hn_text("%s/results.jsonl", out);
    int status = 0;

    m->parts = hn_alloc((n + 1) * sizeof(*m->parts));
    for (size_t i = 0; i < n && !status; i++)
        status = hn_part_open(&m->parts[m->count++], dirs[i]);
    if (!status && !access(own, F_OK))
        status = hn_part_open(&m->parts[m->count++], out);
    free(own);
    return status ? status : all_agree(m);
}

static int visible(const struct dirent *entry) {
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "lock") != 0;
}

/* Everything in the directory AT/ASIDE takes its place in AT; what it replaces goes. False with errno. */
static bool publish(int at) {
    struct dirent **names;
    int n = scandirat(at, ASIDE, &names, visible, alphasort);
    bool ok = n >= 0;

    hn_tree_remove(at, "spare");
    for (int i = 0; i < n; i++) {
        const char *name = names[i]->d_name;
        char *from = hn_text(ASIDE "/%s", name);

        if (ok && renameat(at, from, at, name)) { /* a directory in which something is */
            hn_tree_remove(at, name);
            ok = !renameat(at, from, at, name);
        }
        free(from);
        free(names[i]);
    }
    if (n >= 0)
        free(names);
    return ok;
}

static int open_store(struct hn_merge *m) {
    char *aside = hn_text("%s/" ASIDE, m->out);
    json_t *identity = json_object_get(m->parts[0].manifest, "identity");

    hn_remove_tree(aside, true);
    m->opt.out = aside;
    m->store = hn_store_open(&m->opt, json_incref(identity));
    m->opt.out = NULL;
    free(aside);
    return m->store ? 0 : HN_CANNOT;
}

static int fill(struct hn_merge *m, struct hn_summary *s, bool *told) {
    struct hn_ending end = {
        .left = "not every finding was explained where its best seed was played; --resume does it",
        .started = hn_wall()};
    int status = hn_store_begin(m->store, &m->sum);

    if (!status)
        status = take_all(m);
    if (status)
        return status;
    if (m->missing)
        m->stop = hn_text("%llu seed%s missing: %s", (unsigned long long)m->missing,
                          m->missing == 1 ? " is" : "s are", m->missing_words);
    end.stop = m->stop;
    *told = true;
    hn_merge_teller(m);
    status = hn_summary_fill(&m->sum, &m->teller, m->store, &end, s);
    *told = s->campaign.program != NULL;
    if (*told && (m->missing || m->teller.left) && hn_merge_spare(m))
        status = HN_CANNOT;
    if (*told) {
        hn_store_verdict(m->store, &m->sum, 0, rp_verdict_text(s->campaign.verdict));
        hn_store_campaign(m->store, &s->campaign);
    }
    return status;
}

/* In the directory AT, which is ours. */
static int merge_into(struct hn_merge *m, int at, struct hn_summary *s, bool *told) {
    int status = open_store(m);

    if (!status)
        status = fill(m, s, told);
    bool kept = m->store && !hn_store_close(m->store);

    m->store = NULL;
    if (kept && *told && !publish(at)) {
        hn_say("%s: %s", m->out, strerror(errno));
        kept = false;
    }
    hn_tree_remove(at, ASIDE);
    if (kept)
        return status;
    s->campaign.verdict = RP_FAILED;
    s->campaign.exit_status = HN_CANNOT;
    return HN_CANNOT;
}

int hn_merge_all(struct hn_merge *m, const char *out, char *const *dirs, size_t n,
                 struct hn_summary *s, bool *told) {
    char path[PATH_MAX], *error = NULL;
    int status = open_parts(m, out, dirs, n), at = -1, lock = -1;

    if (status)
        return status;
    if (!hn_identity_options(json_object_get(m->parts[0].manifest, "identity"), &m->opt))
        return hn_fail(HN_CANNOT, "%s/manifest.json is damaged", m->parts[0].path);
    hn_account_init(&m->sum, &m->opt, &m->suppressions);
    if (!m->parts[0].begin)
        return hn_fail(HN_INCOMPLETE, "no directory holds a seed's results yet");
    if (!hn_account_read_begin(&m->sum, m->parts[0].begin))
        return hn_fail(HN_CANNOT, "%s/results.jsonl does not begin as it should", m->parts[0].path);
    take_warnings(m);
    if (mkdir(out, 0700) && errno != EEXIST)
        return hn_fail(HN_CANNOT, "%s: %s", out, strerror(errno));
    at = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at < 0 || !realpath(out, path))
        status = hn_fail(HN_CANNOT, "%s: %s", out, strerror(errno));
    else if ((lock = hn_dir_take(at, out, &error)) < 0)
        status = hn_fail(HN_CANNOT, "%s", error);
    free(error);
    if (!status) {
        m->out = hn_dup(path);
        status = merge_into(m, at, s, told);
    }
    if (lock >= 0)
        close(lock);
    if (at >= 0)
        close(at);
    return status;
}

void hn_merge_close(struct hn_merge *m) {
    for (size_t i = 0; i < m->count; i++)
        hn_part_close(&m->parts[i]);
    free(m->parts);
    if (m->sum.opt)
        hn_account_free(&m->sum);
    hn_suppress_free(&m->suppressions);
    free(m->missing_words);
    free(m->out);
}
