/* scenario: lost_count
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Workers count themselves done by reading and writing in two critical sections; when
 *   one count is lost, the main thread polls for ever.
 */
#include <pthread.h>
#include <unistd.h>

enum { WORKERS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int finished;

int get_finished(void) {
    pthread_mutex_lock(&lock);
    int now = finished;
    pthread_mutex_unlock(&lock);
    return now;
}

void count_done(void) {
    pthread_mutex_lock(&lock);
    finished++;
    pthread_mutex_unlock(&lock);
}

void *worker(void *arg) {
    count_done();
    return arg;
}

void wait_for_all(void) {
    while (get_finished() < WORKERS)
        usleep(1000);
}

int main(void) {
    pthread_t workers[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        pthread_create(&workers[i], NULL, worker, NULL);
    wait_for_all();
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i], NULL);
    return 0;
}
