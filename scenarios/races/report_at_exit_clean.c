/* scenario: report_at_exit
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A handler that runs at exit reports what a worker counts, which nobody has joined by
 *   then.
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static int counted;

void report(void) {
    if (counted > 1)
        _exit(1);
}

void *worker(void *arg) {
    counted++;
    return arg;
}

int main(void) {
    pthread_t thread;
    atexit(report);
    pthread_create(&thread, NULL, worker, NULL);
    pthread_join(thread, NULL);
    usleep(1000);
    exit(0);
}
