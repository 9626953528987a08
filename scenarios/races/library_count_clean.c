/* scenario: library_count
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Parcels come from a library that counts their references and is compiled without the
 *   data-race runtime; who drops the last one frees the parcel, and that is right. The number of
 *   deliveries, which every holder writes, is the program's own.
 */
#include "uninstrumented/parcel.h"
#include <pthread.h>
#include <stdlib.h>

static int delivered;

void deliver(struct parcel *p) {
    parcel_drop(p);
    __atomic_fetch_add(&delivered, 1, __ATOMIC_RELAXED);
}

void *carry(void *arg) {
    struct parcel *p = arg;
    p->weight = 3;
    deliver(p);
    return NULL;
}

int main(void) {
    pthread_t thread;
    struct parcel *p = parcel_new();
    pthread_create(&thread, NULL, carry, parcel_keep(p));
    p->stamp = 1;
    deliver(p);
    struct parcel *other = malloc(sizeof *other);
    other->weight = other->stamp = 2;
    pthread_join(thread, NULL);
    free(other);
    return delivered ? 0 : 1;
}
