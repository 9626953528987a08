/* fd.c: where descriptors come from and where they end. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io.h"

static int made(int rc, enum sh_class class, void *site) {
    int saved = errno;
    if (rc >= 0 && sh_io_ours(site))
        sh_fd_made(rc, -1, class);
    errno = saved;
    return rc;
}

static int made_pair(int rc, const int *pair, enum sh_class class, void *site) {
    if (rc == 0 && sh_io_ours(site))
        sh_fd_made(pair[0], pair[1], class);
    return rc;
}

SH_EXPORT int pipe(int pair[2]) {
    return made_pair(sh_real(pipe)(pair), pair, SH_FD_PIPE, SH_SITE);
}
SH_ALIAS_OF(__pipe, pipe);

SH_EXPORT int pipe2(int pair[2], int flags) {
    return made_pair(sh_real(pipe2)(pair, flags), pair, SH_FD_PIPE, SH_SITE);
}

SH_EXPORT int eventfd(unsigned value, int flags) {
    return made(sh_real(eventfd)(value, flags), SH_FD_EVENT, SH_SITE);
}

SH_EXPORT int eventfd_read(int fd, eventfd_t *value) {
    return read(fd, value, sizeof *value) == (ssize_t)sizeof *value ? 0 : -1;
}

SH_EXPORT int eventfd_write(int fd, eventfd_t value) {
    return write(fd, &value, sizeof value) == (ssize_t)sizeof value ? 0 : -1;
}

SH_EXPORT int socketpair(int domain, int type, int protocol, int pair[2]) {
    int rc = sh_real(socketpair)(domain, type, protocol, pair);
    made_pair(rc, pair, SH_FD_SOCKET, SH_SITE);
    if (rc == 0 && sh_io_ours(SH_SITE)) {
        struct sh_desc *d = sh_fd_desc(pair[0]);
        struct sh_desc *other = sh_fd_desc(pair[1]);
        if (d && other)
            d->stream = other->stream = (type & 0xf) == SOCK_STREAM;
    }
    return rc;
}

/* A point before the end of a descriptor for which somebody may wait. */
SH_EXPORT int close(int fd) {
    bool ours = sh_io_begin(fd, DS_ACT_SEND, SH_SITE);
    if (!ours && (!sh.controlled || sh_depth || !sh_same_process()))
        return sh_real(close)(fd);
    struct sh_desc *peer = ours ? sh_net_peer(fd) : NULL;
    int rc = sh_real(close)(fd), saved = errno;
    if (fd >= 0)
        sh_fd_closed((unsigned)fd, (unsigned)fd);
    if (peer && !sh_desc_peer(peer)) /* that was the last name of its other end */
        sh_net_settle_end(peer);
    errno = saved;
    return rc;
}
SH_ALIAS_OF(__close, close);

static void closed_range(unsigned first, unsigned last, void *site) {
    if (sh_io_ours(site))
        sh_fd_closed(first, last);
}

SH_EXPORT void closefrom(int first) {
    sh_real(closefrom)(first);
    closed_range(first < 0 ? 0 : (unsigned)first, ~0u, SH_SITE);
}

SH_EXPORT int close_range(unsigned first, unsigned last, int flags) {
    int rc = sh_real(close_range)(first, last, flags);
    if (rc == 0 && !(flags & CLOSE_RANGE_CLOEXEC))
        closed_range(first, last, SH_SITE);
    return rc;
}

static int dupped(int old, int new, void *site) {
    int saved = errno;
    if (new >= 0 && sh_io_ours(site))
        sh_fd_dup(old, new);
    errno = saved;
    return new;
}

SH_EXPORT int dup(int fd) {
    return dupped(fd, sh_real(dup)(fd), SH_SITE);
}

SH_EXPORT int dup2(int old, int new) {
    return dupped(old, sh_real(dup2)(old, new), SH_SITE);
}
SH_ALIAS_OF(__dup2, dup2);

SH_EXPORT int dup3(int old, int new, int flags) {
    return dupped(old, sh_real(dup3)(old, new, flags), SH_SITE);
}

static int control(int fd, int command, void *arg, void *site) {
    int rc = sh_real(fcntl)(fd, command, arg);
    return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? dupped(fd, rc, site) : rc;
}

SH_EXPORT int fcntl(int fd, int command, ...) {
    va_list args;
    va_start(args, command);
    void *arg = va_arg(args, void *);
    va_end(args);
    return control(fd, command, arg, SH_SITE);
}

SH_EXPORT int fcntl64(int fd, int command, ...) {
    va_list args;
    va_start(args, command);
    void *arg = va_arg(args, void *);
    va_end(args);
    return control(fd, command, arg, SH_SITE);
}
SH_ALIAS_OF(__fcntl, fcntl);

/* libc closes the descriptors of its streams where no hook sees it. */
static void stream_closed(int fd, void *site) {
    int saved = errno;
    if (fd >= 0 && sh_io_ours(site))
        sh_fd_closed((unsigned)fd, (unsigned)fd);
    errno = saved;
}

static int number_of(FILE *stream) {
    int saved = errno, fd = fileno(stream);
    errno = saved;
    return fd;
}

SH_EXPORT int fclose(FILE *stream) {
    if (!sh.controlled)
        return sh_real(fclose)(stream);
    if (sh_popened(stream) && sh_io_ours(SH_SITE))
        return sh_pclose(stream, SH_SITE);
    int fd = number_of(stream), rc = sh_real(fclose)(stream);
    stream_closed(fd, SH_SITE);
    return rc;
}

SH_EXPORT FILE *freopen(const char *path, const char *mode, FILE *stream) {
    int fd = sh.controlled ? number_of(stream) : -1;
    FILE *now = sh_real(freopen)(path, mode, stream);
    stream_closed(fd, SH_SITE);
    return now;
}

SH_EXPORT FILE *freopen64(const char *path, const char *mode, FILE *stream) {
    int fd = sh.controlled ? number_of(stream) : -1;
    FILE *now = sh_real(freopen64)(path, mode, stream);
    stream_closed(fd, SH_SITE);
    return now;
}

SH_EXPORT int closedir(DIR *dir) {
    int fd = sh.controlled ? dirfd(dir) : -1, rc = sh_real(closedir)(dir);
    stream_closed(fd, SH_SITE);
    return rc;
}
