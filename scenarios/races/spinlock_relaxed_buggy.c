/* scenario: spinlock_relaxed
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: add
 * always: yes
 * needs: -
 * args: -
 * about: A lock made of an atomic exchange is given back by a relaxed store.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_int locked;
static int sum;

void lock(void) {
    while (atomic_exchange_explicit(&locked, 1, memory_order_acquire))
        sched_yield();
}

void unlock(void) {
    atomic_store_explicit(&locked, 0, memory_order_relaxed);
}

void add(int number) {
    lock();
    sum += number;
    unlock();
}

void *worker(void *arg) {
    add(*(int *)arg);
    return NULL;
}

int main(void) {
    pthread_t first, second;
    int one = 1, two = 2;
    pthread_create(&first, NULL, worker, &one);
    pthread_create(&second, NULL, worker, &two);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return sum ? 0 : 1;
}
