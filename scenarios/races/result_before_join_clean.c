/* scenario: result_before_join
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
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
    pthread_join(thread, NULL);
    int got = result;
    return got <= 42 ? 0 : 1;
}
