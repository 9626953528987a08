/* scenario: signal_after_free
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: The worker signals after it has given the lock back; the waiter that saw the job done has
 *   freed it by then.
 */
#include <pthread.h>
#include <stdlib.h>

struct job {
    int number, done;
    pthread_mutex_t lock;
    pthread_cond_t finished;
};

void finish_job(struct job *job) {
    pthread_mutex_lock(&job->lock);
    job->done = 1;
    pthread_cond_signal(&job->finished);
    pthread_mutex_unlock(&job->lock);
}

void *worker(void *job) {
    finish_job(job);
    return NULL;
}

void await_job(struct job *job) {
    pthread_mutex_lock(&job->lock);
    while (!job->done)
        pthread_cond_wait(&job->finished, &job->lock);
    pthread_mutex_unlock(&job->lock);
    free(job);
}

int main(void) {
    pthread_t w;
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return 1;
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->finished, NULL);
    pthread_create(&w, NULL, worker, job);
    await_job(job);
    pthread_join(w, NULL);
    return 0;
}
