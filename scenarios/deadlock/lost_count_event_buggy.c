/* scenario: lost_count_event
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: take_all
 * always: no
 * needs: -
 * args: -
 * about: Two producers add to an event counter; the consumer takes each reading for one item, though
 *   a read brings all that has been added since the last.
 */
#include <pthread.h>
#include <stdint.h>
#include <sys/eventfd.h>

enum { PRODUCERS = 2 };

static int counter;
static unsigned sizes[PRODUCERS] = {1000, 8000000};

static void make_item(unsigned size) {
    unsigned item = size;
    for (unsigned i = 0; i < size; i++)
        item = item * 1664525 + 1013904223;
    volatile unsigned made = item;
    (void)made;
}

void *producer(void *arg) {
    make_item(*(unsigned *)arg);
    eventfd_write(counter, 1);
    return arg;
}

int take_all(void) {
    int items = 0;
    while (items < PRODUCERS) {
        eventfd_t added = 0;
        eventfd_read(counter, &added);
        items++;
    }
    return items;
}

int main(void) {
    pthread_t t[PRODUCERS];
    counter = eventfd(0, 0);
    for (int i = 0; i < PRODUCERS; i++)
        pthread_create(&t[i], NULL, producer, &sizes[i]);
    int items = take_all();
    for (int i = 0; i < PRODUCERS; i++)
        pthread_join(t[i], NULL);
    return items == PRODUCERS ? 0 : 1;
}
