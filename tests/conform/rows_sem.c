/* rows_sem.c: return codes of unnamed semaphores, value by value. */
#include <errno.h>
#include <limits.h>

#include "rows.h"

static const struct {
    const char *name;
    bool clocked;
    clockid_t clock;
    enum cf_when when;
} waits[] = {
    {"timedwait past", false, CLOCK_REALTIME, CF_PAST},
    {"timedwait soon", false, CLOCK_REALTIME, CF_SOON},
    {"timedwait nsec-negative", false, CLOCK_REALTIME, CF_NEGATIVE},
    {"timedwait nsec-too-big", false, CLOCK_REALTIME, CF_TOO_BIG},
    {"timedwait before-epoch", false, CLOCK_REALTIME, CF_BEFORE_EPOCH},
    {"clockwait realtime past", true, CLOCK_REALTIME, CF_PAST},
    {"clockwait monotonic past", true, CLOCK_MONOTONIC, CF_PAST},
    {"clockwait monotonic soon", true, CLOCK_MONOTONIC, CF_SOON},
    {"clockwait monotonic nsec-too-big", true, CLOCK_MONOTONIC, CF_TOO_BIG},
    {"clockwait cputime past", true, CLOCK_PROCESS_CPUTIME_ID, CF_PAST},
    {"clockwait unknown-clock soon", true, 77, CF_SOON},
};

static int value_of(sem_t *s) {
    int v = -99;
    sem_getvalue(s, &v);
    return v;
}

static int wait_one(sem_t *s, size_t w) {
    struct timespec t = cf_time(waits[w].clock, waits[w].when);
    return cf_errno(waits[w].clocked ? sem_clockwait(s, waits[w].clock, &t) : sem_timedwait(s, &t));
}

static void timed(void) {
    for (unsigned value = 0; value < 2; value++)
        for (size_t w = 0; w < CF_LENGTH(waits); w++) {
            sem_t s;
            sem_init(&s, 0, value);
            cf_rc(wait_one(&s, w), "value %u: %s", value, waits[w].name);
            cf_value(value_of(&s), "value %u: %s: value afterwards", value, waits[w].name);
            cf_rc(cf_errno(sem_destroy(&s)), "value %u: %s: destroy", value, waits[w].name);
        }
}

static int nothing(void *s) {
    (void)s;
    return 0;
}
static int post(void *s) {
    return cf_errno(sem_post(s));
}

static void handed_over(void) {
    for (int how = 0; how < 3; how++) {
        static const char *const names[] = {"wait", "timedwait far", "clockwait far"};
        sem_t s;
        struct cf_other other;
        sem_init(&s, 0, 0);
        cf_other_start(&other, nothing, post, &s);
        cf_other_release(&other);
        struct timespec t = cf_time(how == 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME, CF_FAR);
        int rc = how == 0   ? sem_wait(&s)
                 : how == 1 ? sem_timedwait(&s, &t)
                            : sem_clockwait(&s, CLOCK_MONOTONIC, &t);
        cf_rc(cf_errno(rc), "posted by another: %s", names[how]);
        cf_rc(cf_other_join(&other), "posted by another: %s: its post", names[how]);
        cf_value(value_of(&s), "posted by another: %s: value", names[how]);
        cf_rc(cf_errno(sem_destroy(&s)), "posted by another: %s: destroy", names[how]);
    }
}

static void limits(void) {
    static const unsigned values[] = {SEM_VALUE_MAX, SEM_VALUE_MAX - 1, SEM_VALUE_MAX + 1u,
                                      UINT_MAX};
    static const char *const names[] = {"the most", "one less", "one more", "all ones"};
    for (size_t i = 0; i < CF_LENGTH(values); i++) {
        sem_t s;
        int rc = cf_errno(sem_init(&s, 0, values[i]));
        cf_rc(rc, "init %s", names[i]);
        if (rc != 0)
            continue;
        cf_value(value_of(&s), "init %s: value", names[i]);
        cf_rc(cf_errno(sem_post(&s)), "init %s: post", names[i]);
        cf_value(value_of(&s), "init %s: value after post", names[i]);
        cf_rc(cf_errno(sem_post(&s)), "init %s: second post", names[i]);
        cf_rc(cf_errno(sem_trywait(&s)), "init %s: trywait", names[i]);
        cf_value(value_of(&s), "init %s: value after trywait", names[i]);
        cf_rc(cf_errno(sem_destroy(&s)), "init %s: destroy", names[i]);
    }
}

void cf_rows_sem(int part) {
    (void)part;
    sem_t s;
    if (cf_section == CF_MISUSE)
        return;
    for (unsigned value = 0; value < 4; value++) {
        cf_rc(cf_errno(sem_init(&s, 0, value)), "init %u", value);
        cf_value(value_of(&s), "init %u: value", value);
        for (unsigned i = 0; i < value + 1; i++) {
            cf_rc(cf_errno(sem_trywait(&s)), "init %u: trywait %u", value, i);
            cf_value(value_of(&s), "init %u: value after trywait %u", value, i);
        }
        for (int i = 0; i < 2; i++) {
            cf_rc(cf_errno(sem_post(&s)), "init %u: post %d", value, i);
            cf_rc(cf_errno(sem_wait(&s)), "init %u: wait %d", value, i);
        }
        cf_rc(cf_errno(sem_destroy(&s)), "init %u: destroy", value);
    }
    timed();
    handed_over();
    limits();
    cf_left_out("natively waits for ever", "value 0: wait");
    cf_rc(cf_errno(sem_init(&s, 1, 1)), "pshared, in private memory: init");
    cf_rc(cf_errno(sem_wait(&s)), "pshared, in private memory: wait");
    cf_rc(cf_errno(sem_trywait(&s)), "pshared, in private memory: trywait of none");
    cf_rc(cf_errno(sem_post(&s)), "pshared, in private memory: post");
    cf_value(value_of(&s), "pshared, in private memory: value");
    cf_rc(cf_errno(sem_destroy(&s)), "pshared, in private memory: destroy");
    cf_left_out("refused", "pshared, in shared memory");
}
