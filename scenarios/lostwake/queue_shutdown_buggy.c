/* scenario: queue_shutdown
 * twin: buggy
 * kind: lost-wakeup
 * subkind: -
 * severity: error
 * functions: next_job
 * always: no
 * needs: -
 * args: -
 * about: Shutting a work queue down sets the stop flag and broadcasts without the lock,
 *   between a worker's look at the flag and its wait.
 */
#include <pthread.h>
#include <stdatomic.h>

enum { JOBS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static atomic_int stop;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static int queued, done, logged;

int next_job(void) {
    pthread_mutex_lock(&lock);
    while (queued == 0 && !atomic_load(&stop))
        pthread_cond_wait(&work, &lock);
    int got = queued > 0;
    if (got)
        queued--;
    pthread_mutex_unlock(&lock);
    return got;
}

void submit(void) {
    pthread_mutex_lock(&lock);
    queued++;
    pthread_cond_signal(&work);
    pthread_mutex_unlock(&lock);
}

void log_event(void) {
    pthread_mutex_lock(&log_lock);
    logged++;
    pthread_mutex_unlock(&log_lock);
}

void shut_down(void) {
    log_event();
    atomic_store(&stop, 1);
    pthread_cond_broadcast(&work);
}

void *worker(void *arg) {
    while (next_job())
        done++;
    return arg;
}

int main(void) {
    pthread_t w;
    pthread_create(&w, NULL, worker, NULL);
    for (int i = 0; i < JOBS; i++)
        submit();
    shut_down();
    pthread_join(w, NULL);
    return done == JOBS ? 0 : 1;
}
