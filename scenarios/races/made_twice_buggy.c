/* scenario: made_twice
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: table
 * always: yes
 * needs: -
 * args: -
 * about: A table is filled at its first use, and whether that was done is asked of a plain flag;
 *   the fix uses pthread_once.
 */
#include <pthread.h>

enum { SIZE = 8 };

static int squares[SIZE];
static int filled;

void fill(void) {
    for (int i = 0; i < SIZE; i++)
        squares[i] = i * i;
}

const int *table(void) {
    if (!filled) {
        fill();
        filled = 1;
    }
    return squares;
}

void *sum(void *arg) {
    int total = 0;
    for (int i = 0; i < SIZE; i++)
        total += table()[i];
    return total == 140 ? arg : NULL;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, sum, NULL);
    pthread_create(&second, NULL, sum, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
