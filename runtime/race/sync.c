/* sync.c: the calls by which a program tells of synchronisation of its own making: releases and acquires,
 * locks with readers, barriers of tests.
 */
#include <sched.h>

#include "sync.h"

#pragma GCC visibility push(default)

void __tsan_release(void *addr);
void __tsan_release(void *addr) {
    race_entry_release(addr);
}

void __tsan_acquire(void *addr);
void __tsan_acquire(void *addr) {
    race_entry_acquire(addr);
}

enum mutex_flag {
    MUTEX_READ_LOCK = 1 << 3,
    MUTEX_TRY_LOCK_FAILED = 1 << 5,
};

/* What a lock's own code does between a pre and its post is no access of the program's. */
static void inside(int delta) {
    if (!race_self)
        return;
    race_ignore(delta, delta);
    race_ignore_sync(delta);
}

void __tsan_mutex_create(void *addr, unsigned flags);
void __tsan_mutex_create(void *addr, unsigned flags) {
    (void)addr;
    (void)flags;
}

void __tsan_mutex_destroy(void *addr, unsigned flags);
void __tsan_mutex_destroy(void *addr, unsigned flags) {
    (void)addr;
    (void)flags;
}

void __tsan_mutex_pre_lock(void *addr, unsigned flags);
void __tsan_mutex_pre_lock(void *addr, unsigned flags) {
    (void)addr;
    (void)flags;
    inside(1);
}

void __tsan_mutex_post_lock(void *addr, unsigned flags, int recursion);
void __tsan_mutex_post_lock(void *addr, unsigned flags, int recursion) {
    (void)recursion;
    inside(-1);
    if (!(flags & MUTEX_TRY_LOCK_FAILED))
        race_lock_taken(addr, flags & MUTEX_READ_LOCK);
}

/* How many levels of a recursive lock are given up is told and handed back by the program, which makes
 * nothing of it: levels order nothing. */
int __tsan_mutex_pre_unlock(void *addr, unsigned flags);
int __tsan_mutex_pre_unlock(void *addr, unsigned flags) {
    race_lock_given(addr, flags & MUTEX_READ_LOCK);
    inside(1);
    return 1;
}

void __tsan_mutex_post_unlock(void *addr, unsigned flags);
void __tsan_mutex_post_unlock(void *addr, unsigned flags) {
    (void)addr;
    (void)flags;
    inside(-1);
}

void __tsan_mutex_pre_signal(void *addr, unsigned flags);
void __tsan_mutex_pre_signal(void *addr, unsigned flags) {
    (void)addr;
    (void)flags;
    inside(1);
}

void __tsan_mutex_post_signal(void *addr, unsigned flags);
void __tsan_mutex_post_signal(void *addr, unsigned flags) {
    (void)addr;
    (void)flags;
    inside(-1);
}

/* The lock's code calls code of its user's, and comes back from it. */
void __tsan_mutex_pre_divert(void *addr, unsigned flags);
void __tsan_mutex_pre_divert(void *addr, unsigned flags) {
    (void)addr;
    (void)flags;
    inside(-1);
}

void __tsan_mutex_post_divert(void *addr, unsigned flags);
void __tsan_mutex_post_divert(void *addr, unsigned flags) {
    (void)addr;
    (void)flags;
    inside(1);
}

/* A barrier that tests of race detectors meet at, and that orders nothing: how many meet stands in the
 * low half, how many have come in the high half. Those who wait give way, so that the others do come. */
void __tsan_testonly_barrier_init(uint64_t *barrier, unsigned count);
void __tsan_testonly_barrier_init(uint64_t *barrier, unsigned count) {
    __atomic_store_n(barrier, count, __ATOMIC_SEQ_CST);
}

void __tsan_testonly_barrier_wait(uint64_t *barrier);
void __tsan_testonly_barrier_wait(uint64_t *barrier) {
    uint64_t was = __atomic_fetch_add(barrier, UINT64_C(1) << 32, __ATOMIC_SEQ_CST);
    uint32_t count = (uint32_t)was;
    uint32_t round = count ? (uint32_t)(was >> 32) / count : 0;
    while (count && (uint32_t)(__atomic_load_n(barrier, __ATOMIC_SEQ_CST) >> 32) / count == round)
        if (race_self && race_host)
            race_host->yield(RACE_PC);
        else
            sched_yield();
}

#pragma GCC visibility pop
