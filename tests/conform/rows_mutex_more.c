/* rows_mutex_more.c: mutexes that are handed over, statically initialised, and their attributes. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "rows.h"

static int take(void *m) {
    return pthread_mutex_lock(m);
}
static int give(void *m) {
    return pthread_mutex_unlock(m);
}

static int act_lock(pthread_mutex_t *m) {
    return pthread_mutex_lock(m);
}
static int act_timed(pthread_mutex_t *m) {
    struct timespec t = cf_time(CLOCK_REALTIME, CF_FAR);
    return pthread_mutex_timedlock(m, &t);
}
static int act_clock(pthread_mutex_t *m) {
    struct timespec t = cf_time(CLOCK_MONOTONIC, CF_FAR);
    return pthread_mutex_clocklock(m, CLOCK_MONOTONIC, &t);
}

static const struct {
    const char *name;
    int type;
} types[] = {
    {"normal", PTHREAD_MUTEX_NORMAL},
    {"recursive", PTHREAD_MUTEX_RECURSIVE},
    {"errorcheck", PTHREAD_MUTEX_ERRORCHECK},
    {"adaptive", PTHREAD_MUTEX_ADAPTIVE_NP},
};

static void make(pthread_mutex_t *m, int type) {
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, type);
    pthread_mutex_init(m, &attr);
    pthread_mutexattr_destroy(&attr);
}

/* The lock is another's until that one lets it go. */
static void handed_over(void) {
    static const struct {
        const char *name;
        int (*act)(pthread_mutex_t *);
    } acts[] = {{"lock", act_lock}, {"timedlock far", act_timed}, {"clocklock far", act_clock}};
    for (size_t t = 0; t < CF_LENGTH(types); t++)
        for (size_t a = 0; a < CF_LENGTH(acts); a++) {
            pthread_mutex_t m;
            struct cf_other other;
            make(&m, types[t].type);
            cf_other_start(&other, take, give, &m);
            cf_other_release(&other);
            cf_rc(acts[a].act(&m), "%s handed over: %s", types[t].name, acts[a].name);
            cf_rc(pthread_mutex_unlock(&m), "%s handed over: %s: unlock", types[t].name,
                  acts[a].name);
            cf_rc(cf_other_join(&other), "%s handed over: %s: its unlock", types[t].name,
                  acts[a].name);
            cf_rc(pthread_mutex_destroy(&m), "%s handed over: %s: destroy", types[t].name,
                  acts[a].name);
        }
}

static void recursion(void) {
    pthread_mutex_t m;
    make(&m, PTHREAD_MUTEX_RECURSIVE);
    for (int i = 0; i < 10; i++)
        cf_rc(pthread_mutex_lock(&m), "recursive depth %d: lock", i);
    cf_rc(pthread_mutex_trylock(&m), "recursive depth 10: trylock");
    for (int i = 0; i < 10; i++)
        cf_rc(pthread_mutex_unlock(&m), "recursive depth %d: unlock", 11 - i);
    struct cf_other other;
    cf_rc(pthread_mutex_unlock(&m), "recursive: last unlock");
    cf_other_start(&other, take, give, &m);
    cf_rc(pthread_mutex_trylock(&m), "recursive, free again: another took it");
    cf_rc(cf_other_stop(&other), "recursive, free again: its unlock");
    cf_rc(pthread_mutex_destroy(&m), "recursive, free again: destroy");
}

static void static_ones(void) {
    static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
    static pthread_mutex_t rec = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    static pthread_mutex_t check = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
    static pthread_mutex_t adapt = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
    static pthread_mutex_t *const all[] = {&plain, &rec, &check, &adapt};
    for (size_t i = 0; i < CF_LENGTH(all); i++) {
        const char *name = types[i].name;
        cf_rc(pthread_mutex_lock(all[i]), "static %s: lock", name);
        cf_rc(pthread_mutex_trylock(all[i]), "static %s: trylock of own", name);
        if (i == 1)
            cf_rc(pthread_mutex_unlock(all[i]), "static %s: inner unlock", name);
        cf_rc(pthread_mutex_unlock(all[i]), "static %s: unlock", name);
        cf_rc(pthread_mutex_destroy(all[i]), "static %s: destroy", name);
        make(all[i], types[i].type);
        cf_rc(pthread_mutex_trylock(all[i]), "static %s, made again: trylock", name);
        cf_rc(pthread_mutex_unlock(all[i]), "static %s, made again: unlock", name);
    }
}

static void attributes(void) {
    pthread_mutexattr_t attr;
    pthread_mutex_t m;
    int v = -1;
    cf_rc(pthread_mutexattr_init(&attr), "attr: init");
    cf_rc(pthread_mutexattr_gettype(&attr, &v), "attr: gettype");
    cf_value(v, "attr: type at first");
    cf_rc(pthread_mutexattr_settype(&attr, 99), "attr: settype 99");
    cf_rc(pthread_mutexattr_settype(&attr, -1), "attr: settype -1");
    cf_rc(pthread_mutexattr_setpshared(&attr, 5), "attr: setpshared 5");
    cf_rc(pthread_mutexattr_getpshared(&attr, &v), "attr: getpshared");
    cf_value(v, "attr: pshared");
    cf_rc(pthread_mutexattr_setrobust(&attr, 5), "attr: setrobust 5");
    cf_rc(pthread_mutexattr_getrobust(&attr, &v), "attr: getrobust");
    cf_value(v, "attr: robust");
    cf_rc(pthread_mutexattr_setprotocol(&attr, 9), "attr: setprotocol 9");
    cf_rc(pthread_mutexattr_getprotocol(&attr, &v), "attr: getprotocol");
    cf_value(v, "attr: protocol");
    cf_rc(pthread_mutexattr_setprioceiling(&attr, 1000), "attr: setprioceiling 1000");
    cf_rc(pthread_mutex_init(&m, &attr), "attr: mutex init");
    cf_rc(pthread_mutex_getprioceiling(&m, &v), "attr: getprioceiling of a plain mutex");
    cf_rc(pthread_mutex_setprioceiling(&m, 1, &v), "attr: setprioceiling of a plain mutex");
    cf_rc(pthread_mutex_consistent(&m), "attr: consistent of a plain mutex");
    cf_rc(pthread_mutex_destroy(&m), "attr: mutex destroy");
    cf_rc(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), "attr: setpshared shared");
    cf_rc(pthread_mutex_init(&m, &attr), "pshared: init");
    cf_rc(pthread_mutex_lock(&m), "pshared: lock");
    cf_rc(pthread_mutex_trylock(&m), "pshared: own: trylock");
    cf_rc(pthread_mutex_unlock(&m), "pshared: unlock");
    cf_rc(pthread_mutex_destroy(&m), "pshared: destroy");
    cf_rc(pthread_mutexattr_destroy(&attr), "attr: destroy");
    cf_left_out("would need 2^32 locks", "recursive: depth overflow");
}

void cf_rows_mutex_more(int part) {
    (void)part;
    if (cf_section != CF_CLEAN)
        return;
    handed_over();
    recursion();
    static_ones();
    attributes();
}
