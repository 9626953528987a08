/* scenario: two_closers
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Whoever meets an error first stops the others by closing a channel; each asks whether
 *   that was done before it does it, and two may ask at once.
 */
#include <detgo.h>

enum { WORKERS = 2 };

static go_signal stopped;
static go_once once;
static go_atomic_int64 stopping;
static go_waitgroup wg;

void close_stopped(void *arg) {
    (void)arg;
    go_atomic_store(&stopping, 1);
    go_close(stopped);
}

void Stop(void) {
    if (!go_atomic_load(&stopping))
        go_once_do(&once, close_stopped, NULL);
}

void worker(void *arg) {
    (void)arg;
    Stop();
    go_waitgroup_done(&wg);
}

int main(void) {
    stopped = go_make(go_signal, 0);
    go_waitgroup_add(&wg, WORKERS);
    for (int i = 0; i < WORKERS; i++)
        go(worker, 0);
    go_recv(stopped);
    go_waitgroup_wait(&wg);
    return 0;
}
