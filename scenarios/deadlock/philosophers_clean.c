/* scenario: philosophers
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Five philosophers take the fork at their left, then the one at their right; the fix
 *   takes the lower-numbered fork first.
 */
#include <pthread.h>

enum { SEATS = 5 };

static pthread_mutex_t forks[SEATS];
static int seats[SEATS] = {0, 1, 2, 3, 4};
static int meals[SEATS];

void dine(int seat) {
    int left = seat, right = (seat + 1) % SEATS;
    int first = left < right ? left : right;
    int second = left < right ? right : left;
    pthread_mutex_lock(&forks[first]);
    pthread_mutex_lock(&forks[second]);
    meals[seat]++;
    pthread_mutex_unlock(&forks[second]);
    pthread_mutex_unlock(&forks[first]);
}

void *philosopher(void *arg) {
    dine(*(int *)arg);
    return NULL;
}

int main(void) {
    pthread_t threads[SEATS];
    int eaten = 0;
    for (int i = 0; i < SEATS; i++)
        pthread_mutex_init(&forks[i], NULL);
    for (int i = 0; i < SEATS; i++)
        pthread_create(&threads[i], NULL, philosopher, &seats[i]);
    for (int i = 0; i < SEATS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < SEATS; i++)
        eaten += meals[i];
    return eaten == SEATS ? 0 : 1;
}
