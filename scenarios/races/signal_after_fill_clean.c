/* scenario: signal_after_fill
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A worker is sent a signal whose handler reads the order, before the order has been
 *   written; the fix writes it first.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sched.h>

static int order;
static atomic_int seen;

void on_signal(int number) {
    (void)number;
    atomic_store(&seen, order + 1);
}

void *worker(void *arg) {
    while (!atomic_load(&seen))
        sched_yield();
    return arg;
}

int main(void) {
    pthread_t thread;
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGUSR1, &action, NULL);
    pthread_create(&thread, NULL, worker, NULL);
    order = 7;
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    return 0;
}
