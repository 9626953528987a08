/* errgroup.c: golang.org/x/sync/errgroup, on top of a wait group, a once, a context and a channel whose
 * free places are the goroutines that may still be started. */
#include <string.h>

#include "internal.h"

typedef go_error *member(void *arg);
/* How a function travels as another type of function, which C allows if it comes back before its call. */
#define AS_ENTRY(fn) ((void (*)(void *))(void (*)(void))(fn))
#define AS_MEMBER(entry) ((member *)(void (*)(void))(entry))

/* What a member gave, for the group's once. */
struct call {
    go_errgroup *g;
    go_error *error;
};

go_ctx *go_errgroup_with_context(go_errgroup *g, go_ctx *parent) {
    memset(g, 0, sizeof *g);
    g->ctx = go_ctx_with_cancel(parent);
    return go_ctx_retain(g->ctx);
}

static void cancel(const go_errgroup *g) {
    if (g->ctx)
        go_ctx_cancel_cause(g->ctx, g->error);
}

void go_errgroup_set_limit(go_errgroup *g, int n) {
    size_t active = n < 0 ? 0 : go_chan_len(g->sem);
    if (active != 0)
        go_panic("errgroup: modify limit while %zu goroutines in the group are still active",
                 active);
    go_chan_release(g->sem);
    g->sem = n < 0 ? NULL : go_chan_make(0, n, "errgroup.sem");
}

static void done(void *arg) {
    go_errgroup *g = arg;
    if (g->sem)
        go_chan_recv(g->sem, NULL);
    go_waitgroup_done(&g->wg);
}

static void keep_error(void *arg) {
    struct call *c = arg;
    c->g->error = c->error;
    c->error = NULL;
    cancel(c->g);
}

static void run(void *arg) {
    struct go_start_head *head = arg;
    struct call c = {.g = head->group};
    GO_DEFER_FRAME;
    go_defer(done, c.g);
    c.error = AS_MEMBER(head->entry)(head + 1);
    if (!c.error)
        return;
    go_once_do(&c.g->first, keep_error, &c);
    go_error_release(c.error);
}

static void add(go_errgroup *g, go_error *(*fn)(void *), const void *arg, size_t size,
                const char *name, const char *file, int line, const char *function) {
    struct go_start_head head = {g, AS_ENTRY(fn)};
    go_waitgroup_add(&g->wg, 1);
    go_start_within(run, &head, head.entry, arg, size, name, file, line, function);
}

void go_errgroup_start(go_errgroup *g, go_error *(*fn)(void *), const void *arg, size_t size,
                       const char *name, const char *file, int line, const char *function) {
    if (g->sem)
        go_chan_send(g->sem, NULL);
    add(g, fn, arg, size, name, file, line, function);
}

bool go_errgroup_try_start(go_errgroup *g, go_error *(*fn)(void *), const void *arg, size_t size,
                           const char *name, const char *file, int line, const char *function) {
    struct go_case place = {.ch = g->sem, .sends = true};
    if (g->sem && go_select_poll(&place, 1) < 0)
        return false;
    add(g, fn, arg, size, name, file, line, function);
    return true;
}

go_error *go_errgroup_wait(go_errgroup *g) {
    go_waitgroup_wait(&g->wg);
    go_errgroup over = *g;
    g->error = NULL;
    g->ctx = NULL;
    g->sem = NULL;
    memset(&g->first, 0, sizeof g->first);
    cancel(&over);
    go_ctx_release(over.ctx);
    go_chan_release(over.sem);
    return over.error;
}
