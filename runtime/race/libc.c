/* libc.c: finds the functions that the runtime's wrappers stand before. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "libc.h"

void *race_next(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) {
        fprintf(stderr, "the data-race runtime stands before %s, and nothing behind it has it\n",
                name);
        abort();
    }
    return found;
}
