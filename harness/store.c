/* store.c: the result directory: lock, append-only records, small files swapped in whole. */
#define _GNU_SOURCE
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
#include "store_files.h"
#include "util.h"

#define DEFAULT_DIR "detsched-out"

struct hn_store {
    char *path;
    bool asked;
    int dir, lock, results;
    char *manifest;
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

static char *dump(json_t *object) {
    char *text = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT);

    json_decref(object);
    return text;
}

static json_t *number_text(uint64_t v) {
    return json_sprintf("%llu", (unsigned long long)v);
}
static json_t *hex_text(uint64_t v) {
    return json_sprintf("%016llx", (unsigned long long)v);
}
/* Bytes from outside: what is no UTF-8 becomes a question mark. */
static json_t *any_text(const char *text) {
    json_t *j = json_string(text);

    if (j)
        return j;
    char *plain = hn_dup(text);

    for (char *p = plain; *p; p++)
        if (*p & 0x80)
            *p = '?';
    j = json_string(plain);
    free(plain);
    return j;
}

static void append(struct hn_store *s, json_t *rec) {
    char *text = dump(rec);

    if (s->dir >= 0 && !s->error && text) {
        char *line = hn_text("{\"crc\":\"%08x\",\"rec\":%s}\n", hn_crc32(text, strlen(text)), text);

        if (!hn_write_all(s->results, line, strlen(line)))
            fail(s, "results.jsonl");
        free(line);
    }
    free(text);
}

static void small_file(struct hn_store *s, const char *name, const char *text) {
    if (s->dir >= 0 && !s->error && !hn_file_swap(s->dir, name, text, strlen(text)))
        fail(s, name);
}

static bool lock_it(struct hn_store *s) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    s->lock = openat(s->dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (s->lock < 0) {
        fail(s, "lock");
        return false;
    }
    if (!fcntl(s->lock, F_OFD_SETLK, &lock))
        return true;
    if (errno == EAGAIN || errno == EACCES) {
        s->error = hn_text("%s is in use by another campaign", s->path);
        return false;
    }
    return true; /* a file system without locks: each file is still written whole */
}

/* An empty directory, or one that an earlier campaign made. */
static bool may_use(struct hn_store *s) {
    if (!faccessat(s->dir, "manifest.json", F_OK, AT_SYMLINK_NOFOLLOW) ||
        !faccessat(s->dir, "lock", F_OK, AT_SYMLINK_NOFOLLOW) || hn_dir_empty(s->path))
        return true;
    s->error = hn_text("%s holds something else; give --out an empty directory", s->path);
    return false;
}

static bool open_dir(struct hn_store *s) {
    if (s->dir >= 0 || s->error)
        return !s->error;
    if (mkdir(s->path, 0700) && errno != EEXIST) {
        s->error = hn_text("%s: %s", s->path, strerror(errno));
        return false;
    }
    s->dir = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->dir < 0) {
        s->error = hn_text("%s: %s", s->path, strerror(errno));
        return false;
    }
    if (!may_use(s) || !lock_it(s))
        return false;
    if (mkdirat(s->dir, "findings", 0700) && errno != EEXIST)
        fail(s, "findings");
    s->results = openat(s->dir, "results.jsonl",
                        O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (s->results < 0)
        fail(s, "results.jsonl");
    small_file(s, "manifest.json", s->manifest);
    append(s, json_pack("{s:s}", "begin", "campaign"));
    return !s->error;
}

static char *make_manifest(char *const *argv, const struct hn_options *o) {
    json_t *args = json_array();
    struct ds_config c;
    char *text, *line;

    hn_options_config(o, &c);
    for (size_t i = 0; argv[i]; i++)
        json_array_append_new(args, any_text(argv[i]));
    text = dump(json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:I, s:o, s:I, s:I}", "schema",
                          "detsched-manifest-1", "version", HN_VERSION, "argv", args, "first",
                          number_text(o->seed_first), "end", number_text(o->seed_end), "strategy",
                          o->mix ? "mix" : ds_strategy_name(o->strategy), "depth",
                          (json_int_t)o->depth, "steps", number_text(c.max_steps), "drain_ns",
                          (json_int_t)c.drain_ns, "realtime_ns", (json_int_t)o->realtime));
    line = hn_text("%s\n", text);
    free(text);
    return line;
}

struct hn_store *hn_store_open(const char *wanted, char *const *argv, const struct hn_options *o) {
    struct hn_store *s = hn_alloc(sizeof(*s));

    s->path = hn_dup(wanted ? wanted : DEFAULT_DIR);
    s->asked = wanted != NULL;
    s->dir = s->lock = s->results = -1;
    s->manifest = make_manifest(argv, o);
    if (wanted && !open_dir(s)) {
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
    free(s->manifest);
    free(s->error);
    free(s->path);
    free(s);
    return status;
}

void hn_store_hit(struct hn_store *s, const struct hn_hit *hit) {
    if (!open_dir(s))
        return;
    append(s, json_pack("{s:o, s:o, s:s, s:s, s:I, s:s}", "seed", number_text(hit->rec.seed),
                        "fingerprint", hex_text(hit->fingerprint), "kind", hn_kind_text(hit->kind),
                        "subkind", hit->subkind, "points", (json_int_t)hit->rec.points, "strategy",
                        ds_strategy_name(hit->rec.strategy)));
}

void hn_store_note(struct hn_store *s, const struct ds_result_rec *rec, const char *text) {
    append(s, json_pack("{s:o, s:o}", "seed", number_text(rec->seed), "note", any_text(text)));
}

void hn_store_seed(struct hn_store *s, const struct ds_result_rec *rec) {
    if (!s->asked)
        return;
    append(s,
           json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:i, s:s}", "seed",
                     number_text(rec->seed), "trace", hex_text(rec->trace_hash), "schedule",
                     hex_text(rec->schedule_hash), "output", hex_text(rec->out_hash), "lines",
                     hex_text(rec->lines_hash), "points", (json_int_t)rec->points, "tasks",
                     (json_int_t)rec->tasks, "competed", (json_int_t)rec->competed, "wait_status",
                     rec->wait_status, "strategy", ds_strategy_name(rec->strategy)));
}

static void write_status(struct hn_store *s, uint64_t done, const char *verdict) {
    char *text = dump(json_pack("{s:s, s:o, s:s}", "schema", "detsched-status-1", "seeds_done",
                                number_text(done), "verdict", verdict));
    char *line = hn_text("%s\n", text);

    small_file(s, "status.json", line);
    free(line);
    free(text);
}

void hn_store_tick(struct hn_store *s, uint64_t done) {
    int64_t now = hn_wall();

    if (s->dir < 0 || now - s->last_tick < INT64_C(1000000000))
        return;
    s->last_tick = now;
    if (!s->error && fdatasync(s->results) && errno != EINVAL)
        fail(s, "results.jsonl");
    write_status(s, done, "running");
}

void hn_store_verdict(struct hn_store *s, uint64_t done, const char *verdict) {
    append(s, json_pack("{s:s, s:o}", "end", verdict, "seeds_done", number_text(done)));
    write_status(s, done, verdict);
}

void hn_store_finding(struct hn_store *s, const struct rp_finding *f, const struct hn_run *run) {
    if (open_dir(s) && !hn_finding_write(s->dir, f, run))
        fail(s, "findings");
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
        if (!hn_file_swap(s->dir, name, bytes + at, n - (size_t)at))
            fail(s, name);
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
