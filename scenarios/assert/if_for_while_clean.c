/* scenario: if_for_while
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A consumer that was woken takes an item without looking again, though another
 *   consumer may have come first.
 */
#include <assert.h>
#include <pthread.h>

enum { ITEMS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static int count, popped;

void push(void) {
    pthread_mutex_lock(&lock);
    count++;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&lock);
}

void pop(void) {
    pthread_mutex_lock(&lock);
    while (count == 0)
        pthread_cond_wait(&not_empty, &lock);
    assert(count > 0);
    count--;
    popped++;
    pthread_mutex_unlock(&lock);
}

void *consumer(void *arg) {
    pop();
    return arg;
}

int main(void) {
    pthread_t consumers[ITEMS];
    for (int i = 0; i < ITEMS; i++)
        pthread_create(&consumers[i], NULL, consumer, NULL);
    for (int i = 0; i < ITEMS; i++)
        push();
    for (int i = 0; i < ITEMS; i++)
        pthread_join(consumers[i], NULL);
    return popped == ITEMS ? 0 : 1;
}
