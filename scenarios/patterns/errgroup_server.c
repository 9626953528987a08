/* scenario: errgroup_server
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A server runs its listener and its queue in one errgroup; when one of them fails, or
 *   the caller cancels, both stop, the listener is cleaned up and Start gives the first error.
 */
#include <assert.h>
#include <detgo.h>

go_chan_type(task_queue, int);

GO_SENTINEL(ErrDiskFull, "disk full");

struct server {
    task_queue queue;
    int room; /* tasks that the disk takes */
    bool listener_open;
};

struct part {
    struct server *server;
    go_ctx *ctx;
};

void close_listener(void *arg) {
    struct server *s = arg;
    assert(s->listener_open);
    s->listener_open = false;
}

go_error *serve(void *arg) {
    struct part *p = arg;
    GO_DEFER_FRAME;
    p->server->listener_open = true;
    go_defer(close_listener, p->server);
    for (int request = 0;; request++) {
        if (go_select(go_on_recv(go_ctx_done(p->ctx), NULL, NULL),
                      go_on_send(p->server->queue, &request)) == 0)
            return go_ctx_err(p->ctx);
    }
}

go_error *process_queue(void *arg) {
    struct part *p = arg;
    int task;
    for (;;) {
        if (go_select(go_on_recv(go_ctx_done(p->ctx), NULL, NULL),
                      go_on_recv(p->server->queue, &task, NULL)) == 0)
            return go_ctx_err(p->ctx);
        if (task >= p->server->room)
            return go_error_wrap(ErrDiskFull, "task %d", task);
    }
}

go_error *Start(struct server *s, go_ctx *parent) {
    go_errgroup g = {0};
    go_ctx *ctx = go_errgroup_with_context(&g, parent);
    go_errgroup_go(&g, serve, ((struct part){s, ctx}));
    go_errgroup_go(&g, process_queue, ((struct part){s, ctx}));
    go_error *err = go_errgroup_wait(&g);
    go_ctx_release(ctx);
    return err;
}

void fails_by_itself(void) {
    struct server s = {.queue = go_make(task_queue, 1), .room = 3};
    go_error *err = Start(&s, go_ctx_background());
    assert(go_error_is(err, ErrDiskFull));
    assert(!s.listener_open);
    go_error_release(err);
    go_chan_release(go_chan_of(s.queue));
}

void shut_down(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    go_ctx_cancel(ctx);
    go_ctx_release(ctx);
}

void is_shut_down(void) {
    struct server s = {.queue = go_make(task_queue, 1), .room = 1 << 30};
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    go(shut_down, go_ctx_retain(ctx));
    assert(Start(&s, ctx) == go_canceled);
    assert(!s.listener_open);
    go_chan_release(go_chan_of(s.queue));
}

int main(void) {
    fails_by_itself();
    is_shut_down();
    return go_leak_verify_none(NULL) ? 0 : 1;
}
