/* scenario: go_group_last
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: fetch
 * always: yes
 * needs: -
 * args: -
 * about: The functions of an errgroup all write which of them came last to one variable; the fix
 *   keeps only an atomic count.
 */
#include <detgo.h>

enum { URLS = 2 };

static go_atomic_int64 fetched;
static int last;
#define SET_LAST(i) last = (i)
#define LAST() last

go_error *fetch(void *arg) {
    int i = *(int *)arg;
    go_atomic_add(&fetched, 1);
    SET_LAST(i);
    return NULL;
}

int main(void) {
    go_errgroup g = {0};
    for (int i = 0; i < URLS; i++)
        go_errgroup_go(&g, fetch, i);
    go_error *err = go_errgroup_wait(&g);
    return !err && LAST() < URLS && go_atomic_load(&fetched) == URLS ? 0 : 1;
}
