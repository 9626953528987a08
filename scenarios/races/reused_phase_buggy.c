/* scenario: reused_phase
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: exchange
 * always: yes
 * needs: -
 * args: -
 * about: Workers pass cells on in rounds, with one barrier between writing and reading and none
 *   before the next round's writing.
 */
#include <pthread.h>

enum { WORKERS = 2, ROUNDS = 2 };

static pthread_barrier_t phase;
static int cells[WORKERS];

int exchange(int mine, int value) {
    cells[mine] = value;
    pthread_barrier_wait(&phase);
    int got = cells[1 - mine];
    return got;
}

void *worker(void *arg) {
    int mine = *(int *)arg, value = mine;
    for (int i = 0; i < ROUNDS; i++)
        value = exchange(mine, value + 1);
    return NULL;
}

int main(void) {
    pthread_t threads[WORKERS];
    int number[WORKERS];
    pthread_barrier_init(&phase, NULL, WORKERS);
    for (int i = 0; i < WORKERS; i++) {
        number[i] = i;
        pthread_create(&threads[i], NULL, worker, &number[i]);
    }
    for (int i = 0; i < WORKERS; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
