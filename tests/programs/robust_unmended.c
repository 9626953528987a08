/* A worker ends while it holds a robust mutex, and the next one does not mend it: lost for the others.
 * expect=exit-status; seeds=60; */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t lock;

static void *leave(void *unused) {
    pthread_mutex_lock(&lock);
    return unused;
}

/* Takes what its owner has left for taken in order. */
static void *run(void *unused) {
    int rc = pthread_mutex_lock(&lock);
    if (rc != 0 && rc != EOWNERDEAD)
        return &lock;
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void) {
    pthread_mutexattr_t attr;
    pthread_t threads[3];
    void *bad[3];
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&lock, &attr);
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, i ? run : leave, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], &bad[i]);
    return bad[1] || bad[2];
}
