/* badsite.c: whichever thread comes second uses what the first has freed. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int *shared;

static void *use(void *arg) {
    pthread_mutex_lock(&lock);
    *shared += 1;
    pthread_mutex_unlock(&lock);
    return arg;
}

static void *release(void *arg) {
    pthread_mutex_lock(&lock);
    free(shared);
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void) {
    pthread_t a, b;

    shared = calloc(1, sizeof(*shared));
    pthread_create(&a, NULL, use, NULL);
    pthread_create(&b, NULL, release, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
