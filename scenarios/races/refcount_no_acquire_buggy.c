/* scenario: refcount_no_acquire
 * twin: buggy
 * kind: use-after-free
 * subkind: -
 * severity: error
 * functions: unref
 * also: data-race
 * always: yes
 * needs: -
 * args: -
 * about: Dropping a reference releases what was done to the document, but who drops the last one
 *   does not acquire it before the document is closed.
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
    if (atomic_fetch_sub_explicit(&d->references, 1, memory_order_release) != 1)
        return;
    if (d->changes[0] + d->changes[1] > 0)
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
