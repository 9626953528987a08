/* scenario: check_then_act
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A clerk looks whether a seat is free in one critical section and sells it in the
 *   next.
 */
#include <assert.h>
#include <pthread.h>

enum { CLERKS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int seats_left = 1, sold;

int sell_seat(void) {
    pthread_mutex_lock(&lock);
    int available = seats_left > 0;
    if (!available) {
        pthread_mutex_unlock(&lock);
        return 0;
    }
    assert(seats_left > 0);
    seats_left--;
    sold++;
    pthread_mutex_unlock(&lock);
    return 1;
}

void *clerk(void *arg) {
    while (sell_seat())
        continue;
    return arg;
}

int main(void) {
    pthread_t clerks[CLERKS];
    for (int i = 0; i < CLERKS; i++)
        pthread_create(&clerks[i], NULL, clerk, NULL);
    for (int i = 0; i < CLERKS; i++)
        pthread_join(clerks[i], NULL);
    return sold == 1 ? 0 : 1;
}
