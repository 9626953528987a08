/* scenario: pause_race
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: wait_for_go
 * always: no
 * needs: -
 * args: -
 * about: A worker looks whether the order to start has come, and pauses until a signal if it has not;
 *   the signal can come in between.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static _Thread_local volatile sig_atomic_t go;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int steps;

static void on_go(int sig) {
    (void)sig;
    go = 1;
}

void wait_for_go(void) {
    while (!go)
        pause();
}

void *worker(void *arg) {
    wait_for_go();
    pthread_mutex_lock(&lock);
    steps++;
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void) {
    pthread_t w, v;
    struct sigaction act = {.sa_handler = on_go};
    sigaction(SIGUSR1, &act, NULL);
    pthread_create(&w, NULL, worker, NULL);
    pthread_create(&v, NULL, worker, NULL);
    pthread_kill(w, SIGUSR1);
    pthread_kill(v, SIGUSR1);
    pthread_join(w, NULL);
    pthread_join(v, NULL);
    return steps == 2 ? 0 : 1;
}
