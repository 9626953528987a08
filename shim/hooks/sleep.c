/* sleep.c: pure sleeps, on the virtual clock. */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>

#include "../sigs.h"
#include "../vtime.h"

#define NS 1000000000ll

int64_t sh_sleep_until(int64_t deadline, void *site) {
    struct ds_request req = sh_request(DS_OP_SLEEP, DS_NO_OBJ, DS_MISUSE_NONE);
    req.deadline = deadline;
    while (sh_point(&req, NULL, site) == DS_INTR)
        if (!sh_sigs_goes_on(false)) {
            int64_t left = deadline - ds_now(sh.engine);
            return left > 0 ? left : 1;
        }
    return 0;
}

int64_t sh_sleep_for(const struct timespec *time, void *site) {
    const int64_t most = INT64_MAX / 4 / NS;
    int64_t seconds = time->tv_sec > most ? most : time->tv_sec;
    return sh_sleep_until(ds_now(sh.engine) + seconds * NS + time->tv_nsec, site);
}

static int interrupted(int64_t left, struct timespec *rest) {
    if (left == 0)
        return 0;
    if (rest)
        *rest = sh_vtime_spec(left);
    return EINTR;
}

static int fail(int number) {
    if (number == 0)
        return 0;
    errno = number;
    return -1;
}

static bool valid(const struct timespec *t) {
    return sh_time_valid(t) && t->tv_sec >= 0;
}

SH_EXPORT int nanosleep(const struct timespec *time, struct timespec *left) {
    if (!sh_enter(SH_SITE))
        return sh_real(nanosleep)(time, left);
    if (!valid(time))
        return fail(EINVAL);
    return fail(interrupted(sh_sleep_for(time, SH_SITE), left));
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
        int64_t deadline = sh_deadline(CLOCK_MONOTONIC, time, &bad) - at_zero;
        return interrupted(sh_sleep_until(deadline, SH_SITE), NULL);
    }
    return interrupted(sh_sleep_for(time, SH_SITE), left);
}

SH_EXPORT int usleep(useconds_t us) {
    if (!sh_enter(SH_SITE))
        return sh_real(usleep)(us);
    struct timespec time = {us / 1000000, us % 1000000 * 1000};
    return fail(interrupted(sh_sleep_for(&time, SH_SITE), NULL));
}

SH_EXPORT unsigned sleep(unsigned seconds) {
    if (!sh_enter(SH_SITE))
        return sh_real(sleep)(seconds);
    int64_t left = sh_sleep_for(&(struct timespec){seconds, 0}, SH_SITE);
    if (left > 0)
        errno = EINTR;
    return (unsigned)(left / NS);
}
