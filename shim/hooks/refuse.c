/* refuse.c: calls that the model does not know. Under control the seed ends incomplete, saying so. */
#define _GNU_SOURCE
#include "hook.h"

#include <fcntl.h>
#include <stdarg.h>

SH_EXPORT int pthread_cancel(pthread_t thread) {
    if (sh_enter(SH_SITE))
        sh_refuse("pthread_cancel");
    return sh_real(pthread_cancel)(thread);
}

SH_EXPORT sem_t *sem_open(const char *name, int flags, ...) {
    if (sh_enter(SH_SITE))
        sh_refuse("sem_open");
    if (!(flags & O_CREAT))
        return sh_real(sem_open)(name, flags);
    va_list args;
    va_start(args, flags);
    mode_t mode = va_arg(args, mode_t);
    unsigned value = va_arg(args, unsigned);
    va_end(args);
    return sh_real(sem_open)(name, flags, mode, value);
}
