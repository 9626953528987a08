/* scenario: work_queue_slot
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: take_work
 * always: yes
 * needs: -
 * args: -
 * about: Workers share the index of the next piece of work, and each reads and moves it by
 *   itself.
 */
#include <pthread.h>

enum { PIECES = 4 };

static int done[PIECES + 2];
static int next;

int take_work(void) {
    return next++;
}

void *worker(void *arg) {
    for (int piece; (piece = take_work()) < PIECES;)
        __atomic_store_n(&done[piece], 1, __ATOMIC_RELAXED);
    return arg;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
