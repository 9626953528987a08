/* A signal to the process is taken by any thread that does not block it, and each is tried.
 * expect=exit-status; seeds=60; */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_t tasks[3];
static int taker = -1;
static pthread_barrier_t all;

static void handler(int sig) {
    (void)sig;
    for (int i = 0; i < 3; i++)
        if (pthread_equal(pthread_self(), tasks[i]))
            taker = i;
}

static void *run(void *arg) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    if (arg)
        pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    pthread_barrier_wait(&all);
    pthread_barrier_wait(&all);
    return arg;
}

int main(void) {
    sigset_t set;
    signal(SIGUSR1, handler);
    pthread_barrier_init(&all, NULL, 4);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    for (int i = 0; i < 3; i++)
        pthread_create(&tasks[i], NULL, run, i == 0 ? NULL : &all);
    pthread_barrier_wait(&all);
    kill(getpid(), SIGUSR1);
    pthread_barrier_wait(&all);
    for (int i = 0; i < 3; i++)
        pthread_join(tasks[i], NULL);
    if (taker <= 0)
        abort();
    return taker == 2 ? 3 : 0;
}
