/* store.c: the result directory: lock, append-only records, small files swapped in whole. */
#define _GNU_SOURCE
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "identity.h"
#include "../reports/read.h"
#include "input.h"
#include "store_dir.h"
#include "store_files.h"
#include "util.h"

#define SHOWN_FINDINGS 100 /* in status.json */
#define DEFAULT_DIR "detsched-out"

struct hn_store {
    char *path;
    bool asked;
    bool resume;
    bool begun; /* before that there is nothing to add to results.jsonl */
    int dir, lock, results;
    json_t *manifest;
    char *begin; /* the first line of results.jsonl, until it is written */
    char *error; /* the first one */
    int64_t last_tick;
};

static void fail(struct hn_store *s, const char *what) {
    if (!s->error)
        s->error = hn_text("%s/%s: %s", s->path, what, strerror(errno));
}

bool hn_store_error(const struct hn_store *s) {
    return s->error != NULL;
}

const char *hn_store_path(const struct hn_store *s) {
    return s->dir >= 0 ? s->path : NULL;
}

static void append_bytes(struct hn_store *s, const char *line, size_t n) {
    if (s->dir >= 0 && !s->error && !hn_write_all(s->results, line, n))
        fail(s, "results.jsonl");
}

void hn_store_append(struct hn_store *s, json_t *rec) {
    size_t n;
    char *line = hn_line_make(rec, &n);

    if (s->begun)
        append_bytes(s, line, n);
    free(line);
}

/* J, which is released, in the place of the file NAME. */
static void small_file(struct hn_store *s, const char *name, json_t *j) {
    char *text = hn_json_dump(j), *line = hn_text("%s\n", text);

    if (s->dir >= 0 && !s->error && !hn_file_swap(s->dir, name, line, strlen(line)))
        fail(s, name);
    free(line);
    free(text);
}

/* What an earlier campaign left goes: nothing of it is mixed with ours. */
static void start_anew(struct hn_store *s) {
    static const char *const trees[] = {"findings", "spare"};
    static const char *const files[] = {"results.jsonl", "status.json", "campaign.json"};

    for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++)
        hn_tree_remove(s->dir, trees[i]);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (unlinkat(s->dir, files[i], 0) && errno != ENOENT)
            fail(s, files[i]);
}

/* True if the campaign in the directory is ours; false, and an error, if it is another one. */
static bool same_campaign(struct hn_store *s) {
    json_t *theirs = hn_dir_manifest(s->dir);
    char *words = NULL;

    if (!theirs)
        return true; /* it ended before it had begun */
    words = hn_identity_differs(s->manifest, theirs);
    if (!words)
        words = hn_identity_differs(json_object_get(s->manifest, "identity"),
                                    json_object_get(theirs, "identity"));
    if (words && !strncmp(words, "identity ", 9))
        memmove(words, words + 9, strlen(words + 9) + 1);
    if (words)
        s->error = hn_text("--resume: %s holds another campaign: %s", s->path, words);
    free(words);
    json_decref(theirs);
    return !s->error;
}

static bool open_dir(struct hn_store *s) {
    if (s->dir >= 0 || s->error)
        return !s->error;
    if (!hn_make_dirs(s->path)) {
        s->error = hn_text("%s: %s", s->path, strerror(errno));
        return false;
    }
    s->dir = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->dir < 0) {
        s->error = hn_text("%s: %s", s->path, strerror(errno));
        return false;
    }
    s->lock = hn_dir_take(s->dir, s->path, &s->error);
    if (s->lock < 0 || (s->resume && !same_campaign(s)))
        return false;
    if (!s->resume)
        start_anew(s);
    if (mkdirat(s->dir, "findings", 0700) && errno != EEXIST)
        fail(s, "findings");
    s->results = openat(s->dir, "results.jsonl",
                        O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (s->results < 0)
        fail(s, "results.jsonl");
    small_file(s, "manifest.json", json_incref(s->manifest));
    if (s->begin)
        append_bytes(s, s->begin, strlen(s->begin));
    return !s->error;
}

struct hn_store *hn_store_open(const struct hn_options *o, json_t *identity) {
    struct hn_store *s = hn_alloc(sizeof(*s));

    s->path = hn_dup(o->out ? o->out : o->out_if_found ? o->out_if_found : DEFAULT_DIR);
    s->asked = o->out != NULL;
    s->resume = o->resume;
    s->dir = s->lock = s->results = -1;
    s->manifest = json_pack("{s:s, s:o}", "schema", HN_MANIFEST "2", "identity", identity);
    if (o->sharded)
        json_object_set_new(s->manifest, "shard",
                            json_sprintf("%llu/%llu", (unsigned long long)o->shard.index + 1,
                                         (unsigned long long)o->shard.count));
    if (s->asked && !open_dir(s)) {
        hn_store_close(s);
        return NULL;
    }
    return s;
}

int hn_store_close(struct hn_store *s) {
    int status = 0;

    if (s->results >= 0 && !s->error && fsync(s->results) && errno != EINVAL)
        fail(s, "results.jsonl");
    if (s->error)
        status = hn_fail(HN_CANNOT, "%s", s->error);
    if (s->results >= 0)
        close(s->results);
    if (s->lock >= 0)
        close(s->lock);
    if (s->dir >= 0)
        close(s->dir);
    json_decref(s->manifest);
    free(s->begin);
    free(s->error);
    free(s->path);
    free(s);
    return status;
}

/* Feeds A with the results that are there, in order, up to the first that is missing, and cuts what follows. */
static int take_up(struct hn_store *s, struct hn_account *a) {
    const struct hn_options *o = a->opt;
    struct hn_results r;
    uint64_t keep = 0, k = 0;
    const uint64_t asked = hn_shard_seeds(&o->shard, o->seed_first, o->seed_end);
    json_t *j = hn_results_open(&r, s->dir) ? hn_results_next(&r) : NULL;

    if (j && !json_object_get(j, "begin")) {
        json_decref(j);
        j = NULL; /* the beginning is damaged: nothing is known of the rest */
    }
    if (j) {
        size_t n;
        char *line = hn_line_make(j, &n);
        bool same = !strcmp(line, s->begin);

        free(line);
        if (!same) {
            hn_results_close(&r);
            return hn_fail(HN_CANNOT,
                           "--resume: the campaign in %s began otherwise: its profile, "
                           "or what is controlled, is not the same",
                           s->path);
        }
        keep = r.at;
        free(s->begin);
        s->begin = NULL;
    }
    while (k < asked && !a->finished && keep && (j = hn_results_next(&r))) {
        struct hn_record rec;
        bool good = !r.damaged && hn_record_read(j, &rec);

        json_decref(j);
        if (!good)
            break;
        good = rec.rec.seed == hn_shard_seed(&o->shard, o->seed_first, k);
        if (good)
            hn_account_add(a, &rec);
        hn_record_free(&rec);
        if (!good)
            break;
        keep = r.at;
        k++;
    }
    hn_results_close(&r);
    if (ftruncate(s->results, (off_t)keep))
        fail(s, "results.jsonl");
    return 0;
}

int hn_store_begin(struct hn_store *s, struct hn_account *a) {
    size_t n;
    int status = 0;

    s->begin = hn_line_make(hn_account_begin(a), &n);
    s->begun = true;
    if (s->dir < 0 || s->error)
        return 0;
    if (s->resume)
        status = take_up(s, a);
    if (status)
        return status;
    if (s->resume) { /* they are made anew */
        if (unlinkat(s->dir, "campaign.json", 0) && errno != ENOENT)
            fail(s, "campaign.json");
        hn_tree_remove(s->dir, "spare");
        hn_tree_remove(s->dir, "findings");
        if (mkdirat(s->dir, "findings", 0700))
            fail(s, "findings");
    }
    if (s->begin)
        append_bytes(s, s->begin, strlen(s->begin));
    hn_store_status(s, a, 0, "running");
    return 0;
}

void hn_store_seed(struct hn_store *s, const struct hn_record *r) {
    bool shown = false;

    for (size_t i = 0; i < r->hit_count; i++)
        shown |= !r->hits[i].suppressed;
    if (s->asked || (shown && open_dir(s)))
        hn_store_append(s, hn_record_make(r));
}

void hn_store_status(struct hn_store *s, const struct hn_account *a, double rate,
                     const char *verdict) {
    const struct hn_options *o = a->opt;
    uint64_t asked = hn_shard_seeds(&o->shard, o->seed_first, o->seed_end);
    json_t *findings = json_array();

    for (size_t i = 0; i < a->found.count && i < SHOWN_FINDINGS; i++)
        json_array_append_new(findings, hn_json_hex(a->found.entries[i].hit.fingerprint));
    small_file(s, "status.json",
               json_pack("{s:s, s:o, s:o, s:o, s:o, s:s, s:{s:f}}", "schema", "detsched-status-2",
                         "seeds_asked", hn_json_number(asked), "seeds_done",
                         hn_json_number(a->stats.done), "failing", hn_json_number(a->stats.failing),
                         "findings", findings, "verdict", verdict, "timing", "seeds_per_second",
                         rate));
}

void hn_store_tick(struct hn_store *s, const struct hn_account *a, double rate) {
    int64_t now = hn_wall();

    if (s->dir < 0 || now - s->last_tick < INT64_C(1000000000))
        return;
    s->last_tick = now;
    if (!s->error && fdatasync(s->results) && errno != EINVAL)
        fail(s, "results.jsonl");
    hn_store_status(s, a, rate, "running");
}

void hn_store_verdict(struct hn_store *s, const struct hn_account *a, double rate,
                      const char *verdict) {
    hn_store_append(
        s, json_pack("{s:s, s:o}", "end", verdict, "seeds_done", hn_json_number(a->stats.done)));
    hn_store_status(s, a, rate, verdict);
}

void hn_store_finding(struct hn_store *s, const struct rp_finding *f, const struct hn_run *run) {
    if (open_dir(s) && !hn_finding_write(s->dir, "findings", f->fingerprint, f, run))
        fail(s, "findings");
}

void hn_store_campaign(struct hn_store *s, const struct rp_campaign *c) {
    struct rp_sink *sink = rp_sink_memory();
    size_t n;

    rp_write_stored(c, sink);
    const char *text = rp_sink_text(sink, &n);

    errno = rp_sink_error(sink);
    if (s->dir >= 0 && !s->error && (errno || !hn_file_swap(s->dir, "campaign.json", text, n)))
        fail(s, "campaign.json");
    rp_sink_end(sink);
}

void hn_store_spare(struct hn_store *s, const char *name, const struct rp_finding *f,
                    const struct hn_run *run) {
    if (!open_dir(s))
        return;
    if ((mkdirat(s->dir, "spare", 0700) && errno != EEXIST) ||
        !hn_finding_write(s->dir, "spare", name, f, run))
        fail(s, "spare");
}

void hn_store_file(struct hn_store *s, const char *name, const char *bytes, size_t n) {
    if (open_dir(s) && !s->error && !hn_file_swap(s->dir, name, bytes, n))
        fail(s, name);
}

char *hn_store_input(struct hn_store *s, int fd, off_t at) {
    char *name = NULL, *path = NULL, *bytes;
    size_t n = 0;
    struct stat st;

    if (fstat(fd, &st) || st.st_size - at > HN_INPUT_MAX || !open_dir(s))
        return NULL;
    bytes = hn_read_fd(fd, HN_INPUT_MAX + (size_t)at, &n);
    if ((size_t)at <= n) {
        name = hn_text("input-%08x", hn_crc32(bytes + at, n - (size_t)at));
        hn_store_file(s, name, bytes + at, n - (size_t)at);
    }
    free(bytes);
    if (name && !s->error) {
        char *file = hn_text("%s/%s", s->path, name);

        path = realpath(file, NULL);
        free(file);
    }
    free(name);
    return path;
}
