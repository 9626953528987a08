/* scenario: adjacent_bytes
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Four threads each mark a seat in one word of four bytes; a wrong share makes the first
 *   two mark the same one.
 */
#include <pthread.h>

enum { THREADS = 4 };

static struct { _Alignas(8) char taken[THREADS]; } row;

void mark(int seat) {
    row.taken[seat] = 1;
}

void *usher(void *arg) {
    int number = *(int *)arg;
    mark(number);
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    int number[THREADS];
    for (int i = 0; i < THREADS; i++) {
        number[i] = i;
        pthread_create(&threads[i], NULL, usher, &number[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return row.taken[0] ? 0 : 1;
}
