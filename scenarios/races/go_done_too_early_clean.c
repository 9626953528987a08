/* scenario: go_done_too_early
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A goroutine says Done before it has written its result.
 */
#include <detgo.h>

static int width;
static go_waitgroup wg;

void resize(void *arg) {
    width = *(int *)arg;
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, 1);
    go(resize, 640);
    go_waitgroup_wait(&wg);
    return width <= 640 ? 0 : 1;
}
