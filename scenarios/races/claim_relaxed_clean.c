/* scenario: claim_relaxed
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A job is claimed by a compare-exchange that on success acquires nothing, and so not what
 *   the last owner wrote.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_int owner;
static int steps;

int claim(int me) {
    int nobody = 0;
    return atomic_compare_exchange_strong_explicit(&owner, &nobody, me, memory_order_acquire,
                                                   memory_order_relaxed);
}

void finish(void) {
    steps++;
    atomic_store_explicit(&owner, 0, memory_order_release);
}

void *worker(void *arg) {
    while (!claim(*(int *)arg))
        sched_yield();
    finish();
    return NULL;
}

int main(void) {
    pthread_t first, second;
    int one = 1, two = 2;
    pthread_create(&first, NULL, worker, &one);
    pthread_create(&second, NULL, worker, &two);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return steps ? 0 : 1;
}
