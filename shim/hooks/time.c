/* time.c: reads of clocks. Virtual in the target process from its first instruction on. */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <string.h>

#include "../vtime.h"

#define TICKS 100 /* per second, as sysconf(_SC_CLK_TCK) says */

static int64_t now(clockid_t clock, void *site) {
    int64_t value = 0;
    sh_vtime_clock(clock, sh_vtime_read(site), &value);
    return value;
}

SH_EXPORT int clock_gettime(clockid_t clock, struct timespec *ts) {
    int64_t value;
    if (!sh_vtime_on() || !sh_vtime_clock(clock, sh_vtime_read(SH_SITE), &value))
        return sh_real(clock_gettime)(clock, ts);
    *ts = sh_vtime_spec(value);
    return 0;
}

SH_EXPORT int gettimeofday(struct timeval *restrict tv, void *restrict zone) {
    if (!sh_vtime_on())
        return sh_real(gettimeofday)(tv, zone);
    struct timespec ts = sh_vtime_spec(now(CLOCK_REALTIME, SH_SITE));
    *tv = (struct timeval){ts.tv_sec, ts.tv_nsec / 1000};
    if (zone)
        memset(zone, 0, sizeof(struct timezone));
    return 0;
}
SH_ALIAS_OF(__gettimeofday, gettimeofday);

SH_EXPORT time_t time(time_t *out) {
    if (!sh_vtime_on())
        return sh_real(time)(out);
    time_t t = sh_vtime_spec(now(CLOCK_REALTIME, SH_SITE)).tv_sec;
    if (out)
        *out = t;
    return t;
}

SH_EXPORT int timespec_get(struct timespec *ts, int base) {
    if (!sh_vtime_on() || base != TIME_UTC)
        return sh_real(timespec_get)(ts, base);
    *ts = sh_vtime_spec(now(CLOCK_REALTIME, SH_SITE));
    return base;
}

SH_EXPORT clock_t clock(void) {
    if (!sh_vtime_on())
        return sh_real(clock)();
    return now(CLOCK_PROCESS_CPUTIME_ID, SH_SITE) / (1000000000 / CLOCKS_PER_SEC);
}

SH_EXPORT clock_t times(struct tms *used) {
    if (!sh_vtime_on())
        return sh_real(times)(used);
    if (used)
        *used = (struct tms){
            .tms_utime = now(CLOCK_PROCESS_CPUTIME_ID, SH_SITE) / (1000000000 / TICKS),
        };
    return now(CLOCK_MONOTONIC, SH_SITE) / (1000000000 / TICKS);
}

SH_EXPORT int getrusage(__rusage_who_t who, struct rusage *use) {
    int result = sh_real(getrusage)(who, use);
    if (result || !sh_vtime_on())
        return result;
    struct timespec ts = {0, 0};
    if (who != RUSAGE_CHILDREN)
        ts = sh_vtime_spec(now(CLOCK_PROCESS_CPUTIME_ID, SH_SITE));
    use->ru_utime = (struct timeval){ts.tv_sec, ts.tv_nsec / 1000};
    use->ru_stime = (struct timeval){0, 0};
    return 0;
}

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
SH_EXPORT int ftime(struct timeb *out) {
    if (!sh_vtime_on())
        return sh_real(ftime)(out);
    struct timespec ts = sh_vtime_spec(now(CLOCK_REALTIME, SH_SITE));
    *out = (struct timeb){.time = ts.tv_sec, .millitm = (unsigned short)(ts.tv_nsec / 1000000)};
    return 0;
}
