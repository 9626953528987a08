/* vtime.c: deadlines and clock readings on the engine's virtual clock. */
#define _GNU_SOURCE
#include "vtime.h"

#define NS 1000000000ll
/* A task that reads clocks oftener than this without any point is polling. */
#define FREE_READS 16
/* Time of constructors ends a second before main's begins, whatever they read. */
#define BEFORE_MAIN NS

static int64_t early_reads;

static int64_t start_ns(void) {
    struct ds_config cfg;
    if (sh.engine)
        return ds_config(sh.engine)->start_ns;
    ds_config_default(&cfg);
    return cfg.start_ns;
}

int64_t sh_realtime_offset(void) {
    return sh.region->plan.realtime_ns - start_ns();
}

/* Seconds and nanoseconds as ns, held inside what leaves room for later sums. */
static int64_t clamp_ns(const struct timespec *t) {
    const int64_t most = INT64_MAX / 4 / NS;
    if (t->tv_sec < 0)
        return 0;
    return (t->tv_sec > most ? most : t->tv_sec) * NS + t->tv_nsec;
}

int64_t sh_deadline(clockid_t clock, const struct timespec *time, uint32_t *bad) {
    *bad = 0;
    if (!time)
        return DS_NEVER;
    if (time->tv_nsec < 0 || time->tv_nsec >= NS) {
        *bad = 1;
        return 0;
    }
    int64_t ns = clamp_ns(time);
    if (clock == CLOCK_REALTIME || clock == CLOCK_TAI)
        ns -= sh_realtime_offset();
    return ns < 0 ? 0 : ns;
}

bool sh_vtime_on(void) {
    return sh.region != NULL;
}

static int64_t early_read(void) {
    if (early_reads < BEFORE_MAIN / 1000 - 1)
        early_reads++;
    return start_ns() - BEFORE_MAIN + early_reads * 1000;
}

int64_t sh_vtime_read(void *site) {
    static uint32_t reader, reads;
    static uint64_t events;
    if (!sh.engine)
        return early_read();
    if (!sh_enter(site))
        return ds_now(sh.engine);
    const struct ds_task_rec *t = ds_task_at(sh.engine, sh.current);
    if (reader != sh.current || events != t->events) {
        reader = sh.current;
        events = t->events;
        reads = 0;
    }
    if (++reads > FREE_READS) {
        struct ds_request req = {.op = DS_OP_CLOCK, .deadline = DS_NEVER};
        sh_point(&req, NULL, site);
        reader = sh.current;
        events = t->events;
    }
    return ds_clock_read(sh.engine);
}

bool sh_vtime_clock(clockid_t clock, int64_t now, int64_t *value) {
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI:
        *value = now + sh_realtime_offset();
        return true;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM:
        *value = now;
        return true;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
        break;
    default:
        /* Clocks of another process or thread are negative; they count as this process's. */
        if (clock >= 0)
            return false;
    }
    *value = now - start_ns() + BEFORE_MAIN;
    return true;
}

struct timespec sh_vtime_spec(int64_t ns) {
    return (struct timespec){.tv_sec = ns / NS, .tv_nsec = ns % NS};
}
