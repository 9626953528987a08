/* scenario: atomic_counter
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Ten goroutines add one each to an atomic counter; once they are done, it says ten.
 */
#include <assert.h>
#include <detgo.h>

enum { GOROUTINES = 10 };

static go_atomic_int64 count;
static go_waitgroup wg;

void add_one(void *arg) {
    (void)arg;
    go_atomic_add(&count, 1);
    go_waitgroup_done(&wg);
}

int main(void) {
    for (int i = 0; i < GOROUTINES; i++) {
        go_waitgroup_add(&wg, 1);
        go(add_one, i);
    }
    go_waitgroup_wait(&wg);
    assert(go_atomic_load(&count) == GOROUTINES);
    return 0;
}
