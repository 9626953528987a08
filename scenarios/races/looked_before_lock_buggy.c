/* scenario: looked_before_lock
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: put_job, take_job
 * always: yes
 * needs: -
 * args: -
 * about: A worker looks whether there is a job before it takes the lock, to save the wait.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t added = PTHREAD_COND_INITIALIZER;
static int jobs;

void put_job(void) {
    pthread_mutex_lock(&lock);
    jobs++;
    pthread_cond_signal(&added);
    pthread_mutex_unlock(&lock);
}

int take_job(void) {
    int hurry = jobs > 0;
    pthread_mutex_lock(&lock);
    while (jobs == 0)
        pthread_cond_wait(&added, &lock);
    jobs--;
    pthread_mutex_unlock(&lock);
    return hurry;
}

void *worker(void *arg) {
    return take_job() ? arg : NULL;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, worker, NULL);
    put_job();
    pthread_join(thread, NULL);
    return 0;
}
