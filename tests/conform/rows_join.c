/* rows_join.c: return codes of the join and detach calls in every state of the thread they name. */
#include <errno.h>
#include <sched.h>
#include <stdint.h>

#include "rows.h"

enum act { JOIN, TRY, TIMED, CLOCKED, DETACH };
static const struct call {
    const char *name;
    enum act act;
    clockid_t clock;
    enum cf_when when;
} calls[] = {
    {"join", JOIN, 0, 0},
    {"tryjoin", TRY, 0, 0},
    {"timedjoin past", TIMED, CLOCK_REALTIME, CF_PAST},
    {"timedjoin soon", TIMED, CLOCK_REALTIME, CF_SOON},
    {"timedjoin nsec-negative", TIMED, CLOCK_REALTIME, CF_NEGATIVE},
    {"timedjoin nsec-too-big", TIMED, CLOCK_REALTIME, CF_TOO_BIG},
    {"clockjoin realtime past", CLOCKED, CLOCK_REALTIME, CF_PAST},
    {"clockjoin monotonic past", CLOCKED, CLOCK_MONOTONIC, CF_PAST},
    {"clockjoin monotonic soon", CLOCKED, CLOCK_MONOTONIC, CF_SOON},
    {"clockjoin monotonic nsec-too-big", CLOCKED, CLOCK_MONOTONIC, CF_TOO_BIG},
    {"clockjoin cputime past", CLOCKED, CLOCK_PROCESS_CPUTIME_ID, CF_PAST},
    {"detach", DETACH, 0, 0},
};

static int thing;

struct held {
    sem_t started, go;
};
static void *stay(void *arg) {
    struct held *h = arg;
    sem_post(&h->started);
    while (sem_wait(&h->go) != 0)
        ;
    return &thing;
}
static void *end_now(void *arg) {
    return arg;
}

static int perform(pthread_t t, const struct call *c, void **res) {
    struct timespec at = cf_time(c->clock, c->when);
    switch (c->act) {
    case JOIN:
        return pthread_join(t, res);
    case TRY:
        return pthread_tryjoin_np(t, res);
    case TIMED:
        return pthread_timedjoin_np(t, res, &at);
    case CLOCKED:
        return pthread_clockjoin_np(t, res, c->clock, &at);
    case DETACH:
        return pthread_detach(t);
    }
    return -1;
}

static void of_running(const struct call *c) {
    static struct held h; /* outlives a thread that gets detached */
    pthread_t t;
    void *res = NULL;
    sem_init(&h.started, 0, 0);
    sem_init(&h.go, 0, 0);
    pthread_create(&t, NULL, stay, &h);
    while (sem_wait(&h.started) != 0)
        ;
    int rc = perform(t, c, &res);
    cf_rc(rc, "running: %s", c->name);
    sem_post(&h.go);
    if (c->act != DETACH || rc != 0) {
        cf_rc(pthread_join(t, &res), "running: %s: join afterwards", c->name);
        cf_value(res == &thing, "running: %s: value", c->name);
    }
}

static void of_ended(const struct call *c) {
    pthread_t t;
    void *res = NULL;
    int rc;
    pthread_create(&t, NULL, end_now, &thing);
    if (c->act == TRY || c->act == TIMED || c->act == CLOCKED) {
        /* A call tells that it has ended only by joining it: so this one is repeated. */
        while ((rc = perform(t, c, &res)) == EBUSY || rc == ETIMEDOUT)
            sched_yield();
    } else {
        rc = perform(t, c, &res);
    }
    cf_rc(rc, "ended: %s", c->name);
    if (rc != 0) {
        cf_rc(pthread_join(t, &res), "ended: %s: join afterwards", c->name);
        cf_value(res == &thing, "ended: %s: value", c->name);
    } else if (c->act != DETACH) {
        cf_value(res == &thing, "ended: %s: value", c->name);
    }
}

static long join_self(void *arg) {
    void *res;
    return perform(pthread_self(), arg, &res);
}

static void of_detached(const struct call *c) {
    static struct held h;
    pthread_t t;
    pthread_attr_t attr;
    void *res;
    sem_init(&h.started, 0, 0);
    sem_init(&h.go, 0, 0);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_create(&t, &attr, stay, &h);
    pthread_attr_destroy(&attr);
    while (sem_wait(&h.started) != 0)
        ;
    cf_rc(perform(t, c, &res), "detached: %s", c->name);
    sem_post(&h.go);
}

static void of_joined(const struct call *c) {
    pthread_t t;
    void *res;
    pthread_create(&t, NULL, end_now, NULL);
    pthread_join(t, NULL);
    cf_rc(perform(t, c, &res), "joined: %s", c->name);
}

/* The reference libc asks the kernel again and again until the thread has ended. */
static bool invalid_time(const struct call *c) {
    return c->when == CF_NEGATIVE || c->when == CF_TOO_BIG;
}

void cf_rows_join(int part) {
    (void)part;
    for (size_t c = 0; c < CF_LENGTH(calls); c++) {
        if (cf_section == CF_CLEAN) {
            if (calls[c].act == JOIN || invalid_time(&calls[c]))
                cf_left_out("natively waits for ever", "running: %s", calls[c].name);
            else
                of_running(&calls[c]);
            of_ended(&calls[c]);
        } else {
            if (calls[c].act != DETACH)
                cf_rc((int)cf_in_thread(join_self, (void *)(uintptr_t)&calls[c]), "self: %s",
                      calls[c].name);
            of_detached(&calls[c]);
            if (calls[c].act == TRY)
                cf_left_out("natively looks into a thread's freed memory", "joined: tryjoin");
            else
                of_joined(&calls[c]);
        }
    }
    cf_left_out("natively the two calls race for the error", "two that join each other");
}
