/* rows_cond.c: return codes of the condition variable calls, with each type of mutex. */
#include <errno.h>
#include <string.h>

#include "rows.h"

static const struct {
    const char *name;
    int type;
} types[] = {
    {"normal", PTHREAD_MUTEX_NORMAL},
    {"recursive", PTHREAD_MUTEX_RECURSIVE},
    {"errorcheck", PTHREAD_MUTEX_ERRORCHECK},
    {"adaptive", PTHREAD_MUTEX_ADAPTIVE_NP},
};

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
    {"clockwait monotonic nsec-negative", true, CLOCK_MONOTONIC, CF_NEGATIVE},
    {"clockwait cputime past", true, CLOCK_PROCESS_CPUTIME_ID, CF_PAST},
    {"clockwait unknown-clock soon", true, 77, CF_SOON},
};

struct pair {
    pthread_mutex_t m;
    pthread_cond_t c;
    int turn;
};

static void make(struct pair *p, int type) {
    pthread_mutexattr_t attr;
    memset(p, 0, sizeof *p);
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, type);
    pthread_mutex_init(&p->m, &attr);
    pthread_mutexattr_destroy(&attr);
    pthread_cond_init(&p->c, NULL);
}

static long trylock_elsewhere(void *m) {
    int rc = pthread_mutex_trylock(m);
    if (rc == 0)
        pthread_mutex_unlock(m);
    return rc;
}

/* A wait that nobody signals: repeated while it reports a wake-up, which would be a spurious one. */
static int wait_in_vain(struct pair *p, size_t w) {
    struct timespec t = cf_time(waits[w].clock, waits[w].when);
    int rc;
    do
        rc = waits[w].clocked ? pthread_cond_clockwait(&p->c, &p->m, waits[w].clock, &t)
                              : pthread_cond_timedwait(&p->c, &p->m, &t);
    while (rc == 0);
    return rc;
}

static void in_vain(void) {
    for (size_t t = 0; t < CF_LENGTH(types); t++)
        for (size_t w = 0; w < CF_LENGTH(waits); w++) {
            struct pair p;
            make(&p, types[t].type);
            pthread_mutex_lock(&p.m);
            cf_rc(wait_in_vain(&p, w), "%s: %s", types[t].name, waits[w].name);
            cf_rc((int)cf_in_thread(trylock_elsewhere, &p.m), "%s: %s: another's trylock",
                  types[t].name, waits[w].name);
            cf_rc(pthread_mutex_unlock(&p.m), "%s: %s: unlock", types[t].name, waits[w].name);
            cf_rc(pthread_cond_destroy(&p.c), "%s: %s: destroy", types[t].name, waits[w].name);
        }
}

enum waker { SIGNAL, BROADCAST };
static void *waker_main(void *arg) {
    struct pair *p = arg;
    pthread_mutex_lock(&p->m);
    int how = p->turn;
    p->turn = 2;
    int rc = how == SIGNAL ? pthread_cond_signal(&p->c) : pthread_cond_broadcast(&p->c);
    pthread_mutex_unlock(&p->m);
    return rc == 0 ? NULL : p;
}

static void woken(void) {
    static const char *const how[] = {"signal", "broadcast"};
    static const char *const what[] = {"wait", "timedwait far", "clockwait monotonic far"};
    for (size_t t = 0; t < CF_LENGTH(types); t++)
        for (int h = 0; h < 2; h++)
            for (int w = 0; w < 3; w++) {
                struct pair p;
                pthread_t waker;
                void *bad = NULL;
                int rc = 0;
                make(&p, types[t].type);
                p.turn = h;
                pthread_mutex_lock(&p.m);
                pthread_create(&waker, NULL, waker_main, &p);
                struct timespec at = cf_time(w == 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME, CF_FAR);
                while (p.turn != 2 && rc == 0)
                    rc = w == 0   ? pthread_cond_wait(&p.c, &p.m)
                         : w == 1 ? pthread_cond_timedwait(&p.c, &p.m, &at)
                                  : pthread_cond_clockwait(&p.c, &p.m, CLOCK_MONOTONIC, &at);
                cf_rc(rc, "%s: %s, then %s", types[t].name, what[w], how[h]);
                cf_rc(pthread_mutex_unlock(&p.m), "%s: %s, then %s: unlock", types[t].name, what[w],
                      how[h]);
                pthread_join(waker, &bad);
                cf_value(bad != NULL, "%s: %s, then %s: its failure", types[t].name, what[w],
                         how[h]);
            }
}

static void plain(void) {
    static pthread_cond_t still = PTHREAD_COND_INITIALIZER;
    pthread_cond_t c;
    pthread_condattr_t attr;
    clockid_t clock = 99;
    int v = -1;
    cf_rc(pthread_cond_init(&c, NULL), "init");
    cf_rc(pthread_cond_signal(&c), "signal without waiter");
    cf_rc(pthread_cond_broadcast(&c), "broadcast without waiter");
    cf_rc(pthread_cond_destroy(&c), "destroy");
    cf_rc(pthread_cond_init(&c, NULL), "init again");
    cf_rc(pthread_cond_destroy(&c), "destroy again");
    cf_rc(pthread_cond_signal(&still), "static: signal without waiter");
    cf_rc(pthread_cond_broadcast(&still), "static: broadcast without waiter");
    cf_rc(pthread_cond_destroy(&still), "static: destroy");
    cf_rc(pthread_condattr_init(&attr), "attr: init");
    cf_rc(pthread_condattr_getclock(&attr, &clock), "attr: getclock");
    cf_value(clock, "attr: clock at first");
    cf_rc(pthread_condattr_setclock(&attr, CLOCK_PROCESS_CPUTIME_ID), "attr: setclock cputime");
    cf_rc(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC), "attr: setclock monotonic");
    cf_rc(pthread_condattr_setpshared(&attr, 7), "attr: setpshared 7");
    cf_rc(pthread_condattr_getpshared(&attr, &v), "attr: getpshared");
    cf_value(v, "attr: pshared");
    cf_rc(pthread_cond_init(&c, &attr), "attr: init with monotonic");
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    struct timespec t = cf_time(CLOCK_MONOTONIC, CF_SOON);
    int rc = 0;
    pthread_mutex_lock(&m);
    while (rc == 0)
        rc = pthread_cond_timedwait(&c, &m, &t);
    cf_rc(rc, "monotonic: timedwait soon");
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    cf_value(now.tv_sec > t.tv_sec || (now.tv_sec == t.tv_sec && now.tv_nsec >= t.tv_nsec),
             "monotonic: time reached the deadline");
    pthread_mutex_unlock(&m);
    cf_rc(pthread_cond_destroy(&c), "monotonic: destroy");
    cf_rc(pthread_condattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), "attr: setpshared shared");
    cf_rc(pthread_cond_init(&c, &attr), "pshared: init");
    t = cf_time(CLOCK_MONOTONIC, CF_SOON);
    pthread_mutex_lock(&m);
    for (rc = 0; rc == 0;)
        rc = pthread_cond_timedwait(&c, &m, &t);
    pthread_mutex_unlock(&m);
    cf_rc(rc, "pshared: timedwait soon");
    cf_rc(pthread_cond_broadcast(&c), "pshared: broadcast");
    cf_rc(pthread_cond_destroy(&c), "pshared: destroy");
    cf_rc(pthread_condattr_destroy(&attr), "attr: destroy");
    cf_left_out("natively waits for the waiters, which wait for ever", "destroy with waiters");
    cf_left_out("natively waits for ever", "wait that nobody signals");
    cf_left_out("undefined, and the value is the condition's own state", "wait after destroy");
}

/* Waits without the mutex, or with it locked twice. */
static void unlocked(void) {
    for (size_t t = 0; t < CF_LENGTH(types); t++) {
        struct pair p;
        make(&p, types[t].type);
        if (types[t].type == PTHREAD_MUTEX_ERRORCHECK || types[t].type == PTHREAD_MUTEX_RECURSIVE)
            cf_rc(wait_in_vain(&p, 0), "%s not locked: timedwait past", types[t].name);
        else
            cf_left_out("leaves a mutex that nobody locked in a broken state",
                        "%s not locked: timedwait past", types[t].name);
    }
    struct pair p;
    make(&p, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_lock(&p.m);
    pthread_mutex_lock(&p.m);
    cf_rc(wait_in_vain(&p, 0), "recursive locked twice: timedwait past");
    cf_rc((int)cf_in_thread(trylock_elsewhere, &p.m), "recursive locked twice: another's trylock");
    cf_rc(pthread_mutex_unlock(&p.m), "recursive locked twice: unlock");
    cf_rc(pthread_mutex_unlock(&p.m), "recursive locked twice: second unlock");
    cf_rc(pthread_mutex_unlock(&p.m), "recursive locked twice: third unlock");
}

void cf_rows_cond(int part) {
    (void)part;
    if (cf_section == CF_CLEAN) {
        plain();
        in_vain();
        woken();
    } else {
        unlocked();
    }
}
