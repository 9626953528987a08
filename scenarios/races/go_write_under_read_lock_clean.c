/* scenario: go_write_under_read_lock
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A hit counter is written under the read lock of an RWMutex.
 */
#include <detgo.h>

static go_rwmutex mu;
static int hits;
static go_waitgroup wg;

void hit(void *arg) {
    (void)arg;
    go_rwmutex_lock(&mu);
    hits++;
    go_rwmutex_unlock(&mu);
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, 2);
    go(hit, 0);
    go(hit, 1);
    go_waitgroup_wait(&wg);
    return hits ? 0 : 1;
}
