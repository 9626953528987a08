/* rows_small.c: return codes of spin locks, barriers and once. */
#include <errno.h>
#include <limits.h>

#include "rows.h"

/* The type is volatile by itself, hence a box round it. */
struct spin {
    pthread_spinlock_t lock;
};
static int spin_take(void *s) {
    return pthread_spin_lock(&((struct spin *)s)->lock);
}
static int spin_give(void *s) {
    return pthread_spin_unlock(&((struct spin *)s)->lock);
}

void cf_rows_spin(int part) {
    (void)part;
    struct spin box;
    struct cf_other other;
    cf_rc(pthread_spin_init(&box.lock, PTHREAD_PROCESS_PRIVATE), "init");
    if (cf_section == CF_MISUSE) {
        cf_rc(pthread_spin_unlock(&box.lock), "free: unlock");
        cf_rc(pthread_spin_trylock(&box.lock), "free, unlocked once more: trylock");
        cf_rc(pthread_spin_trylock(&box.lock), "own: trylock");
        cf_rc(pthread_spin_destroy(&box.lock), "own: destroy");
        cf_rc(pthread_spin_init(&box.lock, PTHREAD_PROCESS_PRIVATE), "own: init after destroy");
        cf_other_start(&other, spin_take, spin_give, &box);
        cf_rc(pthread_spin_unlock(&box.lock), "others: unlock");
        cf_rc(pthread_spin_trylock(&box.lock), "others, unlocked by us: trylock");
        cf_rc(cf_other_stop(&other), "others, unlocked by us, locked by us: its unlock");
        return;
    }
    cf_rc(pthread_spin_lock(&box.lock), "free: lock");
    cf_rc(pthread_spin_trylock(&box.lock), "own: trylock");
    cf_rc(pthread_spin_unlock(&box.lock), "own: unlock");
    cf_rc(pthread_spin_trylock(&box.lock), "free: trylock");
    cf_rc(pthread_spin_unlock(&box.lock), "own by trylock: unlock");
    cf_other_start(&other, spin_take, spin_give, &box);
    cf_rc(pthread_spin_trylock(&box.lock), "others: trylock");
    cf_other_release(&other);
    cf_rc(pthread_spin_lock(&box.lock), "handed over: lock");
    cf_rc(pthread_spin_unlock(&box.lock), "handed over: unlock");
    cf_rc(cf_other_join(&other), "handed over: its unlock");
    cf_rc(pthread_spin_destroy(&box.lock), "destroy");
    cf_rc(pthread_spin_init(&box.lock, PTHREAD_PROCESS_PRIVATE), "init after destroy");
    cf_rc(pthread_spin_trylock(&box.lock), "after init: trylock");
    cf_rc(pthread_spin_unlock(&box.lock), "after init: unlock");
    cf_rc(pthread_spin_destroy(&box.lock), "destroy again");
    cf_rc(pthread_spin_init(&box.lock, PTHREAD_PROCESS_SHARED), "pshared: init");
    cf_rc(pthread_spin_lock(&box.lock), "pshared: lock");
    cf_rc(pthread_spin_trylock(&box.lock), "pshared: own: trylock");
    cf_rc(pthread_spin_unlock(&box.lock), "pshared: unlock");
    cf_rc(pthread_spin_destroy(&box.lock), "pshared: destroy");
    cf_left_out("natively spins for ever", "own: lock");
}

struct meeting {
    pthread_barrier_t barrier;
    pthread_mutex_t m;
    int serial, plain, odd, rounds;
};

static void *meet(void *arg) {
    struct meeting *b = arg;
    for (int i = 0; i < b->rounds; i++) {
        int rc = pthread_barrier_wait(&b->barrier);
        pthread_mutex_lock(&b->m);
        b->serial += rc == PTHREAD_BARRIER_SERIAL_THREAD;
        b->plain += rc == 0;
        b->odd += rc != 0 && rc != PTHREAD_BARRIER_SERIAL_THREAD;
        pthread_mutex_unlock(&b->m);
    }
    return NULL;
}

void cf_rows_barrier(int part) {
    (void)part;
    pthread_barrier_t b;
    pthread_barrierattr_t attr;
    int v = -1;
    if (cf_section == CF_MISUSE)
        return;
    cf_rc(pthread_barrier_init(&b, NULL, 0), "init 0");
    cf_rc(pthread_barrier_init(&b, NULL, UINT_MAX), "init too many");
    cf_rc(pthread_barrier_init(&b, NULL, 1), "init 1");
    for (int i = 0; i < 3; i++)
        cf_value(pthread_barrier_wait(&b), "of 1: wait %d", i);
    cf_rc(pthread_barrier_destroy(&b), "of 1: destroy");
    for (int n = 2; n <= 4; n++)
        for (int rounds = 1; rounds <= 3; rounds += 2) {
            struct meeting g = {.m = PTHREAD_MUTEX_INITIALIZER, .rounds = rounds};
            pthread_t t[4];
            cf_rc(pthread_barrier_init(&g.barrier, NULL, (unsigned)n), "init %d", n);
            for (int i = 1; i < n; i++)
                pthread_create(&t[i], NULL, meet, &g);
            meet(&g);
            for (int i = 1; i < n; i++)
                pthread_join(t[i], NULL);
            cf_value(g.serial, "of %d, %d rounds: serial", n, rounds);
            cf_value(g.plain, "of %d, %d rounds: others", n, rounds);
            cf_value(g.odd, "of %d, %d rounds: neither", n, rounds);
            cf_rc(pthread_barrier_destroy(&g.barrier), "of %d, %d rounds: destroy", n, rounds);
        }
    cf_rc(pthread_barrierattr_init(&attr), "attr: init");
    cf_rc(pthread_barrierattr_setpshared(&attr, 5), "attr: setpshared 5");
    cf_rc(pthread_barrierattr_getpshared(&attr, &v), "attr: getpshared");
    cf_value(v, "attr: pshared");
    cf_rc(pthread_barrier_init(&b, &attr, 2), "attr: barrier init");
    cf_rc(pthread_barrier_destroy(&b), "never waited on: destroy");
    cf_rc(pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), "attr: setpshared shared");
    cf_rc(pthread_barrier_init(&b, &attr, 1), "pshared: init");
    cf_value(pthread_barrier_wait(&b), "pshared: wait of 1");
    cf_rc(pthread_barrier_destroy(&b), "pshared: destroy");
    cf_rc(pthread_barrierattr_destroy(&attr), "attr: destroy");
    cf_left_out("natively waits for the waiters, which wait for ever", "destroy with waiters");
}

static pthread_once_t once_plain = PTHREAD_ONCE_INIT, once_shared = PTHREAD_ONCE_INIT,
                      once_left = PTHREAD_ONCE_INIT, once_outer = PTHREAD_ONCE_INIT,
                      once_inner = PTHREAD_ONCE_INIT;
static int ran;
static void count(void) {
    ran++;
}
static void *all_once(void *arg) {
    (void)arg;
    return pthread_once(&once_shared, count) == 0 ? NULL : &ran;
}
static void leave(void) {
    ran++;
    if (ran == 1)
        pthread_exit(&ran);
}
static void *once_and_leave(void *arg) {
    pthread_once(&once_left, leave);
    return arg;
}
static void outer(void) {
    pthread_once(&once_inner, count);
}

void cf_rows_once(int part) {
    (void)part;
    pthread_t t[3];
    void *bad;
    if (cf_section == CF_MISUSE)
        return;
    ran = 0;
    for (int i = 0; i < 3; i++) {
        cf_rc(pthread_once(&once_plain, count), "call %d", i);
        cf_value(ran, "call %d: runs", i);
    }
    ran = 0;
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, all_once, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(t[i], &bad);
        cf_value(bad != NULL, "three tasks: failure of %d", i);
    }
    cf_value(ran, "three tasks: runs");
    ran = 0;
    pthread_create(&t[0], NULL, once_and_leave, NULL);
    pthread_join(t[0], &bad);
    cf_value(bad == &ran, "initialiser that ends its thread: left by it");
    cf_rc(pthread_once(&once_left, leave), "initialiser that ended its thread: next call");
    cf_value(ran, "initialiser that ended its thread: runs");
    cf_rc(pthread_once(&once_left, leave), "initialiser that ended its thread: third call");
    cf_value(ran, "initialiser that ended its thread: runs at last");
    ran = 0;
    cf_rc(pthread_once(&once_outer, outer), "nested in another");
    cf_value(ran, "nested in another: runs");
    cf_left_out("natively waits for ever", "nested in itself");
}
