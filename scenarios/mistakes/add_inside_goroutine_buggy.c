/* scenario: add_inside_goroutine
 * twin: buggy
 * kind: waitgroup-misuse
 * subkind: add-races-wait
 * severity: error
 * functions: worker
 * always: yes
 * needs: -
 * args: -
 * about: Each goroutine adds itself to the wait group when it has begun, so that Wait may find
 *   nobody to wait for.
 */
#include <detgo.h>

enum { WORKERS = 3 };

static go_atomic_int64 sum;
static go_waitgroup wg;

void worker(void *arg) {
    go_waitgroup_add(&wg, 1);
    go_atomic_add(&sum, *(int *)arg);
    go_waitgroup_done(&wg);
}

int main(void) {
    for (int i = 1; i <= WORKERS; i++) {
        go(worker, i);
    }
    go_waitgroup_wait(&wg);
    return 0;
}
