/* A thread calls exit while main waits in join and another thread is parked: handlers run, status 3.
 * expect=exit-status,thread-leak; seeds=30; output=native; */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static sem_t never;

static void handler(void) {
    pthread_mutex_lock(&gate);
    printf("handler");
    pthread_mutex_unlock(&gate);
}

static void *leaves(void *unused) {
    (void)unused;
    printf("leaving, ");
    exit(3);
}

static void *parked(void *unused) {
    sem_wait(&never);
    return unused;
}

int main(void) {
    pthread_t one, two;
    atexit(handler);
    sem_init(&never, 0, 0);
    pthread_create(&one, NULL, parked, NULL);
    pthread_create(&two, NULL, leaves, NULL);
    pthread_join(two, NULL);
    return 0;
}
