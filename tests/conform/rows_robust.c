/* rows_robust.c: return codes of robust mutexes of every type, and of mutexes with a priority protocol. */
#include <errno.h>
#include <stddef.h>

#include "rows.h"

static const struct {
    const char *name;
    int type, protocol, robust;
} kinds[] = {
    {"robust normal", PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_NONE, PTHREAD_MUTEX_ROBUST},
    {"robust recursive", PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_NONE, PTHREAD_MUTEX_ROBUST},
    {"robust errorcheck", PTHREAD_MUTEX_ERRORCHECK, PTHREAD_PRIO_NONE, PTHREAD_MUTEX_ROBUST},
    {"robust adaptive", PTHREAD_MUTEX_ADAPTIVE_NP, PTHREAD_PRIO_NONE, PTHREAD_MUTEX_ROBUST},
    {"robust inherit", PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_INHERIT, PTHREAD_MUTEX_ROBUST},
    {"robust inherit recursive", PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_INHERIT,
     PTHREAD_MUTEX_ROBUST},
    {"inherit", PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_INHERIT, PTHREAD_MUTEX_STALLED},
    {"inherit recursive", PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_INHERIT, PTHREAD_MUTEX_STALLED},
    {"inherit errorcheck", PTHREAD_MUTEX_ERRORCHECK, PTHREAD_PRIO_INHERIT, PTHREAD_MUTEX_STALLED},
    {"protect", PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_PROTECT, PTHREAD_MUTEX_STALLED},
    {"protect recursive", PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_PROTECT, PTHREAD_MUTEX_STALLED},
    {"robust protect", PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_PROTECT, PTHREAD_MUTEX_ROBUST},
};

static int make(pthread_mutex_t *m, size_t k) {
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, kinds[k].type);
    pthread_mutexattr_setrobust(&attr, kinds[k].robust);
    pthread_mutexattr_setprotocol(&attr, kinds[k].protocol);
    if (kinds[k].protocol == PTHREAD_PRIO_PROTECT)
        cf_rc(pthread_mutexattr_setprioceiling(&attr, 7), "%s: attr ceiling", kinds[k].name);
    int rc = pthread_mutex_init(m, &attr);
    pthread_mutexattr_destroy(&attr);
    return rc;
}

static long dies(void *m) {
    return pthread_mutex_lock(m);
}
static long dies_twice_in(void *m) {
    pthread_mutex_lock(m);
    return pthread_mutex_lock(m);
}
static long tries(void *m) {
    return pthread_mutex_trylock(m);
}
static long tries_for(void *m) {
    struct timespec t = cf_time(CLOCK_REALTIME, CF_PAST);
    return pthread_mutex_timedlock(m, &t);
}

static void held(pthread_mutex_t *m, const char *name, bool recursive, bool checks) {
    cf_rc((int)cf_in_thread(tries, m), "%s held: trylock by another", name);
    cf_rc((int)cf_in_thread(tries_for, m), "%s held: timedlock by another", name);
    cf_rc(pthread_mutex_trylock(m), "%s held: trylock", name);
    if (checks || recursive)
        cf_rc(pthread_mutex_lock(m), "%s held: lock", name);
    for (int i = 0; recursive && i < 2; i++)
        cf_rc(pthread_mutex_unlock(m), "%s held: unlock %d", name, i);
}

static long plain(void *kind) {
    size_t k = *(size_t *)kind;
    const char *name = kinds[k].name;
    pthread_mutex_t m;
    int v = -1;
    int rc = make(&m, k);
    cf_rc(rc, "%s: init", name);
    if (rc)
        return 0;
    cf_rc(pthread_mutex_consistent(&m), "%s: consistent", name);
    int locked = pthread_mutex_lock(&m);
    cf_rc(locked, "%s: lock", name);
    if (!locked) {
        held(&m, name, kinds[k].type == PTHREAD_MUTEX_RECURSIVE,
             kinds[k].type == PTHREAD_MUTEX_ERRORCHECK);
        cf_rc(pthread_mutex_unlock(&m), "%s: unlock", name);
    }
    struct timespec far = cf_time(CLOCK_REALTIME, CF_FAR);
    if (!locked) {
        cf_rc(pthread_mutex_timedlock(&m, &far), "%s: timedlock", name);
        cf_rc(pthread_mutex_unlock(&m), "%s: unlock again", name);
    }
    cf_rc(pthread_mutex_getprioceiling(&m, &v), "%s: getprioceiling", name);
    cf_value(v, "%s: ceiling", name);
    cf_rc(pthread_mutex_setprioceiling(&m, 12, &v), "%s: setprioceiling", name);
    cf_value(v, "%s: old ceiling", name);
    cf_rc(pthread_mutex_setprioceiling(&m, 1000, &v), "%s: setprioceiling 1000", name);
    cf_rc(pthread_mutex_getprioceiling(&m, &v), "%s: getprioceiling afterwards", name);
    cf_value(v, "%s: ceiling afterwards", name);
    cf_rc(pthread_mutex_destroy(&m), "%s: destroy", name);
    return 0;
}

enum { LOCKS = 3 };
static int take(pthread_mutex_t *m, int how) {
    struct timespec far = cf_time(CLOCK_REALTIME, CF_FAR);
    return how == 0   ? pthread_mutex_lock(m)
           : how == 1 ? pthread_mutex_trylock(m)
                      : pthread_mutex_timedlock(m, &far);
}

/* The owner ends; the next one mends it, or does not. */
static void dead(size_t k, int how, bool mend) {
    static const char *const locks[LOCKS] = {"lock", "trylock", "timedlock"};
    const char *name = kinds[k].name;
    bool deep = kinds[k].type == PTHREAD_MUTEX_RECURSIVE;
    pthread_mutex_t m;
    if (kinds[k].robust != PTHREAD_MUTEX_ROBUST || make(&m, k) != 0)
        return;
    cf_in_thread(deep ? dies_twice_in : dies, &m);
    cf_rc(pthread_mutex_consistent(&m), "%s dead: consistent too early", name);
    cf_rc(take(&m, how), "%s dead: %s, mend %d", name, locks[how], mend);
    cf_rc((int)cf_in_thread(tries, &m), "%s dead, taken: trylock by another", name);
    if (mend) {
        cf_rc(pthread_mutex_consistent(&m), "%s dead: consistent", name);
        cf_rc(pthread_mutex_consistent(&m), "%s dead: consistent twice", name);
    } else if (deep) {
        cf_rc(pthread_mutex_lock(&m), "%s dead: lock again", name);
        cf_rc(pthread_mutex_unlock(&m), "%s dead: first unlock", name);
    }
    cf_rc(pthread_mutex_unlock(&m), "%s dead: unlock, mend %d", name, mend);
    /* The try comes last: glibc 2.36 does not give back what it took to see that all is lost. */
    static const int afterwards[LOCKS] = {0, 2, 1};
    for (int i = 0; i < LOCKS; i++) {
        int next = afterwards[i], rc = take(&m, next);
        cf_rc(rc, "%s dead, mend %d: %s afterwards", name, mend, locks[next]);
        if (rc == 0)
            cf_rc(pthread_mutex_unlock(&m), "%s dead, mend %d: unlock after that", name, mend);
    }
    cf_rc(pthread_mutex_destroy(&m), "%s dead: destroy", name);
}

/* A wait on a condition takes the mutex from an owner that has ended. */
static void dead_in_wait(size_t k) {
    pthread_mutex_t m;
    pthread_cond_t c = PTHREAD_COND_INITIALIZER;
    pthread_t other;
    if (kinds[k].robust != PTHREAD_MUTEX_ROBUST || make(&m, k) != 0)
        return;
    pthread_mutex_lock(&m);
    pthread_create(&other, NULL, (void *(*)(void *))(void *)dies, &m);
    int rc;
    do {
        struct timespec soon = cf_time(CLOCK_REALTIME, CF_SOON);
        rc = pthread_cond_timedwait(&c, &m, &soon);
    } while (rc == 0 || rc == ETIMEDOUT);
    cf_rc(rc, "%s dead: cond_timedwait", kinds[k].name);
    pthread_join(other, NULL);
    cf_rc(pthread_mutex_consistent(&m), "%s dead in wait: consistent", kinds[k].name);
    cf_rc(pthread_mutex_unlock(&m), "%s dead in wait: unlock", kinds[k].name);
}

static long unlocks(void *m) {
    return pthread_mutex_unlock(m);
}

static void misused(size_t k) {
    pthread_mutex_t m;
    if (kinds[k].protocol == PTHREAD_PRIO_PROTECT || make(&m, k) != 0)
        return;
    cf_rc(pthread_mutex_unlock(&m), "%s: unlock of unlocked", kinds[k].name);
    pthread_mutex_lock(&m);
    cf_rc((int)cf_in_thread(unlocks, &m), "%s: unlock by another", kinds[k].name);
    if (kinds[k].robust != PTHREAD_MUTEX_ROBUST)
        cf_rc(pthread_mutex_destroy(&m), "%s: destroy of locked", kinds[k].name);
}

void cf_rows_robust(int part) {
    (void)part;
    for (size_t k = 0; k < CF_LENGTH(kinds); k++) {
        if (cf_section == CF_MISUSE) {
            misused(k);
            continue;
        }
        /* in a thread of its own: glibc keeps something of a lock that failed */
        cf_in_thread(plain, &k);
        for (int how = 0; how < LOCKS; how++) {
            dead(k, how, true);
            dead(k, how, false);
        }
        dead_in_wait(k);
    }
    if (cf_section == CF_CLEAN)
        cf_left_out("glibc 2.36 forgets that the first one failed", "protect: a second lock");
}
