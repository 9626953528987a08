/* scenario: trylock_crossed
 * twin: buggy
 * kind: livelock
 * subkind: -
 * severity: error
 * functions: move_left, move_right
 * always: no
 * needs: -
 * args: -
 * about: Each of two movers keeps its own lock while it tries for the other's again and again.
 */
#include <pthread.h>
#include <sched.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static int on_left = 2, on_right = 2;

void move_right(void) {
    pthread_mutex_lock(&left);
    while (pthread_mutex_trylock(&right) != 0) {
        sched_yield();
    }
    on_left--;
    on_right++;
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
}

void move_left(void) {
    pthread_mutex_lock(&right);
    while (pthread_mutex_trylock(&left) != 0) {
        sched_yield();
    }
    on_right--;
    on_left++;
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
}

void *mover(void *arg) {
    move_left();
    return arg;
}

int main(void) {
    pthread_t m;
    pthread_create(&m, NULL, mover, NULL);
    move_right();
    pthread_join(m, NULL);
    return on_left == 2 && on_right == 2 ? 0 : 1;
}
