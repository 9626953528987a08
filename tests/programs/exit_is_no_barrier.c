/* Main tells a thread to go on and returns at once; the thread's assertion may fail before the process
 * ends.
 * expect=assert; seeds=100; */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static int closed;

static void *works(void *unused) {
    pthread_mutex_lock(&lock);
    while (!closed)
        pthread_cond_wait(&change, &lock);
    pthread_mutex_unlock(&lock);
    assert(!closed);
    return unused;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, works, NULL);
    pthread_mutex_lock(&lock);
    closed = 1;
    pthread_cond_signal(&change);
    pthread_mutex_unlock(&lock);
    return 0;
}
