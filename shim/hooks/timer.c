/* timer.c: timers that send signals or start threads, on the virtual clock.
 *
 * ITIMER_VIRTUAL, ITIMER_PROF and timers on a CPU clock stay the kernel's: what they measure is not
 * virtual. Their signals come from outside the schedule.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "../task.h"
#include "../timers.h"
#include "../vtime.h"
#include "hook.h"

#define NS 1000000000ll

enum { TIMERS = 256, NOTICES = 1024, FIRST_ID = 0x540000 };

/* One of timer_create()'s. */
struct made {
    struct sh_timer timer; /* first: what fires is this */
    bool used;
    clockid_t clock;
    struct sigevent event;
    pthread_attr_t attr;
    int overrun; /* of the signal taken last */
};

/* A call of a notification function, in a thread of its own. */
struct notice {
    bool used;
    void (*function)(union sigval);
    union sigval value;
};

static struct made made[TIMERS]; /* token, as all of these */
static struct notice notices[NOTICES];
static struct sh_timer itimer;

static int failed(int number) {
    errno = number;
    return -1;
}

static void ring(struct sh_timer *timer, uint64_t times) {
    siginfo_t info;
    (void)timer, (void)times;
    memset(&info, 0, sizeof info);
    info.si_signo = SIGALRM;
    info.si_code = SI_KERNEL;
    sh_sigs_send(NULL, SIGALRM, &info);
}

static struct timeval as_timeval(int64_t ns) {
    int64_t us = (ns + 999) / 1000;
    return (struct timeval){us / 1000000, us % 1000000};
}

static void read_itimer(struct itimerval *now) {
    now->it_value = as_timeval(sh_timer_left(&itimer));
    now->it_interval = as_timeval(itimer.interval);
}

static bool sane(const struct timeval *t) {
    return t->tv_sec >= 0 && t->tv_usec >= 0 && t->tv_usec < 1000000;
}

static int64_t length(time_t seconds, long ns) {
    const int64_t most = INT64_MAX / 4 / NS;
    return (seconds > most ? most : seconds) * NS + ns;
}

static void set_itimer(const struct itimerval *to) {
    int64_t value = length(to->it_value.tv_sec, to->it_value.tv_usec * 1000);
    int64_t interval = length(to->it_interval.tv_sec, to->it_interval.tv_usec * 1000);
    itimer.fire = ring;
    sh_timer_set(&itimer, value ? ds_now(sh.engine) + value : DS_NEVER, interval);
}

SH_EXPORT int sh_setitimer(int which, const struct itimerval *to,
                           struct itimerval *old) __asm__("setitimer");
int sh_setitimer(int which, const struct itimerval *to, struct itimerval *old) {
    if (which != ITIMER_REAL || !sh_enter(SH_SITE))
        return sh_real(setitimer)((__itimer_which_t)which, to, old);
    struct itimerval none = {0};
    if (!to)
        to = &none; /* as the kernel does */
    if (!sane(&to->it_value) || !sane(&to->it_interval))
        return failed(EINVAL);
    struct itimerval now, wanted = *to;
    read_itimer(&now);
    set_itimer(&wanted);
    if (old)
        *old = now;
    return 0;
}

SH_EXPORT int sh_getitimer(int which, struct itimerval *now) __asm__("getitimer");
int sh_getitimer(int which, struct itimerval *now) {
    if (which != ITIMER_REAL || !sh_enter(SH_SITE))
        return sh_real(getitimer)((__itimer_which_t)which, now);
    read_itimer(now);
    return 0;
}

SH_EXPORT unsigned alarm(unsigned seconds) {
    if (!sh_enter(SH_SITE))
        return sh_real(alarm)(seconds);
    struct itimerval to = {.it_value = {seconds, 0}}, old;
    read_itimer(&old);
    set_itimer(&to);
    unsigned left = (unsigned)old.it_value.tv_sec;
    /* Rounded, but never to nothing. */
    return left + (old.it_value.tv_usec >= 500000 || (left == 0 && old.it_value.tv_usec > 0));
}

SH_EXPORT useconds_t ualarm(useconds_t value, useconds_t interval) {
    if (!sh_enter(SH_SITE))
        return sh_real(ualarm)(value, interval);
    struct itimerval to = {.it_value = {value / 1000000, value % 1000000},
                           .it_interval = {interval / 1000000, interval % 1000000}};
    struct itimerval old;
    read_itimer(&old);
    set_itimer(&to);
    return (useconds_t)(old.it_value.tv_sec * 1000000 + old.it_value.tv_usec);
}

static int id_of(const struct made *m) {
    return FIRST_ID + (int)(m - made);
}

/* NULL: not one of ours. */
static struct made *find(timer_t timer) {
    uintptr_t at = (uintptr_t)timer - FIRST_ID;
    return at < TIMERS && made[at].used ? &made[at] : NULL;
}

static void *notify(void *arg) {
    struct notice n = *(struct notice *)arg;
    ((struct notice *)arg)->used = false;
    n.function(n.value);
    return NULL;
}

static void start_thread(struct made *m) {
    pthread_t thread;
    for (int i = 0; i < NOTICES; i++) {
        if (notices[i].used)
            continue;
        notices[i] = (struct notice){true, m->event.sigev_notify_function, m->event.sigev_value};
        if (sh_create(&thread, &m->attr, notify, &notices[i], NULL) != 0)
            notices[i].used = false;
        return;
    }
}

static void expire(struct sh_timer *timer, uint64_t times) {
    struct made *m = (struct made *)timer;
    siginfo_t info, *pending = sh_sigs_of_timer(id_of(m));
    if (m->event.sigev_notify == SIGEV_THREAD) {
        start_thread(m);
    } else if (m->event.sigev_notify != SIGEV_NONE && pending) {
        pending->si_overrun += (int)times;
    } else if (m->event.sigev_notify != SIGEV_NONE) {
        memset(&info, 0, sizeof info);
        info.si_signo = m->event.sigev_signo;
        info.si_code = SI_TIMER;
        info.si_timerid = id_of(m);
        info.si_overrun = (int)times - 1;
        info.si_value = m->event.sigev_value;
        struct sh_task *to = NULL;
        if (m->event.sigev_notify == SIGEV_THREAD_ID)
            to = sh_task_of_tid(m->event._sigev_un._tid);
        if (to || m->event.sigev_notify == SIGEV_SIGNAL)
            sh_sigs_send(to, info.si_signo, &info);
    }
}

/* The kernel counts what was missed when the signal is taken. */
static void taken(siginfo_t *info) {
    struct made *m = find((timer_t)(uintptr_t)info->si_timerid);
    if (!m)
        return;
    info->si_overrun += (int)sh_timer_missed(&m->timer);
    m->overrun = info->si_overrun;
}

static bool right(const struct sigevent *ev) {
    if (ev->sigev_notify == SIGEV_NONE || ev->sigev_notify == SIGEV_THREAD)
        return true;
    if (ev->sigev_notify == SIGEV_THREAD_ID && !sh_task_of_tid(ev->_sigev_un._tid))
        return false;
    return (ev->sigev_notify == SIGEV_SIGNAL || ev->sigev_notify == SIGEV_THREAD_ID) &&
           ev->sigev_signo > 0 && ev->sigev_signo <= SH_SIGNALS;
}

static struct made *unused(void) {
    for (int i = 0; i < TIMERS; i++)
        if (!made[i].used)
            return &made[i];
    return NULL;
}

/* The clocks that stand still while the program does. */
static bool counts_cpu(clockid_t clock) {
    return clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
}

SH_EXPORT int timer_create(clockid_t clock, struct sigevent *event, timer_t *timer) {
    int64_t value;
    bool ours = sh_enter(SH_SITE);
    if (ours && counts_cpu(clock) && event && event->sigev_notify == SIGEV_THREAD)
        sh_refuse("timer_create with a CPU clock and SIGEV_THREAD");
    if (!ours || counts_cpu(clock))
        return sh_real(timer_create)(clock, event, timer);
    if (!sh_vtime_clock(clock, 0, &value) || clock == CLOCK_MONOTONIC_RAW ||
        clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE ||
        (event && !right(event)))
        return failed(EINVAL);
    struct made *m = unused();
    if (!m)
        return failed(EAGAIN);
    sh_sigs_on_timer(taken);
    *m = (struct made){
        .timer.fire = expire, .timer.deadline = DS_NEVER, .used = true, .clock = clock};
    m->event.sigev_signo = SIGALRM;
    m->event.sigev_value.sival_int = id_of(m);
    if (event)
        m->event = *event;
    if (m->event.sigev_notify == SIGEV_THREAD) {
        if (event->sigev_notify_attributes)
            m->attr = *(pthread_attr_t *)event->sigev_notify_attributes;
        else
            pthread_attr_init(&m->attr);
        pthread_attr_setdetachstate(&m->attr, PTHREAD_CREATE_DETACHED);
    }
    *timer = (timer_t)(uintptr_t)id_of(m);
    return 0;
}

static void read_timer(const struct made *m, struct itimerspec *now) {
    now->it_value = sh_vtime_spec(sh_timer_left(&m->timer));
    now->it_interval = sh_vtime_spec(m->timer.interval);
}

SH_EXPORT int timer_settime(timer_t timer, int flags, const struct itimerspec *to,
                            struct itimerspec *old) {
    struct made *m = sh_enter(SH_SITE) ? find(timer) : NULL;
    if (!m)
        return sh_real(timer_settime)(timer, flags, to, old);
    if (!sh_time_valid(&to->it_value) || !sh_time_valid(&to->it_interval) ||
        to->it_value.tv_sec < 0 || to->it_interval.tv_sec < 0)
        return failed(EINVAL);
    struct itimerspec wanted = *to;
    int64_t deadline = DS_NEVER, at_zero = 0;
    if (old)
        read_timer(m, old);
    if (wanted.it_value.tv_sec || wanted.it_value.tv_nsec) {
        sh_vtime_clock(m->clock, 0, &at_zero);
        deadline = length(wanted.it_value.tv_sec, wanted.it_value.tv_nsec);
        deadline += flags & TIMER_ABSTIME ? -at_zero : ds_now(sh.engine);
    }
    sh_timer_set(&m->timer, deadline,
                 length(wanted.it_interval.tv_sec, wanted.it_interval.tv_nsec));
    return 0;
}

SH_EXPORT int timer_gettime(timer_t timer, struct itimerspec *now) {
    struct made *m = sh_enter(SH_SITE) ? find(timer) : NULL;
    if (!m)
        return sh_real(timer_gettime)(timer, now);
    read_timer(m, now);
    return 0;
}

SH_EXPORT int timer_getoverrun(timer_t timer) {
    struct made *m = sh_enter(SH_SITE) ? find(timer) : NULL;
    return m ? m->overrun : sh_real(timer_getoverrun)(timer);
}

SH_EXPORT int timer_delete(timer_t timer) {
    struct made *m = sh_enter(SH_SITE) ? find(timer) : NULL;
    if (!m)
        return sh_real(timer_delete)(timer);
    sh_timer_set(&m->timer, DS_NEVER, 0);
    m->used = false;
    return 0;
}
