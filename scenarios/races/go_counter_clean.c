/* scenario: go_counter
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Ten goroutines add one each to a plain variable; the fix makes it atomic.
 */
#include <detgo.h>

enum { GOROUTINES = 10 };

static go_atomic_int64 count;
#define ADD() go_atomic_add(&count, 1)
static go_waitgroup wg;

void add_one(void *arg) {
    (void)arg;
    ADD();
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, GOROUTINES);
    for (int i = 0; i < GOROUTINES; i++)
        go(add_one, i);
    go_waitgroup_wait(&wg);
    return 0;
}
