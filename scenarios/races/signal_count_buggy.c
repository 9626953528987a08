/* scenario: signal_count
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: on_signal, main
 * always: yes
 * needs: -
 * args: -
 * about: A handler counts signals in a plain variable, which the main thread reads while the
 *   other one is being signalled; the fix counts atomically.
 */
#include <pthread.h>
#include <signal.h>

static int signals;

void on_signal(int number) {
    (void)number;
    signals++;
}

void *worker(void *arg) {
    raise(SIGUSR1);
    return arg;
}

int main(void) {
    pthread_t thread;
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGUSR1, &action, NULL);
    pthread_create(&thread, NULL, worker, NULL);
    int seen = signals;
    pthread_join(thread, NULL);
    return seen <= 1 ? 0 : 1;
}
