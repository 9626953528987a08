/* scenario: timed_wait_no_loop
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: use_cache
 * always: no
 * needs: early-timeout
 * args: -
 * about: A thread waits half a second at most for the cache to be filled, and goes on without
 *   asking why the wait ended.
 */
#include <assert.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled_cond = PTHREAD_COND_INITIALIZER;
static int filled, cache[4];

int use_cache(void) {
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_nsec += 500 * 1000 * 1000;
    if (limit.tv_nsec >= 1000 * 1000 * 1000) {
        limit.tv_sec++;
        limit.tv_nsec -= 1000 * 1000 * 1000;
    }
    pthread_mutex_lock(&lock);
    if (!filled)
        pthread_cond_timedwait(&filled_cond, &lock, &limit);
    assert(filled);
    int sum = cache[0] + cache[3];
    pthread_mutex_unlock(&lock);
    return sum;
}

void fill_cache(void) {
    for (int i = 0; i < 4; i++) {
        pthread_mutex_lock(&lock);
        cache[i] = i + 1;
        pthread_mutex_unlock(&lock);
    }
    pthread_mutex_lock(&lock);
    filled = 1;
    pthread_cond_broadcast(&filled_cond);
    pthread_mutex_unlock(&lock);
}

void *reader(void *arg) {
    *(int *)arg = use_cache();
    return NULL;
}

int main(void) {
    pthread_t r;
    int sum = 0;
    pthread_create(&r, NULL, reader, &sum);
    fill_cache();
    pthread_join(r, NULL);
    return sum == 5 ? 0 : 1;
}
