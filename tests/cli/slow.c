/* slow.c: a seed with many scheduling points, so that a campaign is long enough to be interrupted. */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *turns(void *arg) {
    for (int i = 0; i < 500; i++) {
        pthread_mutex_lock(&lock);
        pthread_mutex_unlock(&lock);
    }
    return arg;
}

int main(void) {
    pthread_t a, b;

    pthread_create(&a, NULL, turns, NULL);
    pthread_create(&b, NULL, turns, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
