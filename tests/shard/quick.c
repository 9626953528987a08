/* quick.c: two locks, taken in two orders; with an argument in one. Little else, so that a seed is soon played. */
#include <pthread.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void *crosswise(void *clean) {
    pthread_mutex_lock(clean ? &left : &right);
    pthread_mutex_lock(clean ? &right : &left);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
    return NULL;
}

int main(int argc, char **argv) {
    pthread_t t;

    pthread_create(&t, NULL, crosswise, argc > 1 ? argv : NULL);
    pthread_mutex_lock(&left);
    pthread_mutex_lock(&right);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
    return pthread_join(t, NULL);
}
