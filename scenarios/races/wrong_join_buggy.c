/* scenario: wrong_join
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: main, fetch
 * always: yes
 * needs: -
 * args: -
 * about: Two threads fetch two parts, and the second part is read when only the first thread was
 *   joined.
 */
#include <pthread.h>

static int part[2];

void *fetch(void *arg) {
    int number = *(int *)arg;
    part[number] = number + 1;
    return NULL;
}

int main(void) {
    pthread_t first, second;
    int number[2] = {0, 1};
    pthread_create(&first, NULL, fetch, &number[0]);
    pthread_create(&second, NULL, fetch, &number[1]);
    pthread_join(first, NULL);
    int both = part[0] + part[1];
    pthread_join(second, NULL);
    return both ? 0 : 1;
}
