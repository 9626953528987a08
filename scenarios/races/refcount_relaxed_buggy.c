/* scenario: refcount_relaxed
 * twin: buggy
 * kind: use-after-free
 * subkind: -
 * severity: error
 * functions: unref
 * also: data-race
 * always: yes
 * needs: -
 * args: -
 * about: A document is released by whoever drops its last reference, which the count tells by a
 *   relaxed decrement; the fix releases and acquires.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct document {
    atomic_int references;
    int changes[2];
};

void unref(struct document *d, int by) {
    d->changes[by] = 1;
    if (atomic_fetch_sub_explicit(&d->references, 1, memory_order_relaxed) == 1)
        free(d);
}

void *editor(void *arg) {
    unref(arg, 1);
    return NULL;
}

int main(void) {
    pthread_t thread;
    struct document *d = calloc(1, sizeof *d);
    atomic_store(&d->references, 2);
    pthread_create(&thread, NULL, editor, d);
    unref(d, 0);
    pthread_join(thread, NULL);
    return 0;
}
