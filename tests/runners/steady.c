/* The twin of flaky.c that looks and waits under one lock. With a number as argument it ends with it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static int finished;

static void *work(void *none) {
    pthread_mutex_lock(&lock);
    finished = 1;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    return none;
}

int main(int argc, char **argv) {
    pthread_t worker;

    pthread_create(&worker, NULL, work, NULL);
    pthread_mutex_lock(&lock);
    while (!finished)
        pthread_cond_wait(&done, &lock);
    pthread_mutex_unlock(&lock);
    pthread_join(worker, NULL);
    puts("steady ends");
    fputs("to stderr\n", stderr);
    if (argc > 1 && argv[1][0] == 'a')
        abort();
    return argc > 1 ? atoi(argv[1]) : 0;
}
