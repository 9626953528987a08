/* scenario: background_tasks
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A detached flusher and a detached evictor take two locks in opposite orders; the
 *   program serves its request and ends well beside them.
 */
#include <pthread.h>

static pthread_mutex_t dirty_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t lru_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t request_lock = PTHREAD_MUTEX_INITIALIZER;
static int dirty = 3, resident = 8, served;

void flush_pages(void) {
    pthread_mutex_lock(&dirty_lock);
    pthread_mutex_lock(&lru_lock);
    dirty = 0;
    pthread_mutex_unlock(&lru_lock);
    pthread_mutex_unlock(&dirty_lock);
}

void evict_pages(void) {
    pthread_mutex_lock(&dirty_lock);
    pthread_mutex_lock(&lru_lock);
    if (dirty == 0)
        resident--;
    pthread_mutex_unlock(&lru_lock);
    pthread_mutex_unlock(&dirty_lock);
}

void *flusher(void *arg) {
    flush_pages();
    return arg;
}

void *evictor(void *arg) {
    evict_pages();
    return arg;
}

void *serve(void *arg) {
    pthread_mutex_lock(&request_lock);
    served++;
    pthread_mutex_unlock(&request_lock);
    return arg;
}

int main(void) {
    pthread_t f, e, s;
    pthread_attr_t background;
    pthread_attr_init(&background);
    pthread_attr_setdetachstate(&background, PTHREAD_CREATE_DETACHED);
    pthread_create(&f, &background, flusher, NULL);
    pthread_create(&e, &background, evictor, NULL);
    pthread_attr_destroy(&background);
    pthread_create(&s, NULL, serve, NULL);
    pthread_join(s, NULL);
    return served == 1 ? 0 : 1;
}
