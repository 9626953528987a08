/* scenario: two_mutexes
 * twin: buggy
 * kind: misuse
 * subkind: two-mutexes
 * severity: error
 * functions: get
 * always: no
 * needs: -
 * args: -
 * about: Two queues with a lock each share one condition, so that two getters may wait on it
 *   with different mutexes.
 */
#include <pthread.h>

enum { QUEUES = 2 };

struct queue {
    pthread_mutex_t lock;
    int length, got;
};

static struct queue queues[QUEUES];
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;

void put(struct queue *q) {
    pthread_mutex_lock(&q->lock);
    q->length++;
    pthread_cond_broadcast(&not_empty);
    pthread_mutex_unlock(&q->lock);
}

void get(struct queue *q) {
    pthread_mutex_lock(&q->lock);
    while (q->length == 0)
        pthread_cond_wait(&not_empty, &q->lock);
    q->length--;
    q->got++;
    pthread_mutex_unlock(&q->lock);
}

void *getter(void *arg) {
    get(arg);
    return NULL;
}

int main(void) {
    pthread_t getters[QUEUES];
    for (int i = 0; i < QUEUES; i++) {
        pthread_mutex_init(&queues[i].lock, NULL);
    }
    for (int i = 0; i < QUEUES; i++)
        pthread_create(&getters[i], NULL, getter, &queues[i]);
    for (int i = 0; i < QUEUES; i++)
        put(&queues[i]);
    for (int i = 0; i < QUEUES; i++)
        pthread_join(getters[i], NULL);
    return queues[0].got + queues[1].got == QUEUES ? 0 : 1;
}
