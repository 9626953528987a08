/* refuse.c: calls that the model does not know. Under control the seed ends incomplete, saying so. */
#define _GNU_SOURCE
#include "hook.h"

SH_EXPORT int pthread_cancel(pthread_t thread) {
    if (sh_enter(SH_SITE))
        sh_refuse("pthread_cancel");
    return sh_real(pthread_cancel)(thread);
}
