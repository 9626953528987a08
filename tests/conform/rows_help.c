/* rows_help.c: times and second threads for the return-code rows. */
#include <sched.h>

#include "rows.h"

struct timespec cf_time(clockid_t clock, enum cf_when when) {
    struct timespec t;
    if (clock != CLOCK_MONOTONIC)
        clock = CLOCK_REALTIME;
    clock_gettime(clock, &t);
    switch (when) {
    case CF_PAST:
        t.tv_sec -= 1;
        break;
    case CF_SOON:
        t.tv_nsec += 1000000;
        if (t.tv_nsec >= 1000000000) {
            t.tv_nsec -= 1000000000;
            t.tv_sec++;
        }
        break;
    case CF_FAR:
        t.tv_sec += 100000;
        break;
    case CF_NEGATIVE:
        t.tv_nsec = -1;
        break;
    case CF_TOO_BIG:
        t.tv_nsec = 1000000000;
        break;
    case CF_BEFORE_EPOCH:
        t.tv_sec = -5;
        t.tv_nsec = 0;
        break;
    case CF_WHEN_COUNT:
        break;
    }
    return t;
}

const char *cf_when_name(enum cf_when when) {
    static const char *const names[] = {"past",          "soon",         "far",
                                        "nsec-negative", "nsec-too-big", "before-epoch"};
    return names[when];
}

static void *other_main(void *arg) {
    struct cf_other *o = arg;
    o->take(o->obj);
    sem_post(&o->taken);
    while (sem_wait(&o->go) != 0)
        ;
    o->give_rc = o->give(o->obj);
    return NULL;
}

void cf_other_start(struct cf_other *o, int (*take)(void *), int (*give)(void *), void *obj) {
    o->take = take;
    o->give = give;
    o->obj = obj;
    sem_init(&o->taken, 0, 0);
    sem_init(&o->go, 0, 0);
    pthread_create(&o->thread, NULL, other_main, o);
    while (sem_wait(&o->taken) != 0)
        ;
}

void cf_other_release(struct cf_other *o) {
    sem_post(&o->go);
}

int cf_other_join(struct cf_other *o) {
    pthread_join(o->thread, NULL);
    sem_destroy(&o->taken);
    sem_destroy(&o->go);
    return o->give_rc;
}

int cf_other_stop(struct cf_other *o) {
    cf_other_release(o);
    return cf_other_join(o);
}

struct call {
    long (*body)(void *);
    void *arg;
    long result;
};

static void *call_main(void *arg) {
    struct call *c = arg;
    c->result = c->body(c->arg);
    return NULL;
}

long cf_in_thread(long (*body)(void *), void *arg) {
    struct call c = {body, arg, 0};
    pthread_t t;
    pthread_create(&t, NULL, call_main, &c);
    pthread_join(t, NULL);
    return c.result;
}
