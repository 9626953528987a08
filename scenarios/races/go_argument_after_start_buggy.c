/* scenario: go_argument_after_start
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: main, greet
 * always: yes
 * needs: -
 * args: -
 * about: A goroutine's shared argument is filled in after the go statement.
 */
#include <detgo.h>

struct {
    int name, times;
} greeting;
static go_waitgroup wg;

void greet(void *arg) {
    (void)arg;
    if (greeting.name + greeting.times > 9)
        go_panic("too many");
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, 1);
    greeting.name = 1;
    go(greet, 0);
    greeting.times = 2;
    go_waitgroup_wait(&wg);
    return 0;
}
