/* scenario: lost_update
 * twin: buggy
 * kind: exit-status
 * subkind: -
 * severity: error
 * functions: check_total
 * always: no
 * needs: -
 * args: -
 * about: Two threads read a counter in one critical section and write it back in another, so
 *   an increment may be lost and the final check fails.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 2, ROUNDS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counter;

int get(void) {
    pthread_mutex_lock(&lock);
    int now = counter;
    pthread_mutex_unlock(&lock);
    return now;
}

void increment(void) {
    int next = get() + 1;
    pthread_mutex_lock(&lock);
    counter = next;
    pthread_mutex_unlock(&lock);
}

void check_total(void) {
    int total = get();
    printf("total %d\n", total);
    if (total != THREADS * ROUNDS)
        exit(1);
}

void *adder(void *arg) {
    for (int i = 0; i < ROUNDS; i++)
        increment();
    return arg;
}

int main(void) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, adder, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    check_total();
    return 0;
}
