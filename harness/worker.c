/* worker.c: region, server and jobs of one worker. */
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "processor.h"
#include "spawn.h"
#include "util.h"

static int memory_file(const char *name, bool append) {
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd >= 0 && append)
        (void)!fcntl(fd, F_SETFL, O_APPEND);
    return fd;
}

void hn_worker_fill(struct hn_worker *w) {
    struct hn_launch *l = w->l;
    struct ds_region *r = w->region;

    r->magic = DS_ABI_MAGIC;
    r->version = DS_ABI_VERSION;
    r->isolation = l->exec ? DS_ISO_EXEC : DS_ISO_FORK;
    r->carrier = l->carrier;
    r->any_target = l->target->script;
    r->target_dev = l->target->dev;
    r->target_ino = l->target->ino;
    r->size = l->region_size;
    r->engine_off = l->engine_off;
    r->engine_size = l->engine_size;
    r->tasks_off = l->tasks_off;
    r->places_off = l->places_off;
    r->out_fd = l->fd[HN_FD_OUT];
    r->err_fd = l->fd[HN_FD_ERR];
    r->plan.config = l->config;
    r->plan.realtime_ns = l->opt->realtime;
    r->plan.busy_ms = l->opt->busy_ms;
    r->plan.output_cap = HN_OUTPUT_CAP;
    r->plan.stride = 1;
    _Static_assert(sizeof(r->cpu_mask) == sizeof(cpu_set_t), "the region's mask is a cpu_set_t");
    memcpy(r->cpu_mask, &l->cpus, sizeof(r->cpu_mask));
    r->race_off = l->opt->race_off;
    snprintf(r->cmocka_test, sizeof(r->cmocka_test), "%s",
             l->opt->cmocka_test ? l->opt->cmocka_test : "");
    r->cpu_pin = (uint32_t)(w->cpu + 1);
}

static bool make_files(struct hn_worker *w) {
    const size_t size = w->l->region_size;

    w->region_fd = memory_file("detsched", false);
    w->out_fd = memory_file("stdout", true);
    w->err_fd = memory_file("stderr", true);
    if (w->region_fd < 0 || w->out_fd < 0 || w->err_fd < 0 || ftruncate(w->region_fd, (off_t)size))
        return false;
    void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, w->region_fd, 0);

    if (map == MAP_FAILED)
        return false;
    w->region = map;
    /* A program that finds the file and cuts it short would end us at our next look. */
    (void)!fcntl(w->region_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    hn_worker_fill(w);
    return true;
}

static void drop_files(struct hn_worker *w) {
    if (w->region)
        munmap(w->region, w->l->region_size);
    w->region = NULL;
    hn_close_fd(&w->region_fd);
    hn_close_fd(&w->out_fd);
    hn_close_fd(&w->err_fd);
}

int hn_worker_open(struct hn_worker *w, struct hn_launch *l, unsigned index) {
    *w = (struct hn_worker){.l = l,
                            .index = index,
                            .pidfd = -1,
                            .sock = -1,
                            .region_fd = -1,
                            .out_fd = -1,
                            .err_fd = -1,
                            .cpu_claim = -1};
    w->cpu = hn_processor_claim(&l->cpus, &w->cpu_claim);
    w->tmp = hn_text("%s/w%03u", l->temp, index);
    if (l->opt->scratch)
        w->scratch = hn_text("%s/s%03u", l->temp, index);
    w->tmp_fd = mkdir(w->tmp, 0700) || (w->scratch && mkdir(w->scratch, 0700))
                    ? -1
                    : open(w->tmp, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    w->recs = hn_alloc(DS_MAX_BATCH * sizeof(*w->recs));
    if (w->tmp_fd < 0 || !make_files(w))
        return hn_fail(HN_CANNOT, "cannot make a worker: %s", strerror(errno));
    return 0;
}

void hn_worker_renew(struct hn_worker *w) {
    if (!w->stale)
        return;
    w->stale = false;
    drop_files(w);
    if (!make_files(w)) {
        hn_fail(HN_CANNOT, "cannot make a worker anew: %s", strerror(errno));
        exit(HN_CANNOT);
    }
}

void hn_close_fd(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void hn_worker_kill(struct hn_worker *w) {
    int status;

    if (w->pid > 0) {
        /* A seed in play is the server's child and dies with it. */
        kill(-w->pid, SIGKILL);
        kill(w->pid, SIGKILL);
        while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    w->stale |= w->pid > 0;
    w->pid = 0;
    w->busy = false;
    hn_close_fd(&w->pidfd);
    hn_close_fd(&w->sock);
}

void hn_worker_close(struct hn_worker *w) {
    if (!w->l)
        return;
    hn_worker_kill(w);
    drop_files(w);
    hn_close_fd(&w->tmp_fd);
    hn_close_fd(&w->cpu_claim);
    free(w->tmp);
    free(w->scratch);
    free(w->recs);
}

/* The last line that the program wrote to its stderr, or to its stdout. */
static void last_words(struct hn_worker *w, char *out, size_t room) {
    size_t n = 0;
    char *text = hn_read_fd(w->err_fd, HN_OUTPUT_CAP, &n), *line;

    if (!n) {
        free(text);
        text = hn_read_fd(w->out_fd, HN_OUTPUT_CAP, &n);
    }
    while (n && text[n - 1] == '\n')
        text[--n] = 0;
    line = strrchr(text, '\n');
    snprintf(out, room, "%s", line ? line + 1 : text);
    free(text);
}

int hn_no_greeting(struct hn_worker *w) {
    char text[sizeof(w->region->hello.text) + 1] = "";
    uint32_t problem = w->region->hello.problem;
    const char *program = w->l->target->path;
    char words[160];

    if (w->damaged)
        return hn_fail(HN_CANNOT, "%s " HN_WROTE_OVER, program);
    memcpy(text, w->region->hello.text, sizeof(w->region->hello.text));
    if (problem == DS_HELLO_LIBC)
        return hn_fail(HN_CANNOT, "no control over %s: its C library lacks %s", program, text);
    if (problem == DS_HELLO_VERSION)
        return hn_fail(HN_CANNOT, "the preloaded library is of another version than this command");
    if (problem == DS_HELLO_TEST)
        return hn_fail(HN_CANNOT, "--cmocka-test: %s has no cmocka in a shared library", program);
    if (problem == DS_HELLO_RACES)
        return hn_fail(HN_CANNOT,
                       "%s was compiled for race detection, but another runtime than detsched's "
                       "answered it; --race off runs it without",
                       program);
    if (problem == DS_HELLO_RESOURCE)
        return hn_fail(HN_CANNOT, "%s could not be started: %s", program,
                       *text ? text : "out of memory, processes or descriptors");
    if (w->greeted)
        return hn_fail(HN_CANNOT, "%s keeps ending the process that stands before its main",
                       program);
    last_words(w, words, sizeof(words));
    return hn_fail(HN_CANNOT,
                   "no handshake from %s: it did not load the preloaded library, or did not reach "
                   "main; nothing would be controlled%s%s",
                   program, *words ? "; it said: " : "", words);
}

/* Waits until the socket has something to say, at most the start-up limit. */
static bool wait_greeting(struct hn_worker *w) {
    const int64_t limit = hn_wall() + w->l->opt->wall + INT64_C(5000000000);
    char byte = 0;

    for (;;) {
        struct pollfd p = {.fd = w->sock, .events = POLLIN};
        int64_t left = (limit - hn_wall()) / 1000000;

        if (left <= 0)
            return false;
        if (poll(&p, 1, left > 100 ? 100 : (int)left) > 0)
            return read(w->sock, &byte, 1) == 1 && byte == DS_ANS_HELLO && w->region->hello.done;
    }
}

bool hn_worker_greeted(struct hn_worker *w) {
    struct ds_hello *hello = &w->region->hello;
    const struct hn_race *race = &w->l->race;

    if (hello->done == 1 && hello->problem == DS_HELLO_OK && race->built && !race->off &&
        hello->races != DS_RACES_OURS)
        hello->problem = DS_HELLO_RACES;
    if (hello->done != 1 || hello->problem != DS_HELLO_OK)
        return false;
    if (w->greeted)
        return true;
    w->greeted = true;
    hn_launch_suppressions(w->l, w->region);
    w->l->carrier = hello->carrier == DS_CARRIER_THREAD ? DS_CARRIER_THREAD : DS_CARRIER_FIBER;
    return true;
}

int hn_worker_start(struct hn_worker *w, bool *needs_exec) {
    int pair[2];

    if (w->scratch) {
        hn_remove_tree(w->scratch, false);
        if (!hn_copy_tree(w->l->opt->scratch, w->scratch))
            return hn_fail(HN_CANNOT, "cannot copy %s: %s", w->l->opt->scratch, strerror(errno));
    }
    hn_worker_renew(w);
    hn_worker_fill(w); /* an earlier program may have written over it */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        return hn_fail(HN_CANNOT, "cannot make a socket: %s", strerror(errno));
    w->sock = pair[0];
    int status = hn_spawn(w, pair[1]);

    close(pair[1]);
    if (status) {
        hn_worker_kill(w);
        return hn_no_greeting(w);
    }
    bool ok = wait_greeting(w);

    if (w->region->hello.problem == DS_HELLO_THREADS) {
        hn_worker_kill(w);
        *needs_exec = true;
        return 0;
    }
    if (!ok || !hn_worker_greeted(w)) {
        hn_worker_kill(w);
        return hn_no_greeting(w);
    }
    return 0;
}
