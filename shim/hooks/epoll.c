/* epoll.c: sets of descriptors that the kernel keeps. A set is waited for as a descriptor of its own. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>

#include "../sys.h"
#include "io.h"

static int made(int fd, void *site) {
    int saved = errno;
    if (fd >= 0 && sh_io_ours(site))
        sh_fd_made(fd, -1, SH_FD_EPOLL);
    errno = saved;
    return fd;
}

SH_EXPORT int epoll_create(int size) {
    return made(sh_real(epoll_create)(size), SH_SITE);
}

SH_EXPORT int epoll_create1(int flags) {
    return made(sh_real(epoll_create1)(flags), SH_SITE);
}

SH_EXPORT int epoll_ctl(int set, int op, int fd, struct epoll_event *event) {
    if (!sh_io_begin(set, DS_ACT_SEND, SH_SITE))
        return sh_real(epoll_ctl)(set, op, fd, event);
    int rc = sh_real(epoll_ctl)(set, op, fd, event), saved = errno;
    struct sh_desc *d = sh_fd_desc(set), *member = rc == 0 ? sh_fd_desc(fd) : NULL;
    if (d && member && (member->listening || sh_desc_outside(member)))
        d->mixed = true;
    sh_watch_changed();
    errno = saved;
    return rc;
}

static int wait_until(int set, struct epoll_event *events, int most, int64_t deadline, void *site) {
    bool waits = deadline > ds_now(sh.engine);
    for (;;) {
        sh_io_refresh();
        int rc = sh_real(epoll_wait)(set, events, most, 0);
        struct sh_desc *d = sh_fd_desc(set);
        if (rc > 0)
            sh_watch_changed(); /* a one-shot member, or one by edges, is not ready for others now */
        struct pollfd p = {.fd = set, .events = POLLIN};
        if (rc == 0 && !waits) {
            if (d && d->mixed)
                sh_watch_fruitless(&p, 1);
            sh_io_vain(site);
        }
        if (rc != 0 || !waits || !d)
            return rc;
        struct sh_watch w = {.fds = &p, .count = 1, .what = DS_WAIT_READY};
        int result =
            sh_sigs_broken() ? DS_INTR : sh_watch_wait(&w, sh_desc_object(d), deadline, site);
        if (result == DS_INTR && (sh_sigs_broken() || !sh_sigs_goes_on(false)))
            return (int)sh_io_fail(EINTR);
        if (result == DS_TIMEDOUT)
            waits = false;
    }
}

static int64_t after_ms(int ms) {
    return ms < 0 ? DS_NEVER : ds_now(sh.engine) + ms * (int64_t)1000000;
}

SH_EXPORT int epoll_wait(int set, struct epoll_event *events, int most, int ms) {
    if (!sh_io_begin(set, DS_ACT_RECEIVE, SH_SITE))
        return sh_real(epoll_wait)(set, events, most, ms);
    return wait_until(set, events, most, after_ms(ms), SH_SITE);
}

static int masked(int set, struct epoll_event *events, int most, int64_t deadline,
                  const sigset_t *mask, void *site) {
    if (mask)
        sh_sigs_borrow(mask);
    int rc = wait_until(set, events, most, deadline, site);
    if (mask)
        sh_sigs_give_back();
    return rc;
}

SH_EXPORT int epoll_pwait(int set, struct epoll_event *events, int most, int ms,
                          const sigset_t *mask) {
    if (!sh_io_begin(set, DS_ACT_RECEIVE, SH_SITE))
        return sh_real(epoll_pwait)(set, events, most, ms, mask);
    return masked(set, events, most, after_ms(ms), mask, SH_SITE);
}

SH_EXPORT int epoll_pwait2(int set, struct epoll_event *events, int most,
                           const struct timespec *time, const sigset_t *mask) {
    if (!sh_io_begin(set, DS_ACT_RECEIVE, SH_SITE))
        return sh_real(epoll_pwait2)(set, events, most, time, mask);
    int64_t deadline = DS_NEVER;
    uint32_t bad = 0;
    if (time && (time->tv_sec < 0 || !sh_time_valid(time)))
        return (int)sh_io_fail(EINVAL);
    if (time)
        deadline = ds_now(sh.engine) + sh_deadline(CLOCK_MONOTONIC, time, &bad);
    return masked(set, events, most, deadline, mask, SH_SITE);
}
