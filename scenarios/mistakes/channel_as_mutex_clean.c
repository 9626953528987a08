/* scenario: channel_as_mutex
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A channel with room for one element serves as a lock: sending takes it, receiving
 *   gives it back.
 */
#include <detgo.h>

enum { GOROUTINES = 3 };

static go_mutex mu;
static int balance;
static go_waitgroup wg;

void add(void *arg) {
    go_mutex_lock(&mu);
    balance += *(int *)arg;
    go_mutex_unlock(&mu);
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, GOROUTINES);
    for (int i = 0; i < GOROUTINES; i++)
        go(add, 10);
    go_waitgroup_wait(&wg);
    return balance == 30 ? 0 : 1;
}
