/* scenario: channel_as_mutex
 * twin: buggy
 * kind: channel-as-mutex
 * subkind: -
 * severity: note
 * functions: add
 * always: yes
 * needs: -
 * args: -
 * about: A channel with room for one element serves as a lock: sending takes it, receiving
 *   gives it back.
 */
#include <detgo.h>

enum { GOROUTINES = 3 };

static go_signal mu;
static int balance;
static go_waitgroup wg;

void add(void *arg) {
    go_send(mu, GO_UNIT);
    balance += *(int *)arg;
    go_recv(mu);
    go_waitgroup_done(&wg);
}

int main(void) {
    mu = go_make(go_signal, 1);
    go_waitgroup_add(&wg, GOROUTINES);
    for (int i = 0; i < GOROUTINES; i++)
        go(add, 10);
    go_waitgroup_wait(&wg);
    return balance == 30 ? 0 : 1;
}
