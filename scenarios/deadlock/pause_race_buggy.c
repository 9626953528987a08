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

static volatile sig_atomic_t go;
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
    steps++;
    return arg;
}

int main(void) {
    pthread_t w;
    struct sigaction act = {.sa_handler = on_go};
    sigaction(SIGUSR1, &act, NULL);
    pthread_create(&w, NULL, worker, NULL);
    pthread_kill(w, SIGUSR1);
    pthread_join(w, NULL);
    return steps == 1 ? 0 : 1;
}
