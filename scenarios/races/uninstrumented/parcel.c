/* parcel.c: parcels and their counts; correct, though no race detector sees how. */
#include "parcel.h"

#include <stdlib.h>

struct parcel *parcel_new(void) {
    struct parcel *p = calloc(1, sizeof *p);
    p->references = 1;
    return p;
}

struct parcel *parcel_keep(struct parcel *p) {
    __atomic_fetch_add(&p->references, 1, __ATOMIC_RELAXED);
    return p;
}

void parcel_drop(struct parcel *p) {
    if (__atomic_fetch_sub(&p->references, 1, __ATOMIC_ACQ_REL) == 1)
        free(p);
}
