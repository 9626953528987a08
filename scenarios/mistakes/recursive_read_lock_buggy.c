/* scenario: recursive_read_lock
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: Describe, Set
 * always: no
 * needs: -
 * args: -
 * about: Describing a cache read-locks it and calls a getter that read-locks it again; a
 *   writer that asked in between waits for the first reader, and the second read lock for the
 *   writer.
 */
#include <detgo.h>

typedef struct {
    go_rwmutex mu;
    int size, limit;
} Cache;

static Cache cache;
static go_waitgroup wg;

int Limit(Cache *c) {
    GO_READ_GUARD(&c->mu);
    return c->limit;
}

int Describe(Cache *c) {
    GO_READ_GUARD(&c->mu);
    return c->size * 100 + Limit(c);
}

void Set(Cache *c, int limit) {
    GO_WRITE_GUARD(&c->mu);
    c->limit = limit;
}

void set(void *arg) {
    Set(*(Cache **)arg, 10);
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, 1);
    go(set, &cache);
    Describe(&cache);
    go_waitgroup_wait(&wg);
    return Limit(&cache) == 10 ? 0 : 1;
}
