/* net.c: connections within the process that run through the kernel's network.
 *
 * What one end sends there arrives a moment later, at a time that the kernel chooses; so that it does
 * not matter, the task that did something waits until the other end shows it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "../sys.h"
#include "io.h"

enum { SETTLE_MS = 100, SPINS = 64 };

struct sh_desc *sh_net_peer(int fd) {
    struct sh_desc *d = sh_fd_desc(fd);
    return d && d->inet ? sh_desc_peer(d) : NULL;
}

static bool info(int fd, struct tcp_info *out) {
    socklen_t len = sizeof *out;
    memset(out, 0, sizeof *out);
    return sh_sys6(SYS_getsockopt, fd, IPPROTO_TCP, TCP_INFO, (long)out, (long)&len, 0) == 0;
}

/* All that FROM has sent has reached TO, and nothing is left that TO has room for. */
static bool arrived(int from, int to) {
    struct tcp_info a, b;
    if (!info(from, &a) || !info(to, &b))
        return true;
    uint64_t sent = a.tcpi_bytes_sent - a.tcpi_bytes_retrans;
    return b.tcpi_bytes_received >= sent && (a.tcpi_notsent_bytes == 0 || a.tcpi_snd_wnd == 0);
}

/* Waits in real time, bounded, until DONE says so. */
static void settle(bool (*done)(int, int), int a, int b) {
    struct timespec pause = {0, 100000};
    for (int i = 0; i < SPINS; i++) {
        if (done(a, b))
            return;
        sh_sys3(SYS_sched_yield, 0, 0, 0);
    }
    for (int i = 0; i < SETTLE_MS * 10 && !done(a, b); i++)
        sh_sys3(SYS_nanosleep, (long)&pause, 0, 0);
}

void sh_net_settle(int fd) {
    struct sh_desc *d = sh_fd_desc(fd), *peer = sh_net_peer(fd);
    int other = peer ? sh_desc_fd(peer) : -1;
    if (other < 0 || !d->stream)
        return;
    settle(arrived, fd, other);
    settle(arrived, other, fd);
}

/* The other end of FD has ended its sending: that shows as an end of file, or worse. */
static bool hung_up(int fd, int unused) {
    (void)unused;
    return (sh_io_look(fd, POLLIN | POLLRDHUP) & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void sh_net_settle_end(struct sh_desc *d) {
    int fd = sh_desc_fd(d);
    if (fd >= 0 && d->stream)
        settle(hung_up, fd, -1);
}

/* The addresses of a connection's two ends. */
struct ends {
    struct sockaddr_storage here, there;
    socklen_t here_len, there_len;
};

static bool ends_of(int fd, struct ends *e) {
    e->here_len = e->there_len = sizeof e->here;
    return sh_sys3(SYS_getsockname, fd, (long)&e->here, (long)&e->here_len) == 0 &&
           sh_sys3(SYS_getpeername, fd, (long)&e->there, (long)&e->there_len) == 0;
}

static bool same(const struct sockaddr_storage *a, const struct sockaddr_storage *b) {
    if (a->ss_family != b->ss_family)
        return false;
    if (a->ss_family == AF_INET) {
        const struct sockaddr_in *x = (const void *)a, *y = (const void *)b;
        return x->sin_port == y->sin_port && x->sin_addr.s_addr == y->sin_addr.s_addr;
    }
    const struct sockaddr_in6 *x = (const void *)a, *y = (const void *)b;
    return a->ss_family == AF_INET6 && x->sin6_port == y->sin6_port &&
           memcmp(&x->sin6_addr, &y->sin6_addr, sizeof x->sin6_addr) == 0;
}

/* True if D is the other end of the connection that ARG describes. */
static bool is_other_end(struct sh_desc *d, void *arg) {
    const struct ends *wanted = arg;
    struct ends e;
    int fd = d->inet && !d->peer ? sh_desc_fd(d) : -1;
    return fd >= 0 && ends_of(fd, &e) && same(&e.here, &wanted->there) &&
           same(&e.there, &wanted->here);
}

/* A listener of ours at the address that ARG's connection goes to. */
static bool listens_there(struct sh_desc *d, void *arg) {
    const struct ends *wanted = arg;
    struct sockaddr_storage here;
    socklen_t len = sizeof here;
    int fd = d->listening ? sh_desc_fd(d) : -1;
    if (fd < 0 || sh_sys3(SYS_getsockname, fd, (long)&here, (long)&len) != 0 ||
        here.ss_family != wanted->there.ss_family)
        return false;
    const struct sockaddr_in *x = (const void *)&here, *y = (const void *)&wanted->there;
    if (here.ss_family == AF_UNIX)
        return len == wanted->there_len && memcmp(&here, &wanted->there, len) == 0;
    return x->sin_port == y->sin_port; /* at the same place in both families */
}

static bool can_accept(int fd, int unused) {
    (void)unused;
    return (sh_io_look(fd, POLLIN) & POLLIN) != 0;
}

static bool is_through(int fd, int unused) {
    (void)unused;
    return sh_io_look(fd, POLLOUT) != 0;
}

void sh_net_connecting(int fd, const struct sockaddr *to) {
    const struct sockaddr_in *in = (const void *)to;
    const struct sockaddr_in6 *in6 = (const void *)to;
    bool here = to->sa_family == AF_INET    ? (ntohl(in->sin_addr.s_addr) >> 24) == 127
                : to->sa_family == AF_INET6 ? IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr)
                                            : false;
    if (!here)
        return;
    settle(is_through, fd, -1);
    sh_fd_desc(fd)->foreign = !is_through(fd, -1);
}

void sh_net_connected(int fd) {
    struct ends e;
    struct sh_desc *d = sh_fd_desc(fd);
    if (!d || !ends_of(fd, &e))
        return;
    struct sh_desc *listener = sh_desc_find(listens_there, &e);
    d->foreign = !listener;
    if (!listener)
        return;
    d->inet = e.there.ss_family != AF_UNIX;
    d->order = ++listener->order;
    d->listener = listener->key;
    if (d->inet)
        settle(can_accept, sh_desc_fd(listener), -1);
}

/* Connections without addresses are accepted in the order in which they were made. */
static bool is_older(struct sh_desc *d, void *arg) {
    struct sh_desc **best = arg;
    const struct sh_desc *listener = best[0];
    if (d->listener == listener->key && !d->listening && (!best[1] || d->order < best[1]->order))
        best[1] = d;
    return false;
}

static void join(struct sh_desc *client, struct sh_desc *server) {
    server->foreign = false;
    client->listener = 0;
    sh_desc_object(client);
    sh_desc_join(client, server);
}

void sh_net_accepted(int fd, struct sh_desc *listener) {
    struct ends e;
    struct sh_desc *d = sh_fd_desc(fd), *other, *best[2] = {listener, NULL};
    if (!d || !listener || !ends_of(fd, &e))
        return;
    if (e.here.ss_family == AF_UNIX) {
        sh_desc_find(is_older, best);
        other = best[1];
    } else {
        d->inet = 1;
        other = sh_desc_find(is_other_end, &e);
    }
    if (other)
        join(other, d);
}
