/* scenario: lock_across_send
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Adding to a total sends the new total with the lock held, so that everybody else who
 *   adds waits for the slow receiver as well.
 */
#include <detgo.h>

enum { GOROUTINES = 3 };

go_chan_type(totals, int);

static go_mutex mu;
static int total;
static totals changes;
static go_waitgroup started;

void add(void *arg) {
    go_waitgroup_done(&started);
    go_mutex_lock(&mu);
    total += *(int *)arg;
    int now = total;
    go_mutex_unlock(&mu);
    go_send(changes, now);
}

int main(void) {
    changes = go_make(totals, 0);
    go_waitgroup_add(&started, GOROUTINES);
    for (int i = 0; i < GOROUTINES; i++)
        go(add, 10);
    go_waitgroup_wait(&started);
    int sum = 0;
    for (int i = 0; i < GOROUTINES; i++)
        sum += go_recv(changes);
    return sum == 60 ? 0 : 1;
}
