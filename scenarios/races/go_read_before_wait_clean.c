/* scenario: go_read_before_wait
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A goroutine counts up and the counter is printed without waiting for it.
 */
#include <detgo.h>
#include <stdio.h>

static int counter;
static go_waitgroup wg;

void add_one(void *arg) {
    (void)arg;
    counter++;
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, 1);
    go(add_one, 0);
    go_waitgroup_wait(&wg);
    int seen = counter;
    return seen <= 1 ? 0 : 1;
}
