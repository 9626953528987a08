/* scenario: endless_loop
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: StartWorker starts a goroutine that does its work in an endless loop, and nothing can
 *   tell it to stop.
 */
#include <detgo.h>

static go_atomic_int64 pieces;

void doWork(void) {
    go_atomic_add(&pieces, 1);
}

void worker(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    for (;;) {
        if (go_select_default(go_on_recv(go_ctx_done(ctx), NULL, NULL)) == 0)
            break;
        doWork();
    }
    go_ctx_release(ctx);
}

void StartWorker(go_ctx *ctx) {
    go(worker, go_ctx_retain(ctx));
}

int main(void) {
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    StartWorker(ctx);
    for (int i = 0; i < 3; i++)
        doWork();
    return 0;
}
