/* long.c: a deadlock after N rounds of a few threads on a few locks. Usage: long ROUNDS. */
#include <pthread.h>
#include <stdlib.h>

enum { THREADS = 4 };

static pthread_mutex_t common = PTHREAD_MUTEX_INITIALIZER, a = PTHREAD_MUTEX_INITIALIZER,
                       b = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t all;
static int rounds;

static void work(void) {
    for (int i = 0; i < rounds; i++) {
        pthread_mutex_lock(&common);
        pthread_mutex_unlock(&common);
    }
}

static void both(pthread_mutex_t *first, pthread_mutex_t *second) {
    pthread_mutex_lock(first);
    pthread_barrier_wait(&all);
    pthread_mutex_lock(second);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *one(void *which) {
    work();
    if (which == &a)
        both(&a, &b);
    else if (which == &b)
        both(&b, &a);
    return NULL;
}

int main(int argc, char **argv) {
    void *which[THREADS] = {&a, &b, &common, &all};
    pthread_t threads[THREADS];

    rounds = argc > 1 ? atoi(argv[1]) : 1;
    pthread_barrier_init(&all, NULL, 2);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, one, which[i]);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
