/* scenario: go_done_too_early
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: resize, main
 * always: yes
 * needs: -
 * args: -
 * about: A goroutine says Done before it has written its result.
 */
#include <detgo.h>

static int width;
static go_waitgroup wg;

void resize(void *arg) {
    go_waitgroup_done(&wg);
    width = *(int *)arg;
}

int main(void) {
    go_waitgroup_add(&wg, 1);
    go(resize, 640);
    go_waitgroup_wait(&wg);
    return width <= 640 ? 0 : 1;
}
