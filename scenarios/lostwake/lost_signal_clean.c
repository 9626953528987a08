/* scenario: lost_signal
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: The waiter looks at the flag in one critical section and waits in the next; a signal
 *   between the two finds nobody.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready_cond = PTHREAD_COND_INITIALIZER;
static int ready, seen;

int is_ready(void) {
    pthread_mutex_lock(&lock);
    int now = ready;
    pthread_mutex_unlock(&lock);
    return now;
}

void wait_ready(void) {
    pthread_mutex_lock(&lock);
    while (!ready)
        pthread_cond_wait(&ready_cond, &lock);
    pthread_mutex_unlock(&lock);
}

void announce(void) {
    pthread_mutex_lock(&lock);
    ready = 1;
    pthread_cond_signal(&ready_cond);
    pthread_mutex_unlock(&lock);
}

void *client(void *arg) {
    for (int i = 0; i < 2; i++) {
        wait_ready();
        pthread_mutex_lock(&lock);
        seen++;
        pthread_mutex_unlock(&lock);
    }
    return arg;
}

int main(void) {
    pthread_t c;
    pthread_create(&c, NULL, client, NULL);
    announce();
    is_ready();
    pthread_join(c, NULL);
    return is_ready() && seen == 2 ? 0 : 1;
}
