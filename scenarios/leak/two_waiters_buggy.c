/* scenario: two_waiters
 * twin: buggy
 * kind: thread-leak
 * subkind: -
 * severity: warning
 * functions: wait_for_stop
 * always: no
 * needs: -
 * args: -
 * about: Stopping two detached watchers signals once, so that the second of them waits for
 *   ever.
 */
#include <pthread.h>

enum { WATCHERS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stop_cond = PTHREAD_COND_INITIALIZER;
static int stopping;

void wait_for_stop(void) {
    pthread_mutex_lock(&lock);
    while (!stopping)
        pthread_cond_wait(&stop_cond, &lock);
    pthread_mutex_unlock(&lock);
}

void *watcher(void *arg) {
    wait_for_stop();
    return arg;
}

void stop_all(void) {
    pthread_mutex_lock(&lock);
    stopping = 1;
    pthread_cond_signal(&stop_cond);
    pthread_mutex_unlock(&lock);
}

int main(void) {
    for (int i = 0; i < WATCHERS; i++) {
        pthread_t w;
        pthread_create(&w, NULL, watcher, NULL);
        pthread_detach(w);
    }
    stop_all();
    return 0;
}
