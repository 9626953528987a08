/* scenario: loop_variable
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Each thread is given the address of the loop's variable and reads its number there,
 *   while the loop goes on counting.
 */
#include <pthread.h>
#include <stdint.h>

enum { THREADS = 3 };

static int seen[THREADS + 1];

int number_of(void *arg) {
    return (int)(intptr_t)arg;
}

void *work(void *arg) {
    int number = number_of(arg);
    __atomic_fetch_add(&seen[number], 1, __ATOMIC_RELAXED);
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, work, (void *)(intptr_t)i);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
