/* sort.c: wrappers of libc's sorts: the array is written; what the comparison reads, the caller's own code
 * tells.
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "libc.h"

#pragma GCC visibility push(default)

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *)) {
    if (count > 1 && race_counts(RACE_PC))
        race_libc_write(base, count * size, RACE_PC);
    RACE_NEXT(qsort)(base, count, size, compare);
}

void qsort_r(void *base, size_t count, size_t size,
             int (*compare)(const void *, const void *, void *), void *arg) {
    if (count > 1 && race_counts(RACE_PC))
        race_libc_write(base, count * size, RACE_PC);
    RACE_NEXT(qsort_r)(base, count, size, compare, arg);
}

#pragma GCC visibility pop
