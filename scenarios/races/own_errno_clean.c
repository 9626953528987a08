/* scenario: own_errno
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A parser keeps its last error in a variable that all threads share; the fix uses errno,
 *   of which every thread has its own.
 */
#include <errno.h>
#include <pthread.h>

#define LAST_ERROR errno

int parse(int digit) {
    LAST_ERROR = digit > 9 ? ERANGE : 0;
    return digit;
}

int failed(void) {
    return LAST_ERROR != 0;
}

void *reader(void *arg) {
    int digit = *(int *)arg;
    parse(digit);
    return failed() ? arg : NULL;
}

int main(void) {
    pthread_t first, second;
    int good = 5, bad = 15;
    pthread_create(&first, NULL, reader, &good);
    pthread_create(&second, NULL, reader, &bad);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
