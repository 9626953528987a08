/* poll.c: poll, select and their kin. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/select.h>

#include "../sys.h"
#include "../vtime.h"
#include "io.h"

enum { FEW = 32 }; /* descriptors that are kept on the stack */

/* What a set of descriptors can do to a call that waits for one of them. */
struct outlook {
    uint32_t obj;         /* of the first that tasks can wait for */
    bool inside, outside; /* there are such that tasks, and others, can make ready */
};

static struct outlook look_over(const struct pollfd *fds, nfds_t n) {
    struct outlook o = {0};
    for (nfds_t i = 0; i < n; i++) {
        struct sh_desc *d = fds[i].fd >= 0 ? sh_fd_desc(fds[i].fd) : NULL;
        if (!d)
            continue;
        if (!o.obj)
            o.obj = sh_desc_object(d);
        if (sh_desc_outside(d))
            o.outside = true;
        else
            o.inside = true;
    }
    return o;
}

static void announce(uint32_t obj, void *site) {
    struct ds_request req = sh_request(DS_OP_EVENT_ACT, obj, DS_MISUSE_NONE);
    req.arg = DS_ACT_RECEIVE;
    sh_point(&req, NULL, site);
}

static int look_once(struct pollfd *fds, nfds_t n) {
    struct timespec none = {0, 0};
    sh_io_refresh();
    return sh_real(ppoll)(fds, n, &none, NULL);
}

static int poll_until(struct pollfd *fds, nfds_t n, int64_t deadline, void *site) {
    struct outlook o = look_over(fds, n);
    int rc;
    if (o.obj)
        announce(o.obj, site);
    bool waits = deadline > ds_now(sh.engine);
    for (;;) {
        rc = look_once(fds, n);
        if (rc != 0 || !waits)
            break;
        o = look_over(fds, n);
        struct sh_watch w = {.fds = fds,
                             .count = (uint32_t)n,
                             .outside = o.outside && !o.inside,
                             .what = DS_WAIT_READY};
        int result = sh_sigs_broken() ? DS_INTR : sh_watch_wait(&w, o.obj, deadline, site);
        if (result == DS_INTR && (sh_sigs_broken() || !sh_sigs_goes_on(false)))
            return (int)sh_io_fail(EINTR);
        if (result == DS_TIMEDOUT)
            return look_once(fds, n);
    }
    if (rc == 0 && o.outside)
        sh_watch_fruitless(fds, (uint32_t)n);
    if (rc == 0)
        sh_io_vain(site);
    return rc;
}

static int64_t after_ms(int ms) {
    return ms < 0 ? DS_NEVER : ds_now(sh.engine) + ms * (int64_t)1000000;
}

static bool all_plain(const struct pollfd *fds, nfds_t n) {
    for (nfds_t i = 0; i < n; i++)
        if (sh_fd_desc(fds[i].fd))
            return false;
    return n > 0;
}

SH_EXPORT int poll(struct pollfd *fds, nfds_t n, int ms) {
    if (!sh_io_ours(SH_SITE) || (ms == 0 && all_plain(fds, n)))
        return sh_real(poll)(fds, n, ms);
    return poll_until(fds, n, after_ms(ms), SH_SITE);
}
SH_ALIAS_OF(__poll, poll);

SH_EXPORT int __poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t room) {
    if (room / sizeof *fds < n || !sh_io_ours(SH_SITE))
        return sh_real(__poll_chk)(fds, n, ms, room);
    return poll_until(fds, n, after_ms(ms), SH_SITE);
}

/* False if TIME is none that the kernel takes. */
static bool after(const struct timespec *time, int64_t *deadline) {
    uint32_t bad = 0;
    *deadline = DS_NEVER;
    if (!time)
        return true;
    if (time->tv_sec < 0 || !sh_time_valid(time))
        return false;
    int64_t length = sh_deadline(CLOCK_MONOTONIC, time, &bad);
    if (__builtin_add_overflow(ds_now(sh.engine), length, deadline))
        *deadline = DS_NEVER;
    return true;
}

static int poll_masked(struct pollfd *fds, nfds_t n, const struct timespec *time,
                       const sigset_t *mask, void *site) {
    int64_t deadline;
    if (!after(time, &deadline))
        return (int)sh_io_fail(EINVAL);
    if (mask)
        sh_sigs_borrow(mask);
    int rc = poll_until(fds, n, deadline, site);
    if (mask)
        sh_sigs_give_back();
    return rc;
}

SH_EXPORT int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *time,
                    const sigset_t *mask) {
    if (!sh_io_ours(SH_SITE))
        return sh_real(ppoll)(fds, n, time, mask);
    return poll_masked(fds, n, time, mask, SH_SITE);
}

SH_EXPORT int __ppoll_chk(struct pollfd *fds, nfds_t n, const struct timespec *time,
                          const sigset_t *mask, size_t room) {
    if (room / sizeof *fds < n || !sh_io_ours(SH_SITE))
        return sh_real(__ppoll_chk)(fds, n, time, mask, room);
    return poll_masked(fds, n, time, mask, SH_SITE);
}

/* The three sets of a call of select; sets may be longer than an fd_set. */
struct sets {
    int n;
    fd_set *set[3];
};

static bool in_set(const fd_set *set, int fd) {
    return set && ((const unsigned long *)set)[fd / 64] >> fd % 64 & 1;
}

static size_t set_bytes(int n) {
    return ((size_t)n + 63) / 64 * 8;
}

/* What select would say now; the sets are left as they are. */
static bool sets_ready(struct sh_watch *w) {
    const struct sets *s = w->arg;
    unsigned long copy[3][FD_SETSIZE / 64];
    struct timespec none = {0, 0};
    if (s->n > FD_SETSIZE)
        return sh_sys6(SYS_ppoll, (long)w->fds, w->count, (long)&none, 0, 0, 0) > 0;
    for (int i = 0; i < 3; i++)
        if (s->set[i])
            memcpy(copy[i], s->set[i], set_bytes(s->n));
    return sh_sys6(SYS_pselect6, s->n, (long)(s->set[0] ? copy[0] : NULL),
                   (long)(s->set[1] ? copy[1] : NULL), (long)(s->set[2] ? copy[2] : NULL),
                   (long)&none, 0) != 0;
}

/* The members of S as poll takes them; FDS has room for N. Their number. */
static uint32_t list_sets(const struct sets *s, struct pollfd *fds) {
    static const short events[3] = {POLLIN, POLLOUT, POLLPRI};
    uint32_t count = 0;
    for (int fd = 0; fd < s->n; fd++) {
        short wanted = 0;
        for (int i = 0; i < 3; i++)
            wanted |= in_set(s->set[i], fd) ? events[i] : 0;
        if (wanted && fds)
            fds[count] = (struct pollfd){.fd = fd, .events = wanted};
        count += wanted != 0;
    }
    return count;
}

/* The real call without waiting, which fills the sets; if it finds nothing they are kept as they were
 * unless FINAL. */
static int select_once(const struct sets *s, struct sh_watch *w, bool final) {
    struct timespec none = {0, 0};
    sh_io_refresh();
    if (!final && !sets_ready(w))
        return 0;
    return sh_real(pselect)(s->n, s->set[0], s->set[1], s->set[2], &none, NULL);
}

static int select_on(struct sets *s, struct pollfd *fds, uint32_t count, int64_t deadline,
                     void *site) {
    struct outlook o = look_over(fds, count);
    bool waits = deadline > ds_now(sh.engine);
    int rc;
    if (o.obj)
        announce(o.obj, site);
    for (;;) {
        o = look_over(fds, count);
        struct sh_watch w = {.fds = fds,
                             .count = count,
                             .ready = sets_ready,
                             .arg = s,
                             .outside = o.outside && !o.inside,
                             .what = DS_WAIT_READY};
        rc = select_once(s, &w, !waits);
        if (rc != 0 || !waits)
            break;
        int result = sh_sigs_broken() ? DS_INTR : sh_watch_wait(&w, o.obj, deadline, site);
        if (result == DS_INTR && (sh_sigs_broken() || !sh_sigs_goes_on(false)))
            return (int)sh_io_fail(EINTR);
        if (result == DS_TIMEDOUT)
            return select_once(s, &w, true);
    }
    if (rc == 0 && o.outside)
        sh_watch_fruitless(fds, count);
    if (rc == 0)
        sh_io_vain(site);
    return rc;
}

static int select_until(struct sets *s, int64_t deadline, void *site) {
    struct pollfd few[FEW], *fds = few;
    uint32_t count = list_sets(s, NULL);
    if (count > FEW && !(fds = sh_pages(count * sizeof *fds)))
        return (int)sh_io_fail(ENOMEM);
    list_sets(s, fds);
    int rc = select_on(s, fds, count, deadline, site);
    if (fds != few)
        sh_pages_free(fds, count * sizeof *fds);
    return rc;
}

SH_EXPORT int select(int n, fd_set *in, fd_set *out, fd_set *except, struct timeval *time) {
    if (!sh_io_ours(SH_SITE) || n < 0)
        return sh_real(select)(n, in, out, except, time);
    if (time && (time->tv_sec < 0 || time->tv_usec < 0))
        return (int)sh_io_fail(EINVAL);
    struct sets s = {n, {in, out, except}};
    struct timespec span;
    int64_t deadline = DS_NEVER;
    if (time) {
        span = (struct timespec){time->tv_sec + time->tv_usec / 1000000,
                                 time->tv_usec % 1000000 * 1000};
        after(&span, &deadline);
    }
    int rc = select_until(&s, deadline, SH_SITE);
    if (time) { /* Linux says how much of it was left */
        int64_t left = deadline - ds_now(sh.engine);
        span = sh_vtime_spec(left > 0 ? left : 0);
        *time = (struct timeval){span.tv_sec, span.tv_nsec / 1000};
    }
    return rc;
}
SH_ALIAS_OF(__select, select);

SH_EXPORT int pselect(int n, fd_set *in, fd_set *out, fd_set *except, const struct timespec *time,
                      const sigset_t *mask) {
    if (!sh_io_ours(SH_SITE) || n < 0)
        return sh_real(pselect)(n, in, out, except, time, mask);
    struct sets s = {n, {in, out, except}};
    int64_t deadline;
    if (!after(time, &deadline))
        return (int)sh_io_fail(EINVAL);
    if (mask)
        sh_sigs_borrow(mask);
    int rc = select_until(&s, deadline, SH_SITE);
    if (mask)
        sh_sigs_give_back();
    return rc;
}
