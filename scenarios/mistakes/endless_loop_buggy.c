/* scenario: endless_loop
 * twin: buggy
 * kind: goroutine-leak
 * subkind: -
 * severity: error
 * functions: doWork
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
    (void)arg;
    for (;;) {
        doWork();
    }
}

void StartWorker(void) {
    go(worker, 0);
}

int main(void) {
    StartWorker();
    for (int i = 0; i < 3; i++)
        doWork();
    return 0;
}
