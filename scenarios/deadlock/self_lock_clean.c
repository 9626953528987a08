/* scenario: self_lock
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Evicting from a cache logs the new size, and the function that logs takes the cache's
 *   lock once more.
 */
#include <pthread.h>
#include <stdio.h>

enum { ROOM = 2 };

static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;
static int entries, evictions;

void log_size(void) {
    pthread_mutex_lock(&cache_lock);
    printf("cache holds %d\n", entries);
    pthread_mutex_unlock(&cache_lock);
}

void evict_oldest(void) {
    entries--;
    evictions++;
    printf("cache holds %d\n", entries);
}

void insert(void) {
    pthread_mutex_lock(&cache_lock);
    if (entries == ROOM)
        evict_oldest();
    entries++;
    pthread_mutex_unlock(&cache_lock);
}

void *filler(void *arg) {
    insert();
    insert();
    return arg;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, NULL, filler, NULL);
    pthread_create(&b, NULL, filler, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    log_size();
    return evictions == 2 ? 0 : 1;
}
