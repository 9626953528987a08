/* scenario: double_join
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Stopping a worker asks under the lock whether it was joined, but notes that it was
 *   only after the join; two callers may both join.
 */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t worker_thread;
static int joined, work_done;

void *worker(void *arg) {
    pthread_mutex_lock(&lock);
    work_done = 1;
    pthread_mutex_unlock(&lock);
    return arg;
}

int is_done(void) {
    pthread_mutex_lock(&lock);
    int now = work_done;
    pthread_mutex_unlock(&lock);
    return now;
}

void stop_worker(void) {
    pthread_mutex_lock(&lock);
    int mine = !joined;
    joined = 1;
    pthread_mutex_unlock(&lock);
    if (!mine)
        return;
    pthread_join(worker_thread, NULL);
}

void *supervisor(void *arg) {
    stop_worker();
    return arg;
}

int main(void) {
    pthread_t s;
    pthread_create(&worker_thread, NULL, worker, NULL);
    while (!is_done())
        usleep(1000);
    pthread_create(&s, NULL, supervisor, NULL);
    stop_worker();
    pthread_join(s, NULL);
    pthread_mutex_lock(&lock);
    int ok = joined;
    pthread_mutex_unlock(&lock);
    return ok ? 0 : 1;
}
