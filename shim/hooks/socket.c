/* socket.c: sockets. A call is made for real only in a way that does not wait. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "../race.h"
#include "../sys.h"
#include "io.h"

int64_t sh_socket_deadline(int fd, int option) {
    struct timeval time = {0};
    socklen_t len = sizeof time;
    if (sh_sys6(SYS_getsockopt, fd, SOL_SOCKET, option, (long)&time, (long)&len, 0) != 0 ||
        (time.tv_sec == 0 && time.tv_usec == 0) || time.tv_sec > 1 << 30)
        return DS_NEVER;
    return ds_now(sh.engine) + time.tv_sec * 1000000000ll + time.tv_usec * 1000;
}

SH_EXPORT int socket(int domain, int type, int protocol) {
    int fd = sh_real(socket)(domain, type, protocol), saved = errno;
    struct sh_desc *d = fd >= 0 && sh_io_ours(SH_SITE) ? sh_fd_made(fd, -1, SH_FD_SOCKET) : NULL;
    if (d) {
        d->stream = (type & 0xf) == SOCK_STREAM;
        d->foreign = d->stream; /* until its other end is known */
        d->listening = !d->stream;
    }
    errno = saved;
    return fd;
}

SH_EXPORT int listen(int fd, int backlog) {
    int rc = sh_real(listen)(fd, backlog), saved = errno;
    struct sh_desc *d = rc == 0 && sh_io_ours(SH_SITE) ? sh_fd_desc(fd) : NULL;
    if (d) {
        d->listening = true;
        d->foreign = false;
        sh_watch_changed();
    }
    errno = saved;
    return rc;
}

/* Sends MSG piece by piece where a stream waits for room; the number of bytes that went. */
static ssize_t send_message(int fd, const struct msghdr *msg, int flags, void *site) {
    bool waits = !(flags & MSG_DONTWAIT) && !sh_io_nonblocking(fd);
    int64_t deadline = waits ? sh_socket_deadline(fd, SO_SNDTIMEO) : DS_NEVER;
    struct sh_desc *d = sh_fd_desc(fd);
    struct msghdr rest = *msg;
    struct iovec part;
    ssize_t done = 0;
    size_t i = 0, offset = 0, all = 0;
    for (size_t k = 0; k < msg->msg_iovlen && k < 1024; k++)
        all += msg->msg_iov[k].iov_len;
    bool stream = d && d->stream && waits;
    for (;;) {
        ssize_t rc = sh_real(sendmsg)(fd, &rest, flags | MSG_DONTWAIT);
        if (rc > 0)
            done += rc;
        if (rc < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            return sh_io_done(fd, done ? done : rc, site);
        if ((rc >= 0 && (!stream || (size_t)done >= all)) || !waits)
            return sh_io_done(fd, done ? done : rc, site);
        if (rc >= 0) {
            sh_io_done(fd, rc, site);
            for (offset += (size_t)rc; i < msg->msg_iovlen && offset >= msg->msg_iov[i].iov_len;
                 i++)
                offset -= msg->msg_iov[i].iov_len;
            part = (struct iovec){(char *)msg->msg_iov[i].iov_base + offset,
                                  msg->msg_iov[i].iov_len - offset};
            rest = (struct msghdr){.msg_iov = &part, .msg_iovlen = 1};
            continue;
        }
        int number = sh_io_again(fd, POLLOUT, DS_WAIT_WRITE, deadline, site);
        if (number)
            return done ? done : sh_io_fail(number);
    }
}

ssize_t sh_socket_write(int fd, const struct iovec *vec, int count, void *site) {
    struct msghdr msg = {.msg_iov = (struct iovec *)(uintptr_t)vec, .msg_iovlen = (size_t)count};
    return count < 0 ? sh_io_fail(EINVAL) : send_message(fd, &msg, 0, site);
}

SH_EXPORT ssize_t send(int fd, const void *buf, size_t n, int flags) {
    sh_race_touched(buf, (ssize_t)n, false, SH_SITE);
    if (!sh_io_begin(fd, DS_ACT_SEND, SH_SITE))
        return sh_real(send)(fd, buf, n, flags);
    struct iovec vec = {(void *)(uintptr_t)buf, n};
    return send_message(fd, &(struct msghdr){.msg_iov = &vec, .msg_iovlen = 1}, flags, SH_SITE);
}
SH_ALIAS_OF(__send, send);

SH_EXPORT ssize_t sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *to,
                         socklen_t len) {
    sh_race_touched(buf, (ssize_t)n, false, SH_SITE);
    if (!sh_io_begin(fd, DS_ACT_SEND, SH_SITE))
        return sh_real(sendto)(fd, buf, n, flags, to, len);
    struct iovec vec = {(void *)(uintptr_t)buf, n};
    struct msghdr msg = {.msg_name = (void *)(uintptr_t)to,
                         .msg_namelen = to ? len : 0,
                         .msg_iov = &vec,
                         .msg_iovlen = 1};
    return send_message(fd, &msg, flags, SH_SITE);
}

SH_EXPORT ssize_t sendmsg(int fd, const struct msghdr *msg, int flags) {
    if (sh_race)
        sh_race_touched_vec(msg->msg_iov, msg->msg_iovlen, SSIZE_MAX, false, SH_SITE);
    if (!sh_io_begin(fd, DS_ACT_SEND, SH_SITE))
        return sh_real(sendmsg)(fd, msg, flags);
    return send_message(fd, msg, flags, SH_SITE);
}

SH_EXPORT int sendmmsg(int fd, struct mmsghdr *vec, unsigned n, int flags) {
    if (!sh_io_begin(fd, DS_ACT_SEND, SH_SITE))
        return sh_real(sendmmsg)(fd, vec, n, flags);
    for (unsigned i = 0; i < n; i++) {
        ssize_t rc = send_message(fd, &vec[i].msg_hdr, flags, SH_SITE);
        if (rc < 0)
            return i ? (int)i : -1;
        vec[i].msg_len = (unsigned)rc;
    }
    return (int)n;
}

static int wait_in(int fd, int flags, int64_t deadline, void *site) {
    if (flags & (MSG_DONTWAIT | MSG_ERRQUEUE))
        return 0;
    return sh_io_wait(fd, POLLIN | (flags & MSG_OOB ? POLLPRI : 0), DS_WAIT_READ, deadline, site);
}

static ssize_t receive(int fd, void *buf, size_t n, int flags, struct sockaddr *from,
                       socklen_t *len, void *site) {
    int64_t deadline = sh_socket_deadline(fd, SO_RCVTIMEO);
    const struct sh_desc *d = sh_fd_desc(fd);
    bool all = (flags & MSG_WAITALL) && !(flags & MSG_PEEK) && d && d->stream;
    size_t done = 0;
    for (;;) {
        int number = wait_in(fd, flags, deadline, site);
        if (number)
            return done ? (ssize_t)done : sh_io_fail(number);
        ssize_t rc = sh_real(recvfrom)(fd, (char *)buf + done, n - done,
                                       (flags & ~MSG_WAITALL) | MSG_DONTWAIT, from, len);
        bool again = rc < 0 && errno == EAGAIN && !(flags & MSG_DONTWAIT);
        if (again && !sh_io_nonblocking(fd))
            continue;
        rc = sh_io_done(fd, rc, site);
        if (rc > 0 && !(flags & MSG_TRUNC))
            done += (size_t)rc;
        if (rc <= 0 || !all || done >= n || sh_io_nonblocking(fd))
            return done ? (ssize_t)done : rc;
    }
}

SH_EXPORT ssize_t recvfrom(int fd, void *buf, size_t n, int flags, struct sockaddr *from,
                           socklen_t *len) {
    bool ours = sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE);
    ssize_t rc = ours ? receive(fd, buf, n, flags, from, len, SH_SITE)
                      : sh_real(recvfrom)(fd, buf, n, flags, from, len);
    sh_race_touched(buf, rc, true, SH_SITE);
    return rc;
}

SH_EXPORT ssize_t recv(int fd, void *buf, size_t n, int flags) {
    bool ours = sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE);
    ssize_t rc =
        ours ? receive(fd, buf, n, flags, NULL, NULL, SH_SITE) : sh_real(recv)(fd, buf, n, flags);
    sh_race_touched(buf, rc, true, SH_SITE);
    return rc;
}

SH_EXPORT ssize_t __recv_chk(int fd, void *buf, size_t n, size_t room, int flags) {
    bool ours = n <= room && sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE);
    ssize_t rc = ours ? receive(fd, buf, n, flags, NULL, NULL, SH_SITE)
                      : sh_real(__recv_chk)(fd, buf, n, room, flags);
    sh_race_touched(buf, rc, true, SH_SITE);
    return rc;
}

SH_EXPORT ssize_t __recvfrom_chk(int fd, void *buf, size_t n, size_t room, int flags,
                                 struct sockaddr *from, socklen_t *len) {
    bool ours = n <= room && sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE);
    ssize_t rc = ours ? receive(fd, buf, n, flags, from, len, SH_SITE)
                      : sh_real(__recvfrom_chk)(fd, buf, n, room, flags, from, len);
    sh_race_touched(buf, rc, true, SH_SITE);
    return rc;
}

static ssize_t receive_message(int fd, struct msghdr *msg, int flags, void *site) {
    int number = wait_in(fd, flags, sh_socket_deadline(fd, SO_RCVTIMEO), site);
    return number ? sh_io_fail(number)
                  : sh_io_done(fd, sh_real(recvmsg)(fd, msg, flags & ~MSG_WAITALL), site);
}

SH_EXPORT ssize_t recvmsg(int fd, struct msghdr *msg, int flags) {
    bool ours = sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE);
    ssize_t rc = ours ? receive_message(fd, msg, flags, SH_SITE) : sh_real(recvmsg)(fd, msg, flags);
    if (sh_race && rc > 0)
        sh_race_touched_vec(msg->msg_iov, msg->msg_iovlen, rc, true, SH_SITE);
    return rc;
}

SH_EXPORT int recvmmsg(int fd, struct mmsghdr *vec, unsigned n, int flags, struct timespec *time) {
    if (!sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE))
        return sh_real(recvmmsg)(fd, vec, n, flags, time);
    for (unsigned i = 0; i < n; i++) {
        bool first_only = (flags & MSG_WAITFORONE) && i > 0;
        int how = (flags & ~MSG_WAITFORONE) | (first_only ? MSG_DONTWAIT : 0);
        ssize_t rc = receive_message(fd, &vec[i].msg_hdr, how, SH_SITE);
        if (rc < 0)
            return i ? (int)i : -1;
        vec[i].msg_len = (unsigned)rc;
    }
    return (int)n;
}

static int accept_one(int fd, struct sockaddr *from, socklen_t *len, int flags, void *site) {
    int64_t deadline = sh_socket_deadline(fd, SO_RCVTIMEO);
    int listens = 0, number = 0;
    socklen_t size = sizeof listens;
    sh_sys6(SYS_getsockopt, fd, SOL_SOCKET, SO_ACCEPTCONN, (long)&listens, (long)&size, 0);
    if (listens)
        number = sh_io_wait(fd, POLLIN, DS_WAIT_ACCEPT, deadline, site);
    if (number)
        return (int)sh_io_fail(number);
    int made = (int)sh_io_done(fd, sh_real(accept4)(fd, from, len, flags), site);
    int saved = errno;
    struct sh_desc *d = made >= 0 ? sh_fd_made(made, -1, SH_FD_SOCKET) : NULL;
    struct sh_desc *listener = sh_fd_desc(fd);
    if (d) {
        d->stream = listener && listener->stream;
        d->foreign = true;
        sh_net_accepted(made, listener);
    }
    errno = saved;
    return made;
}

SH_EXPORT int accept(int fd, struct sockaddr *from, socklen_t *len) {
    if (!sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE))
        return sh_real(accept)(fd, from, len);
    return accept_one(fd, from, len, 0, SH_SITE);
}

SH_EXPORT int accept4(int fd, struct sockaddr *from, socklen_t *len, int flags) {
    if (!sh_io_begin(fd, DS_ACT_RECEIVE, SH_SITE))
        return sh_real(accept4)(fd, from, len, flags);
    return accept_one(fd, from, len, flags, SH_SITE);
}

/* The real call, made so that it does not wait. */
static int connect_now(int fd, const struct sockaddr *to, socklen_t len) {
    long flags = sh_sys3(SYS_fcntl, fd, F_GETFL, 0);
    if (!(flags & O_NONBLOCK))
        sh_sys3(SYS_fcntl, fd, F_SETFL, flags | O_NONBLOCK);
    int rc = sh_real(connect)(fd, to, len), saved = errno;
    if (!(flags & O_NONBLOCK))
        sh_sys3(SYS_fcntl, fd, F_SETFL, flags);
    errno = saved;
    return rc;
}

/* A connection under way: 0, or the errno number that it came to. */
static int connect_end(int fd, int64_t deadline, void *site) {
    int number = sh_io_wait(fd, POLLOUT, DS_WAIT_CONNECT, deadline, site);
    socklen_t len = sizeof number;
    if (!number)
        sh_sys6(SYS_getsockopt, fd, SOL_SOCKET, SO_ERROR, (long)&number, (long)&len, 0);
    return number == EAGAIN ? EINPROGRESS : number;
}

SH_EXPORT int connect(int fd, const struct sockaddr *to, socklen_t len) {
    if (!sh_io_begin(fd, DS_ACT_SEND, SH_SITE))
        return sh_real(connect)(fd, to, len);
    bool waits = !sh_io_nonblocking(fd);
    int64_t deadline = sh_socket_deadline(fd, SO_SNDTIMEO);
    int rc;
    while ((rc = connect_now(fd, to, len)) < 0 && errno == EAGAIN && waits) {
        int number = sh_io_again(fd, POLLOUT, DS_WAIT_CONNECT, deadline, SH_SITE);
        if (number)
            return (int)sh_io_fail(number);
    }
    if (rc < 0 && errno == EINPROGRESS) {
        sh_net_connecting(fd, to);
        int number = waits ? connect_end(fd, deadline, SH_SITE) : 0;
        if (number)
            return (int)sh_io_fail(number);
        rc = waits ? 0 : -1;
        errno = waits ? errno : EINPROGRESS;
    }
    int saved = errno;
    sh_net_connected(fd);
    errno = saved;
    return (int)sh_io_done(fd, rc, SH_SITE);
}
SH_ALIAS_OF(__connect, connect);

SH_EXPORT int shutdown(int fd, int how) {
    if (!sh_io_begin(fd, DS_ACT_SEND, SH_SITE))
        return sh_real(shutdown)(fd, how);
    struct sh_desc *peer = sh_net_peer(fd);
    int rc = sh_real(shutdown)(fd, how), saved = errno;
    sh_watch_changed();
    if (rc == 0 && peer && how != SHUT_RD)
        sh_net_settle_end(peer);
    errno = saved;
    return rc;
}
