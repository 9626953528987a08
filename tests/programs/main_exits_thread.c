/* main leaves by pthread_exit; the last thread's end ends the process with status 0.
 * expect=none; seeds=30; */
#include <pthread.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static int ready;

static void *waits(void *unused) {
    pthread_mutex_lock(&gate);
    while (!ready)
        pthread_cond_wait(&change, &gate);
    pthread_mutex_unlock(&gate);
    return unused;
}

static void *wakes(void *unused) {
    pthread_mutex_lock(&gate);
    ready = 1;
    pthread_cond_signal(&change);
    pthread_mutex_unlock(&gate);
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, waits, NULL);
    pthread_detach(task);
    pthread_create(&task, NULL, wakes, NULL);
    pthread_detach(task);
    pthread_exit(NULL);
}
