/* scenario: ring_plain
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: put, take
 * always: yes
 * needs: -
 * args: -
 * about: A ring between one producer and one consumer has plain positions; the fix releases and
 *   acquires them.
 */
#include <pthread.h>
#include <sched.h>

enum { ROOM = 2, ITEMS = 3 };

static int slots[ROOM];
static unsigned head, tail;

#define READ(position) (*(volatile unsigned *)&(position))
#define MOVE(position) (*(volatile unsigned *)&(position) += 1)

void put(int item) {
    while (tail - READ(head) == ROOM)
        sched_yield();
    slots[tail % ROOM] = item;
    MOVE(tail);
}

int take(void) {
    while (READ(tail) == head)
        sched_yield();
    int item = slots[head % ROOM];
    MOVE(head);
    return item;
}

void *producer(void *arg) {
    for (int i = 1; i <= ITEMS; i++)
        put(i);
    return arg;
}

int main(void) {
    pthread_t thread;
    int sum = 0;
    pthread_create(&thread, NULL, producer, NULL);
    for (int i = 0; i < ITEMS; i++)
        sum += take();
    pthread_join(thread, NULL);
    return sum ? 0 : 1;
}
