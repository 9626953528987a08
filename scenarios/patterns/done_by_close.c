/* scenario: done_by_close
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Closing a channel without elements says that work is complete, to everyone who waits,
 *   and what was written before is seen after.
 */
#include <assert.h>
#include <detgo.h>

enum { WAITERS = 3 };

static int answer;

struct waiter {
    go_signal_rx done;
    go_waitgroup *wg;
};

void doWork(void *arg) {
    go_signal *done = arg;
    answer = 42;
    go_close(*done);
}

void wait_for_it(void *arg) {
    struct waiter *w = arg;
    go_recv(w->done);
    assert(answer == 42);
    go_waitgroup_done(w->wg);
}

int main(void) {
    go_signal done = go_make(go_signal, 0);
    go_waitgroup wg = {0};
    for (int i = 0; i < WAITERS; i++) {
        go_waitgroup_add(&wg, 1);
        go(wait_for_it, ((struct waiter){done.as_rx, &wg}));
    }
    go(doWork, done);
    go_recv(done);
    assert(answer == 42);
    assert(!go_recv_ok(done, NULL));
    go_waitgroup_wait(&wg);
    return 0;
}
