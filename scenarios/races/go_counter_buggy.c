/* scenario: go_counter
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: add_one
 * always: yes
 * needs: -
 * args: -
 * about: Ten goroutines add one each to a plain variable; the fix makes it atomic.
 */
#include <detgo.h>

enum { GOROUTINES = 10 };

static int count;
#define ADD() count++
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
