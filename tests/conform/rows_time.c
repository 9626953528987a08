/* rows_time.c: return codes of the sleep family and of every clock. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/times.h>
#include <unistd.h>

#include "rows.h"

static const struct {
    const char *name;
    clockid_t id;
} clocks[] = {
    {"realtime", CLOCK_REALTIME},
    {"monotonic", CLOCK_MONOTONIC},
    {"process-cputime", CLOCK_PROCESS_CPUTIME_ID},
    {"thread-cputime", CLOCK_THREAD_CPUTIME_ID},
    {"monotonic-raw", CLOCK_MONOTONIC_RAW},
    {"realtime-coarse", CLOCK_REALTIME_COARSE},
    {"monotonic-coarse", CLOCK_MONOTONIC_COARSE},
    {"boottime", CLOCK_BOOTTIME},
    {"tai", CLOCK_TAI},
    {"unknown 77", 77},
};

static int64_t ns(struct timespec t) {
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}
static int64_t now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return ns(t);
}

static void sleeps(void) {
    static const struct {
        const char *name;
        struct timespec t;
    } spans[] = {
        {"0", {0, 0}},
        {"1 ns", {0, 1}},
        {"1 ms", {0, 1000000}},
        {"-1 s", {-1, 0}},
        {"nsec -1", {0, -1}},
        {"nsec too big", {0, 1000000000}},
        {"-1 s nsec too big", {-1, 1000000000}},
    };
    for (size_t i = 0; i < CF_LENGTH(spans); i++) {
        int64_t before = now(CLOCK_MONOTONIC);
        int rc = cf_errno(nanosleep(&spans[i].t, NULL));
        cf_rc(rc, "nanosleep %s", spans[i].name);
        if (rc == 0)
            cf_value(now(CLOCK_MONOTONIC) - before >= ns(spans[i].t), "nanosleep %s: long enough",
                     spans[i].name);
        for (size_t c = 0; c < 2; c++) {
            cf_rc(clock_nanosleep(clocks[c].id, 0, &spans[i].t, NULL), "clock_nanosleep %s %s",
                  clocks[c].name, spans[i].name);
            cf_rc(clock_nanosleep(clocks[c].id, TIMER_ABSTIME, &spans[i].t, NULL),
                  "clock_nanosleep %s absolute %s", clocks[c].name, spans[i].name);
        }
    }
}

static void absolute(void) {
    static const enum cf_when whens[] = {CF_PAST, CF_SOON, CF_NEGATIVE, CF_TOO_BIG};
    for (size_t c = 0; c < 2; c++)
        for (size_t w = 0; w < CF_LENGTH(whens); w++) {
            struct timespec t = cf_time(clocks[c].id, whens[w]), rem = {7, 7};
            int rc = clock_nanosleep(clocks[c].id, TIMER_ABSTIME, &t, &rem);
            cf_rc(rc, "clock_nanosleep %s absolute %s", clocks[c].name, cf_when_name(whens[w]));
            if (rc == 0)
                cf_value(now(clocks[c].id) >= ns(t), "clock_nanosleep %s absolute %s: reached",
                         clocks[c].name, cf_when_name(whens[w]));
            cf_value(rem.tv_sec == 7 && rem.tv_nsec == 7,
                     "clock_nanosleep %s absolute %s: rest untouched", clocks[c].name,
                     cf_when_name(whens[w]));
        }
}

static void sleep_codes(void) {
    struct timespec zero = {0, 0}, rem = {7, 7};
    cf_rc(clock_nanosleep(77, 0, &zero, NULL), "clock_nanosleep unknown clock");
    cf_rc(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &zero, NULL),
          "clock_nanosleep thread-cputime");
    cf_rc(clock_nanosleep(CLOCK_MONOTONIC_RAW, 0, &zero, NULL), "clock_nanosleep monotonic-raw");
    cf_rc(clock_nanosleep(CLOCK_REALTIME_COARSE, 0, &zero, NULL),
          "clock_nanosleep realtime-coarse");
    cf_rc(clock_nanosleep(CLOCK_BOOTTIME, 0, &zero, NULL), "clock_nanosleep boottime");
    cf_rc(clock_nanosleep(CLOCK_TAI, 0, &zero, NULL), "clock_nanosleep tai");
    cf_rc(cf_errno(nanosleep(&zero, &rem)), "nanosleep 0 with rest");
    cf_rc(cf_errno(usleep(0)), "usleep 0");
    cf_rc(cf_errno(usleep(1000)), "usleep 1000");
    cf_value((long)sleep(0), "sleep 0");
    cf_left_out("a cell of seconds in native runs", "sleep 1, usleep of a second");
    cf_left_out("natively a wait for ever once tasks are idle", "nanosleep of years");
}

void cf_rows_sleep(int part) {
    (void)part;
    if (cf_section == CF_MISUSE)
        return;
    sleeps();
    absolute();
    sleep_codes();
}

void cf_rows_clock(int part) {
    (void)part;
    if (cf_section == CF_MISUSE)
        return;
    for (size_t c = 0; c < CF_LENGTH(clocks); c++) {
        struct timespec t = {-1, -1}, res = {-1, -1}, last;
        int rc = cf_errno(clock_gettime(clocks[c].id, &t));
        cf_rc(rc, "%s: gettime", clocks[c].name);
        cf_rc(cf_errno(clock_getres(clocks[c].id, &res)), "%s: getres", clocks[c].name);
        if (rc != 0)
            continue;
        cf_value(t.tv_nsec >= 0 && t.tv_nsec < 1000000000, "%s: nsec in range", clocks[c].name);
        int back = 0;
        for (int i = 0; i < 20; i++) {
            last = t;
            clock_gettime(clocks[c].id, &t);
            back += ns(t) < ns(last);
        }
        cf_value(back, "%s: steps backwards", clocks[c].name);
    }
    struct timeval tv = {-1, -1};
    struct timespec ts;
    struct tms tms;
    time_t second = 0;
    int64_t real = now(CLOCK_REALTIME);
    cf_rc(cf_errno(gettimeofday(&tv, NULL)), "gettimeofday");
    cf_value((int64_t)tv.tv_sec * 1000000000 + (tv.tv_usec + 1) * 1000 > real,
             "gettimeofday: not before realtime");
    /* The kernel's seconds lag behind the fine clock by less than a tick. */
    cf_value(time(&second) >= (time_t)(real / 1000000000) - 1, "time: not before realtime");
    cf_value(second > 0, "time: stored");
    cf_value(timespec_get(&ts, TIME_UTC), "timespec_get");
    cf_value(ns(ts) >= real, "timespec_get: not before realtime");
    cf_value(timespec_get(&ts, 99), "timespec_get of an unknown base");
    cf_value(clock() != (clock_t)-1, "clock: known");
    cf_value(times(&tms) != (clock_t)-1, "times: known");
    cf_left_out("needs a change of the machine's time", "clock_settime");
}
