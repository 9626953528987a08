/* session.c: writes down how a seed is started, and starts it so for a debugger.
 *
 * The file: struct head, so many bytes of the region's beginning as `plan_end` says, then strings, each
 * with its NUL: the program, its private and its scratch directory, what that is a copy of (the last two
 * empty without --scratch), arguments, environment.
 */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spawn.h"
#include "util.h"

#define MAGIC UINT64_C(0x6473676462736573)

struct head {
    uint64_t magic;
    uint64_t region_size;
    uint32_t plan_end; /* of the region: what the harness fills before a run */
    uint32_t argc, envc;
    uint32_t random_addresses;
    int32_t place[HN_FD_COUNT];
    int32_t region, out, err, tmp, input;
    int64_t input_at;
    struct rlimit nofile;
};

static bool put(int fd, const char *text) {
    return hn_write_all(fd, text, strlen(text) + 1);
}

static bool put_all(int fd, char **texts) {
    bool ok = true;

    for (; ok && *texts; texts++)
        ok = put(fd, *texts);
    return ok;
}

static uint32_t count(char **texts) {
    uint32_t n = 0;

    while (texts[n])
        n++;
    return n;
}

int hn_session_make(struct hn_worker *w, uint64_t stop_at, uint32_t stop_race,
                    int fds[HN_SESSION_FDS]) {
    const struct hn_launch *l = w->l;
    struct head h = {.magic = MAGIC,
                     .region_size = l->region_size,
                     .plan_end = offsetof(struct ds_region, child_pid),
                     .argc = count(l->argv),
                     .envc = count(l->envp),
                     .random_addresses = l->opt->random_addresses,
                     .out = w->out_fd,
                     .err = w->err_fd,
                     .tmp = w->tmp_fd,
                     .input = l->input.fd,
                     .input_at = l->input.at,
                     .nofile = l->nofile};
    struct ds_region *head = hn_alloc(h.plan_end);
    int fd = memfd_create("session", MFD_CLOEXEC);
    bool ok;

    memcpy(h.place, l->fd, sizeof(h.place));
    memcpy(head, w->region, h.plan_end);
    memset(&head->hello, 0, sizeof(head->hello));
    head->plan.explain = DS_EXPLAIN_STACKS | DS_EXPLAIN_STOPS;
    head->plan.stop_at = stop_at;
    head->plan.stop_race = stop_race;
    h.region = memfd_create("detsched", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    ok = fd >= 0 && h.region >= 0 && !ftruncate(h.region, (off_t)l->region_size) &&
         hn_write_all(fd, &h, sizeof(h)) && hn_write_all(fd, head, h.plan_end) &&
         put(fd, l->target->path) && put(fd, w->tmp) && put(fd, w->scratch ? w->scratch : "") &&
         put(fd, l->opt->scratch ? l->opt->scratch : "") && put_all(fd, l->argv) &&
         put_all(fd, l->envp);
    free(head);
    if (!ok)
        return hn_fail(-1, "cannot prepare the debugger's session: %s", strerror(errno));
    const int all[HN_SESSION_FDS] = {fd, h.region, h.out, h.err, h.tmp, h.input};

    memcpy(fds, all, sizeof(all));
    return fd;
}

/* The next of the file's strings; NULL if it is cut off. */
static char *get(char **at, const char *end) {
    char *text = *at, *nul = memchr(text, 0, (size_t)(end - text));

    *at = nul ? nul + 1 : text;
    return nul ? text : NULL;
}

static char **get_all(char **at, const char *end, uint32_t n) {
    char **texts = hn_alloc((n + (size_t)1) * sizeof(char *));

    for (uint32_t i = 0; i < n; i++)
        if (!(texts[i] = get(at, end)))
            return NULL;
    return texts;
}

/* The region as before a first run: what the harness fills, and nothing else. */
static struct ds_region *clean_region(const struct head *h, const void *filled) {
    const int how = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    uint64_t at;
    const char *text = getenv(HN_SESSION_AT);

    if (fallocate(h->region, how, 0, (off_t)h->region_size))
        return NULL;
    struct ds_region *r =
        mmap(NULL, h->region_size, PROT_READ | PROT_WRITE, MAP_SHARED, h->region, 0);

    if (r == MAP_FAILED)
        return NULL;
    memcpy(r, filled, h->plan_end);
    if (text && hn_number(text, UINT64_MAX, &at))
        r->plan.stop_at = at;
    return r;
}

static bool clean_files(const struct hn_worker *w, const char *scratch_from) {
    hn_remove_tree(w->tmp, false);
    if (ftruncate(w->out_fd, 0) || ftruncate(w->err_fd, 0))
        return false;
    if (!w->scratch)
        return true;
    hn_remove_tree(w->scratch, false);
    return hn_copy_tree(scratch_from, w->scratch);
}

static int become(const struct head *h, char *strings, const char *end) {
    struct hn_options o = {.random_addresses = h->random_addresses};
    struct hn_target target = {.path = get(&strings, end)};
    struct hn_launch l = {.opt = &o, .target = &target, .exec = true, .nofile = h->nofile};
    struct hn_worker w = {.l = &l,
                          .region_fd = h->region,
                          .out_fd = h->out,
                          .err_fd = h->err,
                          .tmp_fd = h->tmp,
                          .tmp = get(&strings, end),
                          .scratch = get(&strings, end)};
    const char *scratch_from = get(&strings, end);

    l.argv = get_all(&strings, end, h->argc);
    l.envp = l.argv ? get_all(&strings, end, h->envc) : NULL;
    if (!l.envp)
        return hn_fail(HN_CANNOT, "the debugger's session is damaged");
    l.input = (struct hn_input){.fd = h->input, .at = h->input_at};
    memcpy(l.fd, h->place, sizeof(l.fd));
    if (w.scratch && !*w.scratch)
        w.scratch = NULL;
    w.region = clean_region(h, (const char *)h + sizeof(*h));
    if (!w.region || !clean_files(&w, scratch_from))
        return hn_fail(HN_CANNOT, "cannot prepare the program's files: %s", strerror(errno));
    hn_spawn_here(&w, -1, getppid());
}

int hn_session_start(void) {
    const char *name = getenv(HN_SESSION_ENV);
    uint64_t fd;
    size_t n = 0;
    char *text = name && hn_number(name, 1 << 20, &fd) ? hn_read_fd((int)fd, 1 << 28, &n) : NULL;
    struct head h;

    if (n >= sizeof(h))
        memcpy(&h, text, sizeof(h));
    if (n < sizeof(h) || h.magic != MAGIC || h.plan_end > n - sizeof(h))
        return hn_fail(HN_USAGE, "this is started by a debugger that detsched replay has started");
    const int ours[] = {(int)fd, h.region, h.out, h.err, h.tmp, h.input};

    for (size_t i = 0; i < HN_SESSION_FDS; i++)
        if (ours[i] > 2)
            (void)!fcntl(ours[i], F_SETFD, FD_CLOEXEC);
    return become((const struct head *)(const void *)text, text + sizeof(h) + h.plan_end, text + n);
}
