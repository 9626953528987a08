/* scenario: forgotten_unlock
 * twin: buggy
 * kind: self-deadlock
 * subkind: -
 * severity: error
 * functions: run_job
 * always: no
 * needs: -
 * args: -
 * about: A job that finds the queue disabled for a moment returns without giving the queue's
 *   lock back; the worker's next use of the queue then waits for its own lock.
 */
#include <pthread.h>

enum { JOBS = 3 };

static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t state_lock = PTHREAD_MUTEX_INITIALIZER;
static int done, working = 1, enabled = 1;

int is_enabled(void) {
    pthread_mutex_lock(&state_lock);
    int now = enabled;
    pthread_mutex_unlock(&state_lock);
    return now;
}

void set_enabled(int now) {
    pthread_mutex_lock(&state_lock);
    enabled = now;
    pthread_mutex_unlock(&state_lock);
}

int run_job(void) {
    pthread_mutex_lock(&queue_lock);
    if (!is_enabled()) {
        return -1;
    }
    done++;
    pthread_mutex_unlock(&queue_lock);
    return 0;
}

void *worker(void *arg) {
    for (int i = 0; i < JOBS; i++)
        run_job();
    pthread_mutex_lock(&queue_lock);
    working--;
    pthread_mutex_unlock(&queue_lock);
    return arg;
}

int main(void) {
    pthread_t w;
    pthread_create(&w, NULL, worker, NULL);
    set_enabled(0);
    set_enabled(1);
    pthread_join(w, NULL);
    return working == 0 && done <= JOBS ? 0 : 1;
}
