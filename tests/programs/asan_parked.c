/* A thread parked at the end holds the only pointer to a block on its stack: no leak of memory.
 * expect=thread-leak; status=0; seeds=5; flags=-fsanitize=address; */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

static sem_t never, started;

static void *run(void *unused) {
    char *volatile own = malloc(100);
    own[0] = 1;
    sem_post(&started);
    sem_wait(&never);
    free(own);
    return unused;
}

int main(void) {
    pthread_t task;
    sem_init(&never, 0, 0);
    sem_init(&started, 0, 0);
    pthread_create(&task, NULL, run, NULL);
    sem_wait(&started);
    return 0;
}
