/* scenario: double_unlock
 * twin: buggy
 * kind: panic
 * subkind: unlock-of-unlocked
 * severity: error
 * functions: Increment
 * always: no
 * needs: -
 * args: -
 * about: An increment that finds the counter closed, though it was open when it was asked,
 *   gives its lock back and returns, whereupon the deferred unlock gives it back again.
 */
#include <detgo.h>

typedef struct {
    go_mutex mu;
    int value;
    bool closed;
} Counter;

static Counter counter;
static go_waitgroup wg;

bool IsOpen(Counter *c) {
    GO_LOCK_GUARD(&c->mu);
    return !c->closed;
}

void Increment(Counter *c) {
    GO_LOCK_GUARD(&c->mu);
    if (c->closed) {
        go_mutex_unlock(&c->mu);
        return;
    }
    c->value++;
}

void Close(Counter *c) {
    GO_LOCK_GUARD(&c->mu);
    c->closed = true;
}

void increment(void *arg) {
    Counter *c = *(Counter **)arg;
    if (IsOpen(c))
        Increment(c);
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, 1);
    go(increment, &counter);
    Close(&counter);
    go_waitgroup_wait(&wg);
    return 0;
}
