/* signalfd.c: descriptors that signals are read from.
 *
 * What the process sends itself never reaches the kernel, so a descriptor of the kernel's would never be
 * ready. Behind ours is a timer: one that has run out while there is something to read, else one that is not
 * armed. So polling and sets of descriptors are the kernel's own. Whether there is something depends on
 * who asks, since a task sees what was sent to it and to the process: before each look the timers are
 * brought to what the asking task would see.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>

#include "../sys.h"
#include "../task.h"
#include "io.h"

enum { SIGNALFDS = 1024 };

static struct signals {
    struct sh_desc *desc; /* NULL: free */
    uint64_t set;
    bool shown;       /* its timer has run out */
} table[SIGNALFDS];   /* token, as the next */
static uint32_t high; /* those below are, or were, in use */

static void set_timer(int fd, int64_t at) {
    const struct itimerspec when = {.it_value = {0, at}};
    sh_sys6(SYS_timerfd_settime, fd, TFD_TIMER_ABSTIME, (long)&when, 0, 0, 0);
}

static void show(struct signals *s, bool ready) {
    const struct timespec most = {1, 0};
    struct pollfd p = {.fd = sh_desc_fd(s->desc), .events = POLLIN};
    s->shown = ready;
    set_timer(p.fd, ready); /* long ago, or never */
    if (ready)              /* the kernel takes a moment to see that */
        sh_sys6(SYS_ppoll, (long)&p, 1, (long)&most, 0, 0, 0);
}

bool sh_signalfds_used(void) {
    return high > 0;
}

void sh_signalfds_show(uint32_t task) {
    uint64_t pending = high ? sh_sigs_pending(sh_task_at(task)) : 0;
    for (uint32_t i = 0; i < high; i++)
        if (table[i].desc && table[i].shown != ((pending & table[i].set) != 0))
            show(&table[i], !table[i].shown);
}

void sh_signalfd_closed(struct sh_desc *d) {
    table[d->signals - 1].desc = NULL;
    while (high && !table[high - 1].desc)
        high--;
}

void sh_signalfd_renew(int fd, struct sh_desc *d) {
    int first = sh_desc_fd(d), closes = (int)sh_sys3(SYS_fcntl, fd, F_GETFD, 0);
    long flags = sh_sys3(SYS_fcntl, fd, F_GETFL, 0);
    long from = first;
    if (fd == first)
        from = sh_sys3(SYS_timerfd_create, CLOCK_MONOTONIC, flags & O_NONBLOCK, 0);
    sh_sys3(SYS_dup3, from, fd, closes & FD_CLOEXEC ? O_CLOEXEC : 0);
    if (fd == first)
        sh_sys3(SYS_close, from, 0, 0);
    table[d->signals - 1].shown = false;
    d->foreign = false;
}

void sh_signalfd_met(void) {
    sh_refuse("a signalfd that was made before main");
}

/* NULL: none. */
static struct signals *find(int fd) {
    struct sh_desc *d = sh_fd_desc(fd);
    return d && d->signals ? &table[d->signals - 1] : NULL;
}

static int make(uint64_t set, int flags) {
    uint32_t i = 0;
    while (i < SIGNALFDS && table[i].desc)
        i++;
    long fd = i < SIGNALFDS ? sh_sys3(SYS_timerfd_create, CLOCK_MONOTONIC, flags, 0) : -EMFILE;
    if (fd < 0)
        return (int)sh_io_fail((int)-fd);
    struct sh_desc *d = sh_fd_made((int)fd, -1, SH_FD_SIGNAL);
    if (!d) {
        sh_sys3(SYS_close, fd, 0, 0);
        return (int)sh_io_fail(ENFILE);
    }
    table[i] = (struct signals){.desc = d, .set = set};
    d->signals = (uint16_t)(i + 1);
    if (i >= high)
        high = i + 1;
    return (int)fd;
}

SH_EXPORT int signalfd(int fd, const sigset_t *mask, int flags) {
    uint64_t set;
    if (!sh_io_ours(SH_SITE))
        return sh_real(signalfd)(fd, mask, flags);
    if (flags & ~(SFD_CLOEXEC | SFD_NONBLOCK))
        return (int)sh_io_fail(EINVAL);
    memcpy(&set, mask, sizeof set);
    set &= ~(SH_SIG_BIT(SIGKILL) | SH_SIG_BIT(SIGSTOP));
    if (fd == -1)
        return make(set, flags);
    sh_io_begin(fd, DS_ACT_SEND, SH_SITE);
    struct signals *s = find(fd);
    if (!s)
        return (int)sh_io_fail(sh_sys3(SYS_fcntl, fd, F_GETFD, 0) < 0 ? EBADF : EINVAL);
    s->set = set;
    sh_watch_changed();
    return fd;
}

static bool is_child(const siginfo_t *info) {
    return info->si_signo == SIGCHLD && info->si_code > 0;
}

/* As the kernel fills a record: what else there is depends on who sent the signal. */
static void fill(struct signalfd_siginfo *to, const siginfo_t *from) {
    *to = (struct signalfd_siginfo){.ssi_signo = (uint32_t)from->si_signo,
                                    .ssi_errno = from->si_errno,
                                    .ssi_code = from->si_code};
    if (from->si_code == SI_TIMER) {
        to->ssi_tid = (uint32_t)from->si_timerid;
        to->ssi_overrun = (uint32_t)from->si_overrun;
    } else if (from->si_code > 0 && from->si_code != SI_KERNEL && sh_fatal_signal(from->si_signo)) {
        to->ssi_addr = (uintptr_t)from->si_addr;
    } else {
        to->ssi_pid = (uint32_t)from->si_pid;
        to->ssi_uid = from->si_uid;
    }
    if (is_child(from)) {
        to->ssi_status = from->si_status;
        to->ssi_utime = (uint64_t)from->si_utime;
        to->ssi_stime = (uint64_t)from->si_stime;
    } else if (from->si_code < 0) {
        to->ssi_ptr = (uintptr_t)from->si_ptr;
        to->ssi_int = from->si_int;
    }
}

ssize_t sh_signalfd_read(int fd, void *buf, size_t n, void *site) {
    struct signalfd_siginfo record;
    size_t most = n / sizeof record, done = 0;
    if (!most)
        return sh_io_fail(EINVAL);
    for (;;) {
        int number = sh_io_wait(fd, POLLIN, DS_WAIT_READ, DS_NEVER, site);
        const struct signals *s = find(fd);
        siginfo_t info;
        if (number || !s)
            return sh_io_fail(number ? number : EBADF);
        for (; done < most && sh_sigs_take(sh_self, s->set, &info); done++) {
            fill(&record, &info);
            memcpy((char *)buf + done * sizeof record, &record, sizeof record);
        }
        if (done)
            return sh_io_done(fd, (ssize_t)(done * sizeof record), site);
        if (sh_io_nonblocking(fd))
            return sh_io_done(fd, sh_io_fail(EAGAIN), site);
    }
}
