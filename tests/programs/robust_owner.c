/* A worker ends while it holds a robust mutex; the others mend what it left and go on.
 * expect=none; seeds=60; */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t lock;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static int half, whole, wrong, mended;

static int take(int rc) {
    if (rc == EOWNERDEAD) {
        half = whole;
        mended++;
        rc = pthread_mutex_consistent(&lock);
    }
    return rc;
}

static void *run(void *arg) {
    wrong += take(pthread_mutex_lock(&lock)) != 0;
    wrong += half != whole;
    half++;
    if (arg)
        pthread_exit(NULL);
    whole++;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void) {
    pthread_mutexattr_t attr;
    pthread_t threads[4];
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&lock, &attr);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, run, i % 2 ? &attr : NULL);
    wrong += take(pthread_mutex_lock(&lock)) != 0;
    while (whole < 2)
        wrong += take(pthread_cond_wait(&done, &lock)) != 0;
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    wrong += take(pthread_mutex_lock(&lock)) != 0;
    wrong += half != whole || mended != 2;
    pthread_mutex_unlock(&lock);
    return wrong;
}
