/* context_after.c: context.AfterFunc: a child of the context that, instead of being cancelled, starts a
 * goroutine. One reference is the handle's; a second one, while it waits for its time, is the tree's, and
 * then that goroutine's. */
#include <stdlib.h>

#include "context_tree.h"

struct go_ctx_after {
    go_ctx node;
    const char *name, *file, *function; /* of the call that made it */
    int line;
};

static void run(void *arg) {
    go_ctx *c = *(go_ctx **)arg;
    void (*fn)(void *) = c->fn;
    void *value = c->value;
    go_ctx_detach(c);
    go_ctx_release(c);
    fn(value);
}

void go_ctx_after_start(go_ctx *c) {
    const go_ctx_after *a = (go_ctx_after *)(void *)c;
    go_start_within(run, NULL, c->fn, &c, sizeof(go_ctx *), a->name, a->file, a->line, a->function);
}

go_ctx_after *go_ctx_after_register(go_ctx *ctx, void (*fn)(void *), void *arg, const char *name,
                                    const char *file, int line, const char *function) {
    go_ctx_after *a = go_alloc_zero(sizeof *a);
    a->name = name;
    a->file = file;
    a->line = line;
    a->function = function;
    go_ctx_init(&a->node, ctx, GO_CTX_AFTER);
    a->node.fn = fn;
    a->node.value = arg;
    if (a->node.canceller) {
        go_ctx_retain(&a->node);
        go_ctx_attach(&a->node);
    }
    return a;
}

bool go_ctx_after_stop(go_ctx_after *after) {
    const struct go_probe *p = go_probed();
    go_ctx *c = &after->node;
    bool first;
    if (p && c->canceller && c->canceller->obj)
        p->context_err(c->canceller->obj, c->canceller->err != NULL);
    go_spin_lock(&c->lock);
    first = !c->err;
    if (first) {
        c->closed = 1;
        __atomic_store_n(&c->err, go_canceled, __ATOMIC_RELEASE);
    }
    go_spin_unlock(&c->lock);
    if (first && go_ctx_detach(c))
        go_ctx_release(c);
    return first;
}

void go_ctx_after_free(go_ctx_after *after) {
    if (after)
        go_ctx_release(&after->node);
}
