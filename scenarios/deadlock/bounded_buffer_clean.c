/* scenario: bounded_buffer
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Producers and consumers of a buffer with one slot share one condition, so that a
 *   signal meant for a consumer may go to another producer.
 */
#include <pthread.h>

enum { EACH = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static int full, slot, taken;

void put(int item) {
    pthread_mutex_lock(&lock);
    while (full)
        pthread_cond_wait(&not_full, &lock);
    slot = item;
    full = 1;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&lock);
}

int take(void) {
    pthread_mutex_lock(&lock);
    while (!full)
        pthread_cond_wait(&not_empty, &lock);
    int item = slot;
    full = 0;
    taken++;
    pthread_cond_signal(&not_full);
    pthread_mutex_unlock(&lock);
    return item;
}

void *producer(void *arg) {
    put(7);
    return arg;
}

void *consumer(void *arg) {
    take();
    return arg;
}

int main(void) {
    pthread_t producers[EACH], consumers[EACH];
    for (int i = 0; i < EACH; i++) {
        pthread_create(&producers[i], NULL, producer, NULL);
        pthread_create(&consumers[i], NULL, consumer, NULL);
    }
    for (int i = 0; i < EACH; i++) {
        pthread_join(producers[i], NULL);
        pthread_join(consumers[i], NULL);
    }
    return taken == EACH ? 0 : 1;
}
