/* scenario: polling_loop
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A worker looks at its context between two pieces of work, by a select with a default,
 *   and stops when it is cancelled.
 */
#include <assert.h>
#include <detgo.h>

static go_atomic_int64 pieces;

struct worker {
    go_ctx *ctx;
    go_waitgroup *stopped;
};

void doWork(void) {
    go_atomic_add(&pieces, 1);
}

void run(void *arg) {
    struct worker *w = arg;
    for (;;) {
        switch (go_select_default(go_on_recv(go_ctx_done(w->ctx), NULL, NULL))) {
        case 0:
            go_waitgroup_done(w->stopped);
            return;
        default:
            doWork();
        }
    }
}

void StartWorker(go_ctx *ctx, go_waitgroup *stopped) {
    go_waitgroup_add(stopped, 1);
    go(run, ((struct worker){ctx, stopped}));
}

int main(void) {
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    go_waitgroup stopped = {0};
    StartWorker(ctx, &stopped);
    StartWorker(ctx, &stopped);
    doWork();
    go_ctx_cancel(ctx);
    go_waitgroup_wait(&stopped);
    int64_t done = go_atomic_load(&pieces);
    assert(done >= 1);
    assert(go_leak_verify_none(NULL));
    assert(go_atomic_load(&pieces) == done);
    return 0;
}
