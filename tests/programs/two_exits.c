/* Two threads and main call exit at about the same time: the first decides, and the handlers run once.
 * expect=none; seeds=60; */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int handled;

static void handler(void) {
    if (handled++)
        _exit(9);
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
}

static void *leaves(void *unused) {
    (void)unused;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    exit(0);
}

int main(void) {
    pthread_t task;
    atexit(handler);
    for (int i = 0; i < 2; i++) {
        pthread_create(&task, NULL, leaves, NULL);
        pthread_detach(task);
    }
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return 0;
}
