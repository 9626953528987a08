/* scenario: go_captured_item
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: main, process
 * always: yes
 * needs: -
 * args: -
 * about: Each goroutine is given the loop's variable itself instead of a copy.
 */
#include <detgo.h>

enum { ITEMS = 3 };

static go_atomic_int64 sum;
static go_waitgroup wg;

void process(void *arg) {
    go_atomic_add(&sum, *(int *)arg);
    go_waitgroup_done(&wg);
}

int main(void) {
    int item;
    go_waitgroup_add(&wg, ITEMS);
    for (item = 0; item < ITEMS; item++)
        go_ref(process, &item);
    go_waitgroup_wait(&wg);
    return 0;
}
