/* A signal handler posts a semaphore on which another task waits.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

static sem_t tokens;

static void handler(int sig) {
    (void)sig;
    sem_post(&tokens);
}

static void *waits(void *unused) {
    sem_wait(&tokens);
    return unused;
}

static void *raises(void *unused) {
    raise(SIGUSR2);
    return unused;
}

int main(void) {
    pthread_t tasks[2];
    signal(SIGUSR2, handler);
    sem_init(&tokens, 0, 0);
    pthread_create(&tasks[0], NULL, waits, NULL);
    pthread_create(&tasks[1], NULL, raises, NULL);
    pthread_join(tasks[0], NULL);
    pthread_join(tasks[1], NULL);
    return 0;
}
