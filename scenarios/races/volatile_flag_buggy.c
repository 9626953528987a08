/* scenario: volatile_flag
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: stop, run
 * always: yes
 * needs: -
 * args: -
 * about: A thread runs until a volatile flag is set; volatile is not atomic and orders nothing.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static volatile int stopping;
static int rounds;

void stop(void) {
    rounds = 0;
    stopping = 1;
}

void *run(void *arg) {
    while (!stopping)
        usleep(1000);
    return rounds ? NULL : arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, run, NULL);
    stop();
    pthread_join(thread, NULL);
    return 0;
}
