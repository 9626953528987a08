/* scenario: result_before_join
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: main, compute
 * always: yes
 * needs: -
 * args: -
 * about: The result of a worker is read before the worker was joined.
 */
#include <pthread.h>

int result;

void *compute(void *arg) {
    result = 42;
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, compute, NULL);
    int got = result;
    pthread_join(thread, NULL);
    return got <= 42 ? 0 : 1;
}
