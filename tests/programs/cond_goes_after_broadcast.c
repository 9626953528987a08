/* A condition is destroyed, and its memory given back, as soon as those who wait for it have been woken: they
 * are after the lock only.
 * expect=none; seeds=60; */
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t *change, all_wait = PTHREAD_COND_INITIALIZER;
static int waiting, closed;

static void *waits(void *unused) {
    pthread_mutex_lock(&lock);
    if (++waiting == 2)
        pthread_cond_signal(&all_wait);
    while (!closed)
        pthread_cond_wait(change, &lock);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void) {
    pthread_t threads[2];
    change = malloc(sizeof *change);
    pthread_cond_init(change, NULL);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, waits, NULL);
    pthread_mutex_lock(&lock);
    while (waiting < 2)
        pthread_cond_wait(&all_wait, &lock);
    closed = 1;
    pthread_cond_broadcast(change);
    pthread_cond_destroy(change);
    free(change);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
