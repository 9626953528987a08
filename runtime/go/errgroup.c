/* errgroup.c: golang.org/x/sync/errgroup, on top of a wait group, a once, a context and a channel whose
 * free places are the goroutines that may still be started. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

typedef go_error *member(void *arg);
/* How a function travels as another type of function, which C allows if it comes back before its call. */
#define AS_ENTRY(fn) ((void (*)(void *))(void (*)(void))(fn))
#define AS_MEMBER(entry) ((member *)(void (*)(void))(entry))

/* The state of one run of a member, for its deferred calls. */
struct call {
    go_errgroup *g;
    go_error *error;
    bool returned;
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

/* Deferred: the function has panicked or ended its goroutine, which Wait does too then. */
static void carry_over(void *arg) {
    struct call *c = arg;
    const struct go_panic_value *v;
    char *text = NULL;
    bool first;
    if (c->returned)
        return;
    v = go_recover();
    if (v) {
        text = strdup(v->text);
        if (!text)
            go_throw(0, "runtime: out of memory");
    }
    go_spin_lock(&c->g->lock);
    first = !c->g->abnormal;
    c->g->abnormal = true;
    if (text && !c->g->panicked) {
        c->g->panicked = text;
        text = NULL;
    }
    go_spin_unlock(&c->g->lock);
    free(text);
    if (first)
        cancel(c->g);
}

static void keep_error(void *arg) {
    struct call *c = arg;
    c->g->error = c->error;
    c->error = NULL;
    cancel(c->g);
}

static void guarded(struct go_start_head *head, struct call *c) {
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(carry_over, c);
    c->error = AS_MEMBER(head->entry)(head + 1);
    c->returned = true;
}

static void run(void *arg) {
    struct go_start_head *head = arg;
    struct call c = {.g = head->group};
    GO_DEFER_FRAME;
    go_defer(done, c.g);
    guarded(head, &c);
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

/* Panics with TEXT, which it frees. */
static void panic_with(char *text) __attribute__((noreturn));
static void panic_with(char *text) {
    GO_DEFER_FRAME;
    go_defer(free, text);
    go_panic("recovered from errgroup.Group: %s", text);
}

go_error *go_errgroup_wait(go_errgroup *g) {
    go_errgroup over;
    go_waitgroup_wait(&g->wg);
    go_spin_lock(&g->lock);
    over = *g;
    g->error = NULL;
    g->ctx = NULL;
    g->sem = NULL;
    g->panicked = NULL;
    g->abnormal = false;
    memset(&g->first, 0, sizeof g->first);
    go_spin_unlock(&g->lock);
    cancel(&over);
    go_ctx_release(over.ctx);
    go_chan_release(over.sem);
    if (over.abnormal)
        go_error_release(over.error);
    if (over.panicked)
        panic_with(over.panicked);
    if (over.abnormal)
        go_exit();
    return over.error;
}
