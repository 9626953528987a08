/* scenario: warm_up_flag
 * twin: buggy
 * kind: lock-order
 * subkind: -
 * severity: warning
 * functions: warm_up, serve
 * always: no
 * needs: -
 * args: -
 * about: Warming up fills the cache and then the statistics, serving takes their locks the other
 *   way round; it is only by a flag that nobody serves before the warm-up is over.
 */
#include <pthread.h>

static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t stats_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t state_lock = PTHREAD_MUTEX_INITIALIZER;
static int entries, filled, served, warm;

int is_warm(void) {
    pthread_mutex_lock(&state_lock);
    int now = warm;
    pthread_mutex_unlock(&state_lock);
    return now;
}

void *warm_up(void *arg) {
    pthread_mutex_lock(&cache_lock);
    entries = 10;
    pthread_mutex_lock(&stats_lock);
    filled = entries;
    pthread_mutex_unlock(&stats_lock);
    pthread_mutex_unlock(&cache_lock);
    pthread_mutex_lock(&state_lock);
    warm = 1;
    pthread_mutex_unlock(&state_lock);
    return arg;
}

void *serve(void *arg) {
    for (int i = 0; i < 8; i++) {
        if (!is_warm())
            continue;
        pthread_mutex_lock(&stats_lock);
        pthread_mutex_lock(&cache_lock);
        served += entries;
        pthread_mutex_unlock(&cache_lock);
        pthread_mutex_unlock(&stats_lock);
    }
    return arg;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, NULL, warm_up, NULL);
    pthread_create(&b, NULL, serve, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
