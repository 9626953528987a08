/* A test that passes by itself nearly always: main looks at the flag, and waits for the signal in a second
 * step. What is signalled in between is lost. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static int finished;

static void *work(void *none) {
    pthread_mutex_lock(&lock);
    finished = 1;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    return none;
}

int main(void) {
    pthread_t worker;

    puts("flaky begins");
    fflush(stdout);
    pthread_create(&worker, NULL, work, NULL);
    pthread_mutex_lock(&lock);
    int seen = finished;

    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    if (!seen)
        pthread_cond_wait(&done, &lock);
    pthread_mutex_unlock(&lock);
    pthread_join(worker, NULL);
    puts("flaky ends");
    return 0;
}
