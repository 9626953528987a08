/* scenario: use_after_destroy
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A worker signals after it has given the lock back; the waiter that saw the job done
 *   has destroyed the condition by then.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done_cond;
static int done, steps;

void finish_job(void) {
    pthread_mutex_lock(&lock);
    done = 1;
    pthread_cond_signal(&done_cond);
    pthread_mutex_unlock(&lock);
}

void step(void) {
    pthread_mutex_lock(&lock);
    steps++;
    pthread_mutex_unlock(&lock);
}

void *worker(void *arg) {
    step();
    finish_job();
    return arg;
}

void await_job(void) {
    pthread_mutex_lock(&lock);
    while (!done)
        pthread_cond_wait(&done_cond, &lock);
    pthread_mutex_unlock(&lock);
    pthread_cond_destroy(&done_cond);
}

int main(void) {
    pthread_t w;
    pthread_cond_init(&done_cond, NULL);
    pthread_create(&w, NULL, worker, NULL);
    await_job();
    pthread_join(w, NULL);
    return steps == 1 ? 0 : 1;
}
