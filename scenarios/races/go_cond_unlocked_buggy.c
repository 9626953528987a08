/* scenario: go_cond_unlocked
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: open_shop, enter
 * always: no
 * needs: -
 * args: -
 * about: A shop is opened without the lock of the condition that its customers wait with.
 */
#include <detgo.h>

static go_mutex mu;
static go_cond opened = GO_COND(&mu);
static int is_open;
static go_waitgroup wg;

void enter(void *arg) {
    (void)arg;
    go_mutex_lock(&mu);
    while (!is_open)
        go_cond_wait(&opened);
    go_mutex_unlock(&mu);
    go_waitgroup_done(&wg);
}

void open_shop(void) {
    is_open = 1;
    go_mutex_lock(&mu);
    go_cond_broadcast(&opened);
    go_mutex_unlock(&mu);
}

int main(void) {
    go_waitgroup_add(&wg, 1);
    go(enter, 0);
    open_shop();
    go_waitgroup_wait(&wg);
    return 0;
}
