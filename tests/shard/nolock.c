/* nolock.c: preloaded, a file system that knows no locks: fcntl() says ENOLCK where it is asked for one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>

int fcntl(int fd, int command, ...);
int fcntl64(int fd, int command, ...);

static int answer(const char *name, int fd, int command, void *arg) {
    int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);

    if (command == F_OFD_SETLK || command == F_OFD_GETLK) {
        errno = ENOLCK;
        return -1;
    }
    return real(fd, command, arg);
}

#define ANSWER(name)                            \
    int name(int fd, int command, ...) {        \
        va_list list;                           \
        void *arg;                              \
                                                \
        va_start(list, command);                \
        arg = va_arg(list, void *);             \
        va_end(list);                           \
        return answer(#name, fd, command, arg); \
    }
ANSWER(fcntl)
ANSWER(fcntl64)
