/* memory.c: allocation that does not fail. */
#include <stdlib.h>

#include "internal.h"

void *go_alloc(size_t size) {
    void *memory = malloc(size != 0 ? size : 1);
    if (memory == NULL)
        go_throw(0, "runtime: out of memory");
    return memory;
}

void *go_alloc_zero(size_t size) {
    void *memory = calloc(1, size != 0 ? size : 1);
    if (memory == NULL)
        go_throw(0, "runtime: out of memory");
    return memory;
}
