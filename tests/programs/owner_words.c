/* Two words with owners, taken in both orders: the kernel lets nobody close the circle, so whoever is
 * told of it gives way; and an owner that ends leaves its word to the one who waits.
 * expect=none; seeds=60; */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint32_t words[2], left;
static int inside[2], wrong;

static int call(uint32_t *word, int op) {
    return syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, 0, NULL, NULL, 0) ? errno : 0;
}

static void lock(int i) {
    uint32_t free_word = 0, me = (uint32_t)gettid();
    if (__atomic_compare_exchange_n(&words[i], &free_word, me, 0, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED))
        return;
    wrong += call(&words[i], FUTEX_LOCK_PI) != 0;
}
static int lock_second(int i) {
    uint32_t free_word = 0, me = (uint32_t)gettid();
    if (__atomic_compare_exchange_n(&words[i], &free_word, me, 0, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED))
        return 0;
    return call(&words[i], FUTEX_LOCK_PI);
}
static void unlock(int i) {
    uint32_t me = (uint32_t)gettid();
    if (__atomic_compare_exchange_n(&words[i], &me, 0, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
        return;
    wrong += call(&words[i], FUTEX_UNLOCK_PI) != 0;
}

static void *run(void *arg) {
    int first = (int)(intptr_t)arg, rc;
    do {
        lock(first);
        wrong += inside[first]++ != 0;
        syscall(SYS_sched_yield);
        rc = lock_second(!first);
        wrong += rc != 0 && rc != EDEADLK;
        if (rc == 0) {
            wrong += inside[!first]++ != 0;
            inside[!first]--;
            unlock(!first);
        }
        inside[first]--;
        unlock(first);
    } while (rc != 0);
    return NULL;
}

static void *leave(void *unused) {
    wrong += call(&left, FUTEX_LOCK_PI) != 0;
    while (!(__atomic_load_n(&left, __ATOMIC_RELAXED) & FUTEX_WAITERS))
        syscall(SYS_sched_yield);
    return unused;
}

int main(void) {
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, i < 2 ? run : leave, (void *)(intptr_t)i);
    while (__atomic_load_n(&left, __ATOMIC_RELAXED) == 0)
        syscall(SYS_sched_yield);
    wrong += call(&left, FUTEX_LOCK_PI) != 0;
    wrong += left != ((uint32_t)gettid() | FUTEX_WAITERS | FUTEX_OWNER_DIED);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    return wrong;
}
