/* store_files.c: writes aside, syncs, renames. */
#define _GNU_SOURCE
#include "store_files.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../reports/writer.h"
#include "util.h"

static int create(int dir, const char *name) {
    unlinkat(dir, name, 0);
    return openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static bool finish(int fd, bool ok) {
    int error = errno;

    if (ok && fsync(fd) && errno != EINVAL) {
        ok = false;
        error = errno;
    }
    if (close(fd) && ok)
        return false;
    errno = error;
    return ok;
}

static bool put(int dir, const char *name, const char *bytes, size_t n) {
    int fd = create(dir, name);

    return fd >= 0 && finish(fd, hn_write_all(fd, bytes, n));
}

bool hn_file_swap(int dir, const char *name, const char *bytes, size_t n) {
    char *aside = hn_text(".%s.new", name);
    bool ok = put(dir, aside, bytes, n) && !renameat(dir, aside, dir, name);
    int error = errno;

    if (!ok)
        unlinkat(dir, aside, 0);
    free(aside);
    errno = error;
    return ok;
}

typedef int graph_writer(const struct rp_finding *, const struct rp_options *, struct rp_sink *);

static bool put_report(int dir, const char *name, const struct rp_finding *f,
                       const struct rp_writer *writer, graph_writer *graph) {
    /* A graph of every event is for nobody's eyes: graphs show the end, reports all of it. */
    const struct rp_options options = {.full = !graph, .verbose = 1};
    struct rp_sink *sink;
    int fd = create(dir, name), error = 0;

    if (fd < 0)
        return false;
    sink = rp_sink_fd(fd);
    if (graph)
        error = graph(f, &options, sink);
    else if (writer)
        writer->finding(f, &options, sink);
    int sink_error = rp_sink_end(sink);

    errno = error ? error : sink_error;
    return finish(fd, !error && !sink_error);
}

static bool put_graphs(int dir, const struct rp_finding *f) {
    bool ok = true;

    for (const struct rp_graph *g = rp_graphs; g->name && ok; g++) {
        char *name = hn_text("%s.dot", g->file);

        ok = !g->has(f) || put_report(dir, name, f, NULL, g->draw);
        free(name);
    }
    return ok;
}

/* What replay needs, for people and tools that keep the directory. */
static bool put_replay(int dir, const struct rp_finding *f) {
    json_t *j = json_pack("{s:s, s:s, s:s, s:s}", "schema", "detsched-replay-1", "token", f->token,
                          "replay", f->replay, "fingerprint", f->fingerprint);
    char *text = j ? json_dumps(j, JSON_SORT_KEYS | JSON_INDENT(2)) : NULL;
    bool ok = text && put(dir, "replay.json", text, strlen(text));

    if (j)
        json_decref(j);
    free(text);
    return ok;
}

static bool fill(int dir, const struct rp_finding *f, const struct hn_run *run) {
    return put_report(dir, "report.txt", f, &rp_writer_text, NULL) &&
           put_report(dir, "finding.json", f, &rp_writer_json, NULL) && put_graphs(dir, f) &&
           put_replay(dir, f) && put(dir, "stdout", run->out ? run->out : "", run->out_len) &&
           put(dir, "stderr", run->err ? run->err : "", run->err_len);
}

void hn_tree_remove(int dir, const char *name) {
    char *path = hn_text("/proc/self/fd/%d/%s", dir, name);

    hn_remove_tree(path, true);
    free(path);
}

bool hn_finding_write(int dir, const char *folder, const char *called, const struct rp_finding *f,
                      const struct hn_run *run) {
    char *aside = hn_text("%s/.%s.new", folder, called);
    char *name = hn_text("%s/%s", folder, called);
    bool ok;
    int fd = -1;

    hn_tree_remove(dir, aside);
    ok = !mkdirat(dir, aside, 0700);
    if (ok)
        fd = openat(dir, aside, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    ok = fd >= 0 && fill(fd, f, run);
    if (ok && fsync(fd) && errno != EINVAL)
        ok = false;
    if (ok && renameat2(dir, aside, dir, name, RENAME_NOREPLACE)) {
        /* An older one is there: the two change places, then the old one goes. */
        ok = errno == EEXIST && !renameat2(dir, aside, dir, name, RENAME_EXCHANGE);
        if (!ok && errno == EINVAL) {
            hn_tree_remove(dir, name);
            ok = !renameat(dir, aside, dir, name);
        }
    }
    int error = errno;

    if (fd >= 0)
        close(fd);
    hn_tree_remove(dir, aside);
    free(aside);
    free(name);
    errno = error;
    return ok;
}
