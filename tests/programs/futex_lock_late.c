/* The same, but a waiter reads the sequence after it has given the lock back, and may miss a wake.
 * expect=deadlock; seeds=300; */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { THREADS = 3, ROUNDS = 4 };
static uint32_t lock_word, sequence, wanted;
static int inside, wrong, stored;

static long futex(uint32_t *word, int op, uint32_t value) {
    return syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

/* 0 free, 1 held, 2 held and perhaps waited for. */
static void lock(void) {
    uint32_t seen = 0;
    if (__atomic_compare_exchange_n(&lock_word, &seen, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return;
    while (__atomic_exchange_n(&lock_word, 2, __ATOMIC_ACQUIRE) != 0)
        futex(&lock_word, FUTEX_WAIT, 2);
}
static void unlock(void) {
    if (__atomic_exchange_n(&lock_word, 0, __ATOMIC_RELEASE) == 2)
        futex(&lock_word, FUTEX_WAKE, 1);
}
static void wait(void) {
    unlock();
    futex(&sequence, FUTEX_WAIT, __atomic_load_n(&sequence, __ATOMIC_RELAXED));
    lock();
}
static void broadcast(void) {
    __atomic_add_fetch(&sequence, 1, __ATOMIC_RELEASE);
    futex(&sequence, FUTEX_WAKE, INT32_MAX);
}

static void *consume(void *unused) {
    for (int i = 0; i < ROUNDS; i++) {
        lock();
        wrong += inside++ != 0;
        while (stored == 0) {
            inside--;
            wait();
            wrong += inside++ != 0;
        }
        stored--;
        syscall(SYS_sched_yield);
        inside--;
        unlock();
    }
    return unused;
}

int main(void) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, consume, NULL);
    for (wanted = THREADS * ROUNDS; wanted > 0; wanted--) {
        lock();
        stored++;
        broadcast();
        unlock();
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return wrong;
}
