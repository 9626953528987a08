/* ordered.c: the same two locks, always in the same order: nothing to find. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;

static void *forward(void *arg) {
    pthread_mutex_lock(&first);
    pthread_mutex_lock(&second);
    pthread_mutex_unlock(&second);
    pthread_mutex_unlock(&first);
    return arg;
}

int main(void) {
    pthread_t a, b;

    pthread_create(&a, NULL, forward, NULL);
    pthread_create(&b, NULL, forward, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    puts("end");
    return 0;
}
