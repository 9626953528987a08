/* scenario: spin_on_counter
 * twin: buggy
 * kind: busy-loop
 * subkind: -
 * severity: warning
 * functions: wait_for_item
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
static atomic_int write_pos;
static int slots[ITEMS], sum;

void count(int *counter) {
    pthread_mutex_lock(&stats_lock);
    (*counter)++;
    pthread_mutex_unlock(&stats_lock);
}

void wait_for_item(int pos) {
    while (atomic_load(&write_pos) <= pos)
        continue;
}

void produce(int pos) {
    slots[pos] = pos + 1;
    atomic_store(&write_pos, pos + 1);
    count(&produced);
}

void *consumer(void *arg) {
    for (int pos = 0; pos < ITEMS; pos++) {
        count(&consumed);
        wait_for_item(pos);
        sum += slots[pos];
    }
    return arg;
}

int main(void) {
    pthread_t c;
    pthread_create(&c, NULL, consumer, NULL);
    for (int pos = 0; pos < ITEMS; pos++)
        produce(pos);
    pthread_join(c, NULL);
    return sum == 6 && produced == consumed ? 0 : 1;
}
