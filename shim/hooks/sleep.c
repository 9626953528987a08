/* sleep.c: pure sleeps, on the virtual clock. */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>

#include "../vtime.h"

#define NS 1000000000ll

static void sleep_until(int64_t deadline, void *site) {
    struct ds_request req = sh_request(DS_OP_SLEEP, DS_NO_OBJ, DS_MISUSE_NONE);
    req.deadline = deadline;
    sh_point(&req, NULL, site);
}

void sh_sleep_for(const struct timespec *time, void *site) {
    const int64_t most = INT64_MAX / 4 / NS;
    int64_t seconds = time->tv_sec > most ? most : time->tv_sec;
    sleep_until(ds_now(sh.engine) + seconds * NS + time->tv_nsec, site);
}

static bool valid(const struct timespec *t) {
    return sh_time_valid(t) && t->tv_sec >= 0;
}

SH_EXPORT int nanosleep(const struct timespec *time, struct timespec *left) {
    if (!sh_enter(SH_SITE))
        return sh_real(nanosleep)(time, left);
    if (!valid(time)) {
        errno = EINVAL;
        return -1;
    }
    sh_sleep_for(time, SH_SITE);
    return 0;
}
SH_ALIAS_OF(__nanosleep, nanosleep);

SH_EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                              struct timespec *left) {
    if (!sh_enter(SH_SITE))
        return sh_real(clock_nanosleep)(clock, flags, time, left);
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME &&
        clock != CLOCK_TAI && clock != CLOCK_PROCESS_CPUTIME_ID) {
        /* Not a clock to sleep on; the kernel says in which way. */
        struct timespec none = {0, 0};
        return sh_real(clock_nanosleep)(clock, 0, &none, NULL);
    }
    if (!valid(time))
        return EINVAL;
    if (flags & TIMER_ABSTIME) {
        int64_t at_zero;
        uint32_t bad;
        sh_vtime_clock(clock, 0, &at_zero);
        sleep_until(sh_deadline(CLOCK_MONOTONIC, time, &bad) - at_zero, SH_SITE);
    } else {
        sh_sleep_for(time, SH_SITE);
    }
    return 0;
}

SH_EXPORT int usleep(useconds_t us) {
    if (!sh_enter(SH_SITE))
        return sh_real(usleep)(us);
    sh_sleep_for(&(struct timespec){us / 1000000, us % 1000000 * 1000}, SH_SITE);
    return 0;
}

SH_EXPORT unsigned sleep(unsigned seconds) {
    if (!sh_enter(SH_SITE))
        return sh_real(sleep)(seconds);
    sh_sleep_for(&(struct timespec){seconds, 0}, SH_SITE);
    return 0;
}
