/* scenario: spin_on_counter
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A consumer that has taken all items spins on the write position until the producer
 *   has moved it.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { ITEMS = 3 };

static pthread_mutex_t stats_lock = PTHREAD_MUTEX_INITIALIZER;
static int produced, consumed;
static sem_t items;
static int slots[ITEMS], sum;

void count(int *counter) {
    pthread_mutex_lock(&stats_lock);
    (*counter)++;
    pthread_mutex_unlock(&stats_lock);
}

void wait_for_item(void) {
    sem_wait(&items);
}

void produce(int pos) {
    slots[pos] = pos + 1;
    sem_post(&items);
    count(&produced);
}

void *consumer(void *arg) {
    for (int pos = 0; pos < ITEMS; pos++) {
        count(&consumed);
        wait_for_item();
        sum += slots[pos];
    }
    return arg;
}

int main(void) {
    pthread_t c;
    sem_init(&items, 0, 0);
    pthread_create(&c, NULL, consumer, NULL);
    for (int pos = 0; pos < ITEMS; pos++)
        produce(pos);
    pthread_join(c, NULL);
    return sum == 6 && produced == consumed ? 0 : 1;
}
