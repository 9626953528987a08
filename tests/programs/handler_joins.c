/* An exit handler stops and joins the worker that main left running.
 * expect=exit-status; seeds=40; output=native; */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static int stop;
static pthread_t worker;

static void *works(void *unused) {
    pthread_mutex_lock(&gate);
    while (!stop)
        pthread_cond_wait(&change, &gate);
    puts("worker stops");
    pthread_mutex_unlock(&gate);
    return unused;
}

static void stops(void) {
    pthread_mutex_lock(&gate);
    stop = 1;
    pthread_cond_signal(&change);
    pthread_mutex_unlock(&gate);
    pthread_join(worker, NULL);
    puts("joined");
}

int main(void) {
    atexit(stops);
    pthread_create(&worker, NULL, works, NULL);
    puts("main returns");
    return 255;
}
