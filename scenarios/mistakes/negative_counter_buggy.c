/* scenario: negative_counter
 * twin: buggy
 * kind: waitgroup-misuse
 * subkind: negative-counter
 * severity: error
 * functions: fetch
 * always: no
 * needs: -
 * args: -
 * about: A fetch that is cancelled once it is connected calls Done before it returns, and so
 *   does its deferred call.
 */
#include <detgo.h>

static go_signal cancelled;
static go_atomic_int64 connections;
static go_waitgroup wg;

bool is_cancelled(void) {
    return go_select_default(go_on_recv(cancelled, NULL, NULL)) == 0;
}

void fetch(void *arg) {
    (void)arg;
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, &wg);
    if (is_cancelled())
        return;
    go_atomic_add(&connections, 1);
    if (is_cancelled()) {
        go_waitgroup_done(&wg);
        return;
    }
    go_atomic_add(&connections, -1);
}

int main(void) {
    cancelled = go_make(go_signal, 0);
    go_waitgroup_add(&wg, 1);
    go(fetch, 0);
    go_close(cancelled);
    go_waitgroup_wait(&wg);
    return 0;
}
