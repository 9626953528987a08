/* timerfd.c: descriptors of timers, on the virtual clock.
 *
 * The kernel's timer behind the descriptor is never armed. When ours expires we add to the count that
 * the kernel keeps for readers, so that reading, polling and sets of descriptors are the kernel's own.
 * Where it cannot do that (it was built without it) the timers stay real.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/ioctl.h>

#include "../sys.h"
#include "../timers.h"
#include "../vtime.h"
#include "io.h"

enum { TIMERS = 4096 };
#define SET_TICKS _IOW('T', 0, uint64_t) /* linux/timerfd.h, which goes with no header of libc */

struct timerfd {
    struct sh_timer timer; /* first: what fires is this */
    struct sh_desc *desc;  /* NULL: free */
    clockid_t clock;       /* realtime or monotonic */
    uint64_t unread;       /* what the kernel's count was set to last */
};

static struct timerfd timers[TIMERS]; /* token, as the next */
static uint32_t high;                 /* those below are, or were, in use */

static void expire(struct sh_timer *timer, uint64_t times) {
    struct timerfd *t = (struct timerfd *)timer;
    int fd = sh_desc_fd(t->desc);
    t->unread = times + (sh_io_look(fd, POLLIN) ? t->unread : 0);
    sh_sys3(SYS_ioctl, fd, SET_TICKS, (long)&t->unread);
    sh_watch_changed();
}

static void catch_up(struct timerfd *t) {
    uint64_t times = sh_timer_missed(&t->timer);
    if (!times && t->timer.listed && t->timer.deadline <= ds_now(sh.engine)) {
        sh_timer_set(&t->timer, DS_NEVER, t->timer.interval);
        times = 1;
    }
    if (times)
        expire(&t->timer, times);
}

void sh_timerfds_due(void) {
    for (uint32_t i = 0; i < high; i++)
        if (timers[i].timer.listed)
            catch_up(&timers[i]);
}

void sh_timerfd_closed(struct sh_desc *d) {
    struct timerfd *t = &timers[d->timer - 1];
    if (t->timer.listed)
        sh_timer_set(&t->timer, DS_NEVER, 0);
    t->desc = NULL;
}

static bool kernel_counts(int fd) {
    static const struct itimerspec none;
    uint64_t one = 1;
    return sh_sys3(SYS_ioctl, fd, SET_TICKS, (long)&one) == 0 &&
           sh_sys6(SYS_timerfd_settime, fd, 0, (long)&none, 0, 0, 0) == 0;
}

static void made(int fd, clockid_t clock) {
    uint32_t i = 0;
    while (i < TIMERS && timers[i].desc)
        i++;
    struct sh_desc *d = i < TIMERS && kernel_counts(fd) ? sh_fd_made(fd, -1, SH_FD_TIMER) : NULL;
    if (!d)
        return;
    bool real = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM;
    timers[i] = (struct timerfd){.timer = {.fire = expire, .deadline = DS_NEVER},
                                 .desc = d,
                                 .clock = real ? CLOCK_REALTIME : CLOCK_MONOTONIC};
    d->timer = i + 1;
    if (i >= high)
        high = i + 1;
}

SH_EXPORT int timerfd_create(clockid_t clock, int flags) {
    int fd = sh_real(timerfd_create)(clock, flags), saved = errno;
    if (fd >= 0 && sh_io_ours(SH_SITE))
        made(fd, clock);
    errno = saved;
    return fd;
}

/* NULL: none of ours. */
static struct timerfd *find(int fd) {
    struct sh_desc *d = sh_fd_desc(fd);
    return d && d->timer ? &timers[d->timer - 1] : NULL;
}

static bool sane(const struct timespec *t) {
    return t->tv_sec >= 0 && sh_time_valid(t);
}

static void read_timer(struct timerfd *t, struct itimerspec *now) {
    catch_up(t);
    now->it_value = sh_vtime_spec(sh_timer_left(&t->timer));
    now->it_interval = sh_vtime_spec(t->timer.interval);
}

static int64_t deadline_of(const struct timerfd *t, int flags, const struct timespec *value) {
    uint32_t bad;
    int64_t at;
    if (!value->tv_sec && !value->tv_nsec)
        return DS_NEVER;
    if (flags & TFD_TIMER_ABSTIME)
        return sh_deadline(t->clock, value, &bad);
    return __builtin_add_overflow(ds_now(sh.engine), sh_deadline(CLOCK_MONOTONIC, value, &bad), &at)
               ? DS_NEVER
               : at;
}

static int set_timer(int fd, int flags, const struct itimerspec *to, struct itimerspec *old) {
    struct timerfd *t = find(fd);
    struct itimerspec wanted = *to, quiet = *to, before;
    uint32_t bad;
    if (!t || !sane(&to->it_value))
        return sh_real(timerfd_settime)(fd, flags, to, old);
    read_timer(t, &before);
    quiet.it_value = (struct timespec){0, 0};
    if (sh_real(timerfd_settime)(fd, flags, &quiet, NULL) != 0) /* it also forgets the count */
        return -1;
    t->desc->foreign = false; /* from now on it is this process that serves it */
    sh_timer_set(&t->timer, deadline_of(t, flags, &wanted.it_value),
                 sh_deadline(CLOCK_MONOTONIC, &wanted.it_interval, &bad));
    catch_up(t);
    sh_watch_changed();
    if (old)
        *old = before;
    return 0;
}

SH_EXPORT int timerfd_settime(int fd, int flags, const struct itimerspec *to,
                              struct itimerspec *old) {
    if (!to || !sh_io_begin(fd, DS_ACT_SEND, SH_SITE))
        return sh_real(timerfd_settime)(fd, flags, to, old);
    return set_timer(fd, flags, to, old);
}

SH_EXPORT int timerfd_gettime(int fd, struct itimerspec *now) {
    struct timerfd *t = now && sh_io_ours(SH_SITE) ? find(fd) : NULL;
    if (!t)
        return sh_real(timerfd_gettime)(fd, now);
    read_timer(t, now);
    return 0;
}
