/* pingpong.c: two threads hand a token to and fro N times through two semaphores, so that each wait
 * makes the other thread run. A round is two posts, two waits and two switches.
 * Usage: pingpong N FILE. */
#include <pthread.h>
#include <semaphore.h>

#include "cycles.h"

static sem_t there, back;
static long rounds;

static void *answer(void *unused) {
    (void)unused;
    for (long i = 0; i < rounds; i++) {
        sem_wait(&there);
        sem_post(&back);
    }
    return NULL;
}

int main(int argc, char **argv) {
    pthread_t other;
    if (argc != 3)
        return 2;
    rounds = atol(argv[1]);
    sem_init(&there, 0, 0);
    sem_init(&back, 0, 0);
    if (pthread_create(&other, NULL, answer, NULL) != 0)
        return 2;
    uint64_t start = cycles();
    for (long i = 0; i < rounds; i++) {
        sem_post(&there);
        sem_wait(&back);
    }
    uint64_t spent = cycles() - start;
    pthread_join(other, NULL);
    cycles_append(argv[2], spent);
    return 0;
}
