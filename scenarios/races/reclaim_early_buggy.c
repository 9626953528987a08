/* scenario: reclaim_early
 * twin: buggy
 * kind: use-after-free
 * subkind: -
 * severity: error
 * functions: reload, read_config
 * also: data-race
 * always: no
 * needs: -
 * args: -
 * about: A new configuration takes the place of the old one, which is released at once though a
 *   reader may still be in it; the fix waits until no reader is inside.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct config {
    int limit;
};

static _Atomic(struct config *) current;
static atomic_int readers;

struct config *make_config(int limit) {
    struct config *c = malloc(sizeof *c);
    c->limit = limit;
    return c;
}

int read_config(void) {
    atomic_fetch_add(&readers, 1);
    struct config *c = atomic_load(&current);
    sched_yield();
    int limit = c->limit;
    atomic_fetch_sub(&readers, 1);
    return limit;
}

void reload(int limit) {
    struct config *old = atomic_exchange(&current, make_config(limit));
    free(old);
}

void *reader(void *arg) {
    int limit = read_config();
    return limit ? arg : NULL;
}

int main(void) {
    pthread_t first, second;
    atomic_store(&current, make_config(1));
    pthread_create(&first, NULL, reader, NULL);
    pthread_create(&second, NULL, reader, NULL);
    reload(2);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    free(atomic_load(&current));
    return 0;
}
