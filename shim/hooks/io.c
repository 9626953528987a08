/* io.c: waiting for descriptors, and read and write. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../race.h"
#include "../sys.h"
#include "io.h"

bool sh_io_begin_slow(int fd, uint32_t act, void *site) {
    if (!sh_io_ours(site))
        return false;
    struct sh_desc *d = sh_fd_desc(fd);
    if (!d)
        return false;
    struct ds_request req = sh_request(DS_OP_EVENT_ACT, sh_desc_object(d), DS_MISUSE_NONE);
    req.arg = act;
    sh_point(&req, NULL, site);
    return true;
}

short sh_io_look(int fd, short events) {
    struct pollfd p = {.fd = fd, .events = events};
    struct timespec none = {0, 0};
    sh_signalfds_show(sh.current);
    return sh_sys6(SYS_ppoll, (long)&p, 1, (long)&none, 0, 0, 0) > 0 ? p.revents : 0;
}

bool sh_io_nonblocking(int fd) {
    return (sh_sys3(SYS_fcntl, fd, F_GETFL, 0) & O_NONBLOCK) != 0;
}

/* One wait; 0 or an errno number. */
static int wait_once(int fd, short events, uint32_t what, bool retry, int64_t deadline,
                     void *site) {
    struct sh_desc *d = sh_fd_desc(fd);
    if (!d)
        return 0; /* closed by another task: the call itself says so */
    struct pollfd p = {.fd = fd, .events = events};
    bool outside = sh_desc_outside(d);
    struct sh_watch w = {
        .fds = &p, .count = 1, .outside = outside, .retry = retry && !outside, .what = what};
    int result = sh_watch_wait(&w, sh_desc_object(d), deadline, site);
    /* SA_RESTART restarts what has no time-out of its own. */
    if (result == DS_INTR && !sh_sigs_goes_on(deadline == DS_NEVER))
        return EINTR;
    return result == DS_TIMEDOUT ? EAGAIN : 0;
}

int sh_io_wait(int fd, short events, uint32_t what, int64_t deadline, void *site) {
    struct sh_desc *d = sh_fd_desc(fd);
    bool outside = d && sh_desc_outside(d);
    long flags = sh_sys3(SYS_fcntl, fd, F_GETFL, 0);
    if ((flags & O_ACCMODE) == (events & POLLOUT ? O_RDONLY : O_WRONLY))
        return 0; /* the wrong end of a pipe: the call itself says so */
    if (flags & O_NONBLOCK) {
        struct pollfd p = {.fd = fd, .events = events};
        if (outside && !sh_io_look(fd, events))
            sh_watch_fruitless(&p, 1);
        return 0;
    }
    /* What comes from outside may be there or not, as time will have it: ask when nobody can run. */
    while (outside || !sh_io_look(fd, events)) {
        int number = wait_once(fd, events, what, false, deadline, site);
        if (number)
            return number;
        d = sh_fd_desc(fd);
        if (sh_io_look(fd, events))
            return 0;
        outside = d && sh_desc_outside(d);
    }
    return 0;
}

int sh_io_again(int fd, short events, uint32_t what, int64_t deadline, void *site) {
    return wait_once(fd, events, what, true, deadline, site);
}

void sh_io_vain(void *site) {
    struct ds_request req = sh_request(DS_OP_YIELD, DS_NO_OBJ, DS_MISUSE_NONE);
    if (sh_signalfds_used() && sh_any_children())
        sh_watch_fruitless(NULL, 0); /* it may be a child's end that is asked for */
    sh_point(&req, NULL, site);
}

ssize_t sh_io_done(int fd, ssize_t rc, void *site) {
    int saved = errno;
    if (rc < 0 && errno == EAGAIN) {
        sh_io_vain(site);
    } else {
        sh_watch_changed();
        sh_net_settle(fd);
    }
    errno = saved;
    return rc;
}

static int wait_in(int fd, void *site) {
    struct sh_desc *d = sh_fd_desc(fd);
    sh_io_refresh();
    int64_t deadline =
        d && d->class == SH_FD_SOCKET ? sh_socket_deadline(fd, SO_RCVTIMEO) : DS_NEVER;
    return sh_io_wait(fd, POLLIN, DS_WAIT_READ, deadline, site);
}

static ssize_t read_at(int fd, void *buf, size_t n, void *site) {
    if (sh_fd_known(fd) == SH_FD_SIGNAL)
        return sh_signalfd_read(fd, buf, n, site);
    int number = n ? wait_in(fd, site) : 0;
    return number ? sh_io_fail(number) : sh_io_done(fd, sh_real(read)(fd, buf, n), site);
}

SH_EXPORT ssize_t read(int fd, void *buf, size_t n) {
    bool ours = sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE);
    ssize_t rc = ours ? read_at(fd, buf, n, SH_SITE) : sh_real(read)(fd, buf, n);
    sh_race_touched(buf, rc, true, SH_SITE);
    return rc;
}
SH_ALIAS_OF(__read, read);

SH_EXPORT ssize_t __read_chk(int fd, void *buf, size_t n, size_t room) {
    bool ours = n <= room && sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE);
    ssize_t rc = ours ? read_at(fd, buf, n, SH_SITE) : sh_real(__read_chk)(fd, buf, n, room);
    sh_race_touched(buf, rc, true, SH_SITE);
    return rc;
}

/* The kernel reads such a descriptor piece by piece. */
static ssize_t readv_signals(int fd, const struct iovec *vec, int count, void *site) {
    ssize_t done = 0;
    for (int i = 0; i < count; i++) {
        ssize_t rc = sh_signalfd_read(fd, vec[i].iov_base, vec[i].iov_len, site);
        if (rc < 0)
            return done ? done : rc;
        done += rc;
        if ((size_t)rc < vec[i].iov_len)
            break;
    }
    return done;
}

static ssize_t readv_at(int fd, const struct iovec *vec, int count, void *site) {
    if (sh_fd_known(fd) == SH_FD_SIGNAL && count <= IOV_MAX)
        return readv_signals(fd, vec, count, site);
    int number = wait_in(fd, site);
    return number ? sh_io_fail(number) : sh_io_done(fd, sh_real(readv)(fd, vec, count), site);
}

SH_EXPORT ssize_t readv(int fd, const struct iovec *vec, int count) {
    bool ours = sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE);
    ssize_t rc = ours ? readv_at(fd, vec, count, SH_SITE) : sh_real(readv)(fd, vec, count);
    sh_race_touched_vec(vec, (size_t)count, rc, true, SH_SITE);
    return rc;
}

/* A pipe that has room takes PIPE_BUF bytes without waiting, and no more for sure. */
static ssize_t write_part(int fd, const char *buf, size_t n, void *site) {
    int number = sh_io_wait(fd, POLLOUT, DS_WAIT_WRITE, DS_NEVER, site);
    if (number)
        return sh_io_fail(number);
    return sh_io_done(fd, sh_real(write)(fd, buf, n), site);
}

static ssize_t write_pipe(int fd, const char *buf, size_t n, void *site) {
    size_t done = 0;
    if (n <= PIPE_BUF || sh_io_nonblocking(fd))
        return write_part(fd, buf, n, site);
    while (done < n) {
        size_t part = n - done < PIPE_BUF ? n - done : PIPE_BUF;
        ssize_t rc = write_part(fd, buf + done, part, site);
        if (rc < 0)
            return done ? (ssize_t)done : rc;
        done += (size_t)rc;
        if ((size_t)rc < part)
            break;
    }
    return (ssize_t)done;
}

/* A counter has room for one; more may have to wait although poll says that there is room. */
static ssize_t write_event(int fd, const void *buf, size_t n, void *site) {
    const uint64_t *value = buf;
    long flags = sh_sys3(SYS_fcntl, fd, F_GETFL, 0);
    if (n != sizeof *value || *value <= 1 || (flags & O_NONBLOCK))
        return write_part(fd, buf, n, site);
    for (;;) {
        sh_sys3(SYS_fcntl, fd, F_SETFL, flags | O_NONBLOCK);
        ssize_t rc = sh_real(write)(fd, buf, n);
        int saved = errno;
        sh_sys3(SYS_fcntl, fd, F_SETFL, flags);
        errno = saved;
        if (rc >= 0 || errno != EAGAIN)
            return sh_io_done(fd, rc, site);
        int number = sh_io_again(fd, POLLOUT, DS_WAIT_WRITE, DS_NEVER, site);
        if (number)
            return sh_io_fail(number);
    }
}

SH_EXPORT ssize_t write(int fd, const void *buf, size_t n) {
    sh_race_touched(buf, (ssize_t)n, false, SH_SITE);
    if (!sh_io_begin(fd, DS_ACT_SEND, SH_SITE))
        return sh_real(write)(fd, buf, n);
    struct sh_desc *d = sh_fd_desc(fd);
    switch (d ? (enum sh_class)d->class : SH_FD_PLAIN) {
    case SH_FD_PIPE:
    case SH_FD_FIFO:
        return write_pipe(fd, buf, n, SH_SITE);
    case SH_FD_EVENT:
        return write_event(fd, buf, n, SH_SITE);
    case SH_FD_SOCKET:
        return sh_socket_write(fd, &(struct iovec){(void *)(uintptr_t)buf, n}, 1, SH_SITE);
    default:
        return sh_io_done(fd, sh_real(write)(fd, buf, n), SH_SITE);
    }
}
SH_ALIAS_OF(__write, write);

/* Piece by piece where it does not fit at once: POSIX lets other writers' data in between then. */
SH_EXPORT ssize_t writev(int fd, const struct iovec *vec, int count) {
    sh_race_touched_vec(vec, count > 0 ? (size_t)count : 0, SSIZE_MAX, false, SH_SITE);
    if (!sh_io_begin(fd, DS_ACT_SEND, SH_SITE))
        return sh_real(writev)(fd, vec, count);
    struct sh_desc *d = sh_fd_desc(fd);
    size_t total = 0, done = 0;
    for (int i = 0; i < count && i < IOV_MAX; i++)
        total += vec[i].iov_len;
    if (total == 0) /* the kernel asks nobody then: neither for room nor for an other end */
        return sh_io_done(fd, sh_real(writev)(fd, vec, count), SH_SITE);
    if (d && d->class == SH_FD_SOCKET)
        return sh_socket_write(fd, vec, count, SH_SITE);
    if (total <= PIPE_BUF || count <= 0 || count > IOV_MAX || sh_io_nonblocking(fd)) {
        int number = sh_io_wait(fd, POLLOUT, DS_WAIT_WRITE, DS_NEVER, SH_SITE);
        return number ? sh_io_fail(number)
                      : sh_io_done(fd, sh_real(writev)(fd, vec, count), SH_SITE);
    }
    for (int i = 0; i < count; i++) {
        ssize_t rc = vec[i].iov_len ? write_pipe(fd, vec[i].iov_base, vec[i].iov_len, SH_SITE) : 0;
        if (rc < 0)
            return done ? (ssize_t)done : rc;
        done += (size_t)rc;
        if ((size_t)rc < vec[i].iov_len)
            break;
    }
    return (ssize_t)done;
}
