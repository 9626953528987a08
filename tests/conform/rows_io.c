/* rows_io.c: return codes of calls on descriptors that are ready, empty, ended or of the wrong kind. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include "rows.h"

enum state { EMPTY, FULL, ENDED, WRONG, STATES };
static const char *const names[STATES] = {"empty", "two bytes", "other end closed",
                                          "no descriptor"};

/* A pair of sockets of TYPE, the first of them in STATE. */
static void pair(int ends[2], int type, enum state state) {
    if (socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, ends) != 0)
        return;
    if (state == FULL)
        cf_value(write(ends[1], "ab", 2), "socket type %d, %s: write", type, names[state]);
    if (state == ENDED)
        cf_rc(cf_errno(close(ends[1])), "socket type %d, %s: close", type, names[state]);
    if (state == WRONG)
        cf_rc(cf_errno(close(ends[0]) | close(ends[1])), "socket type %d: close", type);
}

static void done(int ends[2], enum state state) {
    if (state != WRONG)
        close(ends[0]);
    if (state != WRONG && state != ENDED)
        close(ends[1]);
}

static void result(long n, const char *call, int type, enum state state) {
    if (n < 0)
        cf_rc(errno, "socket type %d, %s: %s", type, names[state], call);
    else
        cf_value(n, "socket type %d, %s: %s", type, names[state], call);
}

#define TRY(call)                         \
    do {                                  \
        pair(ends, type, state);          \
        result(call, #call, type, state); \
        done(ends, state);                \
    } while (0)

static void sockets(int type, enum state state) {
    int ends[2];
    char b[8] = "xy";
    struct iovec v = {b, 2};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
    struct mmsghdr mm = {.msg_hdr = m};
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    TRY(read(ends[0], b, 2));
    TRY(readv(ends[0], &v, 1));
    TRY(recv(ends[0], b, 2, 0));
    TRY(recv(ends[0], b, 2, MSG_PEEK));
    TRY(recvfrom(ends[0], b, 2, 0, NULL, NULL));
    TRY(recvmsg(ends[0], &m, 0));
    TRY(recvmmsg(ends[0], &mm, 1, 0, NULL));
    TRY(writev(ends[0], &v, 0));
    TRY(accept(ends[0], NULL, NULL));
    TRY(accept4(ends[0], NULL, NULL, -1));
    TRY(shutdown(ends[0], 77));
    TRY(shutdown(ends[0], SHUT_RDWR));
    TRY(connect(ends[0], &none, 1));
    TRY(send(ends[0], b, 2, MSG_NOSIGNAL));
    TRY(sendto(ends[0], b, 2, MSG_NOSIGNAL, NULL, 0));
    TRY(sendmsg(ends[0], &m, MSG_NOSIGNAL));
    TRY(sendmmsg(ends[0], &mm, 1, MSG_NOSIGNAL));
}

static fd_set *only(fd_set *set, int fd) {
    FD_ZERO(set);
    FD_SET(fd, set);
    return set;
}

static void readiness(enum state state) {
    int ends[2], type = SOCK_STREAM;
    struct timespec nil = {0, 0};
    struct timeval tv = {0, 0};
    struct epoll_event in = {EPOLLIN, {0}}, out;
    struct pollfd p;
    fd_set set;
    TRY((p = (struct pollfd){ends[0], POLLIN, 0}, poll(&p, 1, 0)));
    TRY((p = (struct pollfd){ends[0], POLLIN | POLLOUT, 0}, ppoll(&p, 1, &nil, NULL), p.revents));
    int set_of = epoll_create1(0);
    TRY(epoll_ctl(set_of, EPOLL_CTL_DEL, ends[0], NULL));
    TRY((epoll_ctl(set_of, EPOLL_CTL_ADD, ends[0], &in), epoll_wait(set_of, &out, 1, 0)));
    TRY((epoll_ctl(set_of, EPOLL_CTL_ADD, ends[0], &in), epoll_pwait(set_of, &out, 1, 0, NULL)));
    TRY((epoll_ctl(set_of, EPOLL_CTL_ADD, ends[0], &in),
         epoll_pwait2(set_of, &out, 1, &nil, NULL)));
    TRY(epoll_wait(ends[0], &out, 1, 0));
    TRY(epoll_wait(set_of, &out, 0, 0));
    close(set_of);
    if (state == WRONG)
        return;
    TRY(select(ends[0] + 1, only(&set, ends[0]), NULL, NULL, &tv));
    TRY(pselect(ends[0] + 1, only(&set, ends[0]), NULL, NULL, &nil, NULL));
}

static void counters(void) {
    eventfd_t value = 0;
    int fd = eventfd(0, EFD_NONBLOCK);
    cf_rc(cf_errno(eventfd_read(fd, &value)), "eventfd 0: read");
    cf_rc(cf_errno(eventfd_write(fd, UINT64_MAX)), "eventfd 0: write of all ones");
    cf_rc(cf_errno(eventfd_write(fd, UINT64_MAX - 1)), "eventfd 0: write of the most");
    cf_rc(cf_errno(eventfd_write(fd, 1)), "eventfd at the most: write");
    cf_rc(cf_errno(eventfd_read(fd, &value)), "eventfd at the most: read");
    cf_value(value == UINT64_MAX - 1, "eventfd at the most: value");
    close(fd);
    cf_rc(cf_errno(eventfd_read(fd, &value)), "eventfd closed: read");
    struct itimerspec bad = {.it_value = {0, -1}}, now = {.it_value = {5, 5}};
    fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    cf_rc(cf_errno(timerfd_settime(fd, 0, &bad, NULL)), "timerfd: settime of a bad time");
    cf_rc(cf_errno(timerfd_gettime(fd, &now)), "timerfd: gettime");
    cf_value(now.it_value.tv_sec + now.it_value.tv_nsec, "timerfd: unset");
    cf_rc(cf_errno(timerfd_gettime(-1, &now)), "timerfd: gettime of none");
    close(fd);
}

void cf_rows_io(int part) {
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
    (void)part;
    if (cf_section == CF_MISUSE)
        return;
    for (int state = 0; state < STATES; state++) {
        for (size_t i = 0; i < CF_LENGTH(types); i++)
            sockets(types[i], (enum state)state);
        readiness((enum state)state);
    }
    counters();
}
