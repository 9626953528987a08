/* Threads that share named semaphores, opened by each for itself; every run makes the same names.
 * expect=none; seeds=60; */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>

static int creators, inside, wrong;
static pthread_mutex_t count = PTHREAD_MUTEX_INITIALIZER;

static void *run(void *unused) {
    sem_t *token = sem_open("/detsched-tokens", O_CREAT | O_EXCL, 0600, 1);
    pthread_mutex_lock(&count);
    creators += token != SEM_FAILED;
    pthread_mutex_unlock(&count);
    if (token == SEM_FAILED) {
        wrong += errno != EEXIST;
        token = sem_open("/detsched-tokens", 0);
    }
    sem_wait(token);
    wrong += inside++ != 0;
    pthread_mutex_lock(&count);
    pthread_mutex_unlock(&count);
    inside--;
    sem_post(token);
    sem_close(token);
    return unused;
}

int main(void) {
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, run, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    wrong += creators != 1;
    wrong += sem_unlink("/detsched-tokens") != 0;
    wrong += sem_open("/detsched-tokens", 0) != SEM_FAILED;
    return wrong;
}
