/* splice.c: calls that move data inside the kernel; before each, what it would wait for is awaited. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/sendfile.h>

#include "io.h"

/* Announces what is about to be done with IN and OUT, either of which may be -1; false: none of our
 * business. */
static bool begin(int in, int out, void *site) {
    bool ours = in >= 0 && sh_io_begin(in, DS_ACT_RECEIVE, site);
    return (out >= 0 && sh_io_begin(out, DS_ACT_SEND, site)) || ours;
}

static bool has_data(int fd) {
    bool readable = (sh_real(fcntl)(fd, F_GETFL) & O_ACCMODE) != O_WRONLY;
    return !sh_fd_desc(fd) || !readable || sh_io_nonblocking(fd) || sh_io_look(fd, POLLIN);
}

/* Waits for data in IN and for room in OUT, unless the call is not to wait. 0 or an errno number. */
static int await(int in, int out, bool waits, void *site) {
    int number = 0;
    while (waits && !number) {
        if (in >= 0 && sh_fd_desc(in))
            number = sh_io_wait(in, POLLIN, DS_WAIT_READ, DS_NEVER, site);
        if (!number && out >= 0 && sh_fd_desc(out))
            number = sh_io_wait(out, POLLOUT, DS_WAIT_WRITE, DS_NEVER, site);
        if (in < 0 || has_data(in)) /* others may have taken it meanwhile */
            break;
    }
    return number;
}

static ssize_t done(int in, int out, ssize_t rc, void *site) {
    return sh_io_done(out >= 0 && sh_fd_desc(out) ? out : in, rc, site);
}

/* A pipe with room takes one page without waiting, and no more for sure. */
static size_t portion(int out, size_t n) {
    struct sh_desc *d = sh_fd_desc(out);
    bool pipe = d && (d->class == SH_FD_PIPE || d->class == SH_FD_FIFO);
    return pipe && n > PIPE_BUF && !sh_io_nonblocking(out) ? PIPE_BUF : n;
}

SH_EXPORT ssize_t splice(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags) {
    if (n == 0 || in < 0 || out < 0 || !begin(in, out, SH_SITE))
        return sh_real(splice)(in, from, out, to, n, flags);
    bool waits = !(flags & SPLICE_F_NONBLOCK);
    int number = await(in, out, waits, SH_SITE);
    if (number)
        return sh_io_fail(number);
    if (waits)
        n = portion(out, n);
    return done(in, out, sh_real(splice)(in, from, out, to, n, flags), SH_SITE);
}

SH_EXPORT ssize_t tee(int in, int out, size_t n, unsigned flags) {
    if (n == 0 || in < 0 || out < 0 || !begin(in, out, SH_SITE))
        return sh_real(tee)(in, out, n, flags);
    int number = await(in, out, !(flags & SPLICE_F_NONBLOCK), SH_SITE);
    return number ? sh_io_fail(number) : done(in, out, sh_real(tee)(in, out, n, flags), SH_SITE);
}

/* Pages into a pipe, or out of it; which of them the descriptor's own mode says. */
SH_EXPORT ssize_t vmsplice(int fd, const struct iovec *vec, size_t count, unsigned flags) {
    if (fd < 0 || !begin(fd, fd, SH_SITE))
        return sh_real(vmsplice)(fd, vec, count, flags);
    bool in = (sh_real(fcntl)(fd, F_GETFL) & O_ACCMODE) == O_RDONLY;
    bool waits = !(flags & SPLICE_F_NONBLOCK) && count > 0;
    int number = await(in ? fd : -1, in ? -1 : fd, waits, SH_SITE);
    if (number)
        return sh_io_fail(number);
    struct iovec first = count > 0 ? *vec : (struct iovec){0};
    if (waits && !in && (count > 1 || portion(fd, first.iov_len) < first.iov_len)) {
        first.iov_len = portion(fd, first.iov_len);
        return done(-1, fd, sh_real(vmsplice)(fd, &first, 1, flags), SH_SITE);
    }
    return done(fd, -1, sh_real(vmsplice)(fd, vec, count, flags), SH_SITE);
}

SH_EXPORT ssize_t sendfile(int out, int in, off_t *from, size_t n) {
    if (n == 0 || in < 0 || out < 0 || !begin(in, out, SH_SITE))
        return sh_real(sendfile)(out, in, from, n);
    int number = await(in, out, true, SH_SITE);
    if (number)
        return sh_io_fail(number);
    return done(in, out, sh_real(sendfile)(out, in, from, portion(out, n)), SH_SITE);
}
SH_ALIAS_OF(sendfile64, sendfile);
