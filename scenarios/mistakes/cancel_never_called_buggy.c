/* scenario: cancel_never_called
 * twin: buggy
 * kind: goroutine-leak
 * subkind: -
 * severity: error
 * functions: watch
 * notes: context-not-cancelled
 * always: yes
 * needs: -
 * args: -
 * about: A request derives a context for its watcher and returns without cancelling it, so
 *   that the watcher waits for a cancellation that never comes.
 */
#include <detgo.h>

static go_atomic_int64 watchers;

void watch(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    go_atomic_add(&watchers, 1);
    go_recv(go_ctx_done(ctx));
    go_atomic_add(&watchers, -1);
    go_ctx_release(ctx);
}

void HandleRequest(go_ctx *parent) {
    go_ctx *ctx = go_ctx_with_cancel(parent);
    go(watch, go_ctx_retain(ctx));
    go_atomic_load(&watchers);
    go_ctx_release(ctx);
}

int main(void) {
    for (int i = 0; i < 2; i++)
        HandleRequest(go_ctx_background());
    return 0;
}
