/* scenario: bounded_pool
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: ProcessItems hands its items to a fixed number of workers through one channel, all in
 *   an errgroup; the first error stops the sender and is given back.
 */
#include <assert.h>
#include <detgo.h>

enum { ITEMS = 6, WORKERS = 3 };

go_chan_type(item_chan, int);

GO_SENTINEL(ErrBadItem, "bad item");

static go_atomic_int64 processed;

struct pool {
    go_ctx *ctx;
    item_chan work;
    const int *items;
};

go_error *process(go_ctx *ctx, int item) {
    if (go_ctx_err(ctx))
        return go_ctx_err(ctx);
    if (item < 0)
        return ErrBadItem;
    go_atomic_add(&processed, item);
    return NULL;
}

go_error *worker(void *arg) {
    struct pool *p = arg;
    go_range(item, p->work) {
        go_error *err = process(p->ctx, item);
        if (err)
            return err;
    }
    return NULL;
}

go_error *feed(void *arg) {
    struct pool *p = arg;
    GO_DEFER_FRAME;
    go_defer(go_chan_close, go_chan_of(p->work));
    for (int i = 0; i < ITEMS; i++) {
        if (go_select(go_on_send(p->work, &p->items[i]),
                      go_on_recv(go_ctx_done(p->ctx), NULL, NULL)) == 1)
            return go_ctx_err(p->ctx);
    }
    return NULL;
}

go_error *ProcessItems(go_ctx *parent, const int *items, int workers) {
    go_errgroup g = {0};
    go_ctx *ctx = go_errgroup_with_context(&g, parent);
    struct pool p = {ctx, go_make(item_chan, 0), items};
    for (int i = 0; i < workers; i++)
        go_errgroup_go(&g, worker, p);
    go_errgroup_go(&g, feed, p);
    go_error *err = go_errgroup_wait(&g);
    go_chan_release(go_chan_of(p.work));
    go_ctx_release(ctx);
    return err;
}

int main(void) {
    const int good[ITEMS] = {1, 2, 3, 4, 5, 6};
    const int one_bad[ITEMS] = {1, 2, -1, 4, 5, 6};
    assert(!ProcessItems(go_ctx_background(), good, WORKERS));
    assert(go_atomic_load(&processed) == 21);
    assert(ProcessItems(go_ctx_background(), one_bad, WORKERS) == ErrBadItem);
    return go_leak_verify_none(NULL) ? 0 : 1;
}
