/* scenario: missing_phase
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: smooth
 * always: yes
 * needs: -
 * args: -
 * about: Each worker writes its own cell and then reads its neighbour's, but there is no barrier
 *   between the two phases.
 */
#include <pthread.h>

enum { WORKERS = 3 };

static pthread_barrier_t done;
static int cells[WORKERS], smoothed[WORKERS];

void smooth(int mine) {
    cells[mine] = mine * 3;
    smoothed[mine] = (cells[mine] + cells[(mine + 1) % WORKERS]) / 2;
}

void *worker(void *arg) {
    smooth(*(int *)arg);
    pthread_barrier_wait(&done);
    return NULL;
}

int main(void) {
    pthread_t threads[WORKERS];
    int number[WORKERS];
    pthread_barrier_init(&done, NULL, WORKERS + 1);
    for (int i = 0; i < WORKERS; i++) {
        number[i] = i;
        pthread_create(&threads[i], NULL, worker, &number[i]);
    }
    pthread_barrier_wait(&done);
    int sum = smoothed[0] + smoothed[1] + smoothed[2];
    for (int i = 0; i < WORKERS; i++)
        pthread_join(threads[i], NULL);
    return sum ? 0 : 1;
}
