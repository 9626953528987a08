/* key.c: pthread_key_create and pthread_key_delete.
 *
 * The values stay with libc. Only the destructor is kept back, so that it runs under the schedule
 * and not at the real thread's end. Keys made by a sanitizer's or an allocator's runtime are left
 * alone: theirs must be the last to go, on the real thread.
 */
#define _GNU_SOURCE
#include "../keys.h"

#include <limits.h>

#include "../capture.h"
#include "../real.h"
#include "../shim.h"

static void (*destructors[PTHREAD_KEYS_MAX])(void *); /* token; before control: the one thread */

SH_EXPORT int pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
    if (!sh.region || sh_runtime_module(__builtin_return_address(0)))
        return sh_real(pthread_key_create)(key, destructor);
    int rc = sh_real(pthread_key_create)(key, NULL);
    if (rc == 0 && *key < PTHREAD_KEYS_MAX)
        destructors[*key] = destructor;
    return rc;
}

SH_EXPORT int pthread_key_delete(pthread_key_t key) {
    if (key < PTHREAD_KEYS_MAX)
        destructors[key] = NULL;
    return sh_real(pthread_key_delete)(key);
}

void sh_keys_run(void) {
    bool again = true;
    for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS; round++) {
        again = false;
        for (pthread_key_t key = 0; key < PTHREAD_KEYS_MAX; key++) {
            if (!destructors[key])
                continue;
            void *value = pthread_getspecific(key);
            if (!value)
                continue;
            pthread_setspecific(key, NULL);
            again = true;
            destructors[key](value);
        }
    }
}
