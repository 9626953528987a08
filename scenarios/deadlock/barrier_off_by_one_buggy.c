/* scenario: barrier_off_by_one
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: render_row
 * always: yes
 * needs: -
 * args: -
 * about: The barrier between two passes counts the main thread in, which never arrives.
 */
#include <pthread.h>

enum { ROWS = 3 };

static pthread_barrier_t pass_done;
static int numbers[ROWS] = {0, 1, 2};
static int blurred[ROWS], sharp[ROWS];

void render_row(int row) {
    blurred[row] = row + 1;
    pthread_barrier_wait(&pass_done);
    sharp[row] = blurred[row] + blurred[(row + 1) % ROWS];
}

void *renderer(void *arg) {
    render_row(*(int *)arg);
    return NULL;
}

int main(void) {
    pthread_t threads[ROWS];
    int sum = 0;
    pthread_barrier_init(&pass_done, NULL, ROWS + 1);
    for (int i = 0; i < ROWS; i++)
        pthread_create(&threads[i], NULL, renderer, &numbers[i]);
    for (int i = 0; i < ROWS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&pass_done);
    for (int i = 0; i < ROWS; i++)
        sum += sharp[i];
    return sum == 12 ? 0 : 1;
}
