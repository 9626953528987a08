/* scenario: go_shared_slice
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: fetch
 * always: yes
 * needs: -
 * args: -
 * about: Goroutines append their results to one slice; the fix gives each a slot of its own.
 */
#include <detgo.h>

enum { URLS = 3 };

static int results[2 * URLS];
static go_waitgroup wg;
static int length;
#define SLOT(i) length++

void fetch(void *arg) {
    int i = *(int *)arg;
    results[SLOT(i)] = i + 200;
    go_waitgroup_done(&wg);
}

int main(void) {
    for (int i = 0; i < URLS; i++) {
        go_waitgroup_add(&wg, 1);
        go(fetch, i);
    }
    go_waitgroup_wait(&wg);
    return results[0] ? 0 : 1;
}
