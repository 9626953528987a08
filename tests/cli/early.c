/* early.c: a constructor makes a thread, which main joins. */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t first;

static void *turn(void *arg) {
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

__attribute__((constructor)) static void begin(void) {
    pthread_create(&first, NULL, turn, NULL);
}

int main(void) {
    pthread_t second;

    pthread_create(&second, NULL, turn, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
