/* alias.c: names of hooks of other folders that only old binaries import. */
#define _GNU_SOURCE
#include "hook.h"

int __pthread_key_create(pthread_key_t *key, void (*destructor)(void *));

/* A weak reference to it is how old libgcc asks whether the program has threads. */
SH_EXPORT int __pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
    return pthread_key_create(key, destructor);
}
