/* park.c: waiting on futex words: short locks, and goroutines that park.
 *
 * A word to park on is 0 at first, 1 once it has been set, and 2 while its waiter sleeps.
 */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "g.h"
#include "futex.h"

/* Bounds of waiting actively, in looks at the word. */
enum { SPINS_MIN = 16, SPINS_MAX = 2000, LOCK_SPINS = 100 };

void go_futex_wait(uint32_t *word, uint32_t while_is, const struct timespec *deadline) {
    syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, while_is, deadline, NULL,
            FUTEX_BITSET_MATCH_ANY);
}

void go_futex_wake(uint32_t *word, int count) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

bool go_many_cpus(void) {
    static int cpus; /* atomic; 0: not asked yet */
    int n = __atomic_load_n(&cpus, __ATOMIC_RELAXED);
    if (n == 0) {
        cpu_set_t set;
        n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 2;
        __atomic_store_n(&cpus, n, __ATOMIC_RELAXED);
    }
    return n > 1;
}

/* 0 free, 1 taken, 2 taken and somebody sleeps: Drepper, "Futexes Are Tricky", mutex 3. */
static void lock_slowly(go_spin *lock) {
    if (go_many_cpus()) {
        for (int i = 0; i < LOCK_SPINS; i++) {
            uint32_t free = 0;
            if (__atomic_load_n(lock, __ATOMIC_RELAXED) == 0 &&
                __atomic_compare_exchange_n(lock, &free, 1, true, __ATOMIC_ACQUIRE,
                                            __ATOMIC_RELAXED))
                return;
            go_pause();
        }
    }
    while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE) != 0)
        go_futex_wait(lock, 2, NULL);
}

void go_spin_lock(go_spin *lock) {
    uint32_t free = 0;
    if (!__atomic_compare_exchange_n(lock, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        lock_slowly(lock);
}

void go_spin_unlock(go_spin *lock) {
    if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2)
        go_futex_wake(lock, 1);
}

/* Waits actively, as long as that has been worth it lately; true if WORD was set meanwhile. */
static bool spin(uint32_t *limit, const uint32_t *word) {
    if (*limit == 0)
        *limit = go_many_cpus() ? SPINS_MAX / 4 : 1;
    for (uint32_t i = 0; i < *limit; i++) {
        if (__atomic_load_n(word, __ATOMIC_ACQUIRE) != 0) {
            if (*limit<SPINS_MAX && * limit> 1)
                *limit += *limit / 8;
            return true;
        }
        go_pause();
    }
    if (*limit > SPINS_MIN)
        *limit -= *limit / 8;
    return false;
}

void go_park(uint32_t *word, enum go_waiting why) {
    struct go_g *g = go_self();
    if (spin(&g->spins, word))
        return;
    uint32_t unset = 0;
    __atomic_store_n(&g->why, why, __ATOMIC_RELAXED);
    if (__atomic_compare_exchange_n(word, &unset, 2, false, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
        if (go_running_less())
            go_asleep(word);
        while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == 2)
            go_futex_wait(word, 2, NULL);
    }
    __atomic_store_n(&g->why, GO_RUNNING, __ATOMIC_RELAXED);
}

void go_unpark(uint32_t *word) {
    if (__atomic_exchange_n(word, 1, __ATOMIC_RELEASE) == 2) {
        go_running_more();
        go_futex_wake(word, 1);
    }
}
