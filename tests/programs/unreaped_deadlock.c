/* A child has ended, its signal was handled and nobody reaped it; it cannot end the deadlock that follows.
 * expect=deadlock; seeds=10; every=yes; */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

static sem_t never;
static volatile sig_atomic_t told;

static void hears(int sig) {
    (void)sig;
    told = 1;
}

int main(void) {
    struct sigaction act = {.sa_handler = hears};
    sigset_t chld, before;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &chld, &before);
    sigaction(SIGCHLD, &act, NULL);
    if (fork() == 0)
        _exit(0);
    while (!told)
        sigsuspend(&before);
    sem_init(&never, 0, 0);
    return sem_wait(&never);
}
