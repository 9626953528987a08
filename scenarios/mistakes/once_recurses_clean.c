/* scenario: once_recurses
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Loading the level, once, asks for the level when verbose output was switched off just
 *   before, and so waits for itself.
 */
#include <detgo.h>

static go_once once;
static go_atomic_int64 verbose;
static int level;
static go_waitgroup wg;

int Level(void);

int QuietLevel(void) {
    return 0;
}

void Load(void *arg) {
    (void)arg;
    level = go_atomic_load(&verbose) ? 3 : QuietLevel();
}

int Level(void) {
    go_once_do(&once, Load, NULL);
    return level;
}

void be_quiet(void *arg) {
    (void)arg;
    go_atomic_store(&verbose, 0);
    go_waitgroup_done(&wg);
}

int main(void) {
    go_atomic_store(&verbose, 1);
    go_waitgroup_add(&wg, 1);
    go(be_quiet, 0);
    if (go_atomic_load(&verbose))
        Level();
    go_waitgroup_wait(&wg);
    return 0;
}
