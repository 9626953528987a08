/* scenario: told_too_early
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: take_orders
 * always: no
 * needs: -
 * args: -
 * about: A thread that takes its orders by sigwait blocks them itself, as the first thing it does: an
 *   order that comes before that is handled, and lost.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>

static sigset_t orders;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int prepared;
static int ended;

static void nothing(int sig) {
    (void)sig;
}

void take_orders(void) {
    int sig;
    do
        sigwait(&orders, &sig);
    while (sig != SIGTERM);
    pthread_mutex_lock(&lock);
    ended = 1;
    pthread_mutex_unlock(&lock);
}

void *server(void *arg) {
    pthread_sigmask(SIG_BLOCK, &orders, NULL);
    take_orders();
    return arg;
}

void *prepare(void *arg) {
    for (int part = 0; part < 4; part++) {
        pthread_mutex_lock(&lock);
        for (int i = 0; i < 500000; i++)
            prepared = prepared + (i & 1);
        pthread_mutex_unlock(&lock);
    }
    return arg;
}

int main(void) {
    pthread_t s, p;
    signal(SIGTERM, nothing);
    sigemptyset(&orders);
    sigaddset(&orders, SIGHUP);
    sigaddset(&orders, SIGTERM);
    pthread_create(&s, NULL, server, NULL);
    pthread_create(&p, NULL, prepare, NULL);
    pthread_join(p, NULL);
    pthread_kill(s, SIGTERM);
    pthread_join(s, NULL);
    return ended ? 0 : 1;
}
