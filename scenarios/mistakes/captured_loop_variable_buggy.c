/* scenario: captured_loop_variable
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: check_all
 * always: yes
 * needs: -
 * args: -
 * about: Each goroutine is given the loop's variable itself instead of a copy, so that they
 *   see what the loop has made of it by then.
 */
#include <assert.h>
#include <detgo.h>

enum { ITEMS = 3 };

static go_atomic_int64 times[ITEMS + 1];
static go_waitgroup wg;

void process(void *arg) {
    go_atomic_add(&times[*(int *)arg], 1);
    go_waitgroup_done(&wg);
}

void check_all(void) {
    for (int i = 0; i < ITEMS; i++)
        assert(go_atomic_load(&times[i]) == 1);
}

int main(void) {
    int item;
    go_waitgroup_add(&wg, ITEMS);
    for (item = 0; item < ITEMS; item++)
        go_ref(process, &item);
    go_waitgroup_wait(&wg);
    check_all();
    return 0;
}
