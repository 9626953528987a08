/* scenario: join_self
 * twin: buggy
 * kind: misuse
 * subkind: join-self
 * severity: error
 * functions: stop_pool
 * always: no
 * needs: -
 * args: -
 * about: A worker that finds the pool not opened stops the pool, which joins every worker,
 *   that one too.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t worker_thread;
static int is_open, stopped, failures;

void stop_pool(void) {
    pthread_mutex_lock(&lock);
    int first = !stopped;
    stopped = 1;
    pthread_t joinee = worker_thread;
    pthread_mutex_unlock(&lock);
    if (first)
        pthread_join(joinee, NULL);
}

void *worker(void *arg) {
    pthread_mutex_lock(&lock);
    int ready = is_open;
    if (!ready)
        failures++;
    pthread_mutex_unlock(&lock);
    if (!ready)
        stop_pool();
    return arg;
}

int main(void) {
    pthread_mutex_lock(&lock);
    pthread_create(&worker_thread, NULL, worker, NULL);
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    is_open = 1;
    pthread_mutex_unlock(&lock);
    stop_pool();
    return 0;
}
