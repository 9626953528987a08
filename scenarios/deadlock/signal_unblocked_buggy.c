/* scenario: signal_unblocked
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: take_reload
 * always: no
 * needs: -
 * args: -
 * about: One thread is to take the signal for a new configuration, but a worker that was made before
 *   the signal was blocked can get it as well, and its handler does nothing.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

static sigset_t reload;
static sem_t ready;
static int loaded, squares[64];

static void nothing(int sig) {
    (void)sig;
}

void *warm_up(void *arg) {
    for (int i = 0; i < 64; i++)
        squares[i] = i * i;
    return arg;
}

int take_reload(void) {
    int sig;
    sigwait(&reload, &sig);
    return sig;
}

void *signal_thread(void *arg) {
    sem_post(&ready);
    if (take_reload() == SIGHUP)
        loaded = 1;
    return arg;
}

int main(void) {
    pthread_t w, s;
    sem_init(&ready, 0, 0);
    signal(SIGHUP, nothing);
    sigemptyset(&reload);
    sigaddset(&reload, SIGHUP);
    pthread_create(&w, NULL, warm_up, NULL);
    pthread_sigmask(SIG_BLOCK, &reload, NULL);
    pthread_create(&s, NULL, signal_thread, NULL);
    sem_wait(&ready);
    kill(getpid(), SIGHUP);
    pthread_join(s, NULL);
    pthread_join(w, NULL);
    return loaded ? 0 : 1;
}
