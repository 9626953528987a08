/* scenario: message_overwritten
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: main, sender
 * always: no
 * needs: -
 * args: -
 * about: A release store announces a message, but a third thread sets the flag again by a relaxed
 *   store, which publishes nothing; the fix sets it by an exchange, which goes on with what was
 *   released.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

int message;
static atomic_int state;

void *sender(void *arg) {
    message = 42;
    atomic_store_explicit(&state, 1, memory_order_release);
    return arg;
}

void *clerk(void *arg) {
    while (atomic_load_explicit(&state, memory_order_relaxed) != 1)
        sched_yield();
    atomic_store_explicit(&state, 2, memory_order_relaxed);
    return arg;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, sender, NULL);
    pthread_create(&second, NULL, clerk, NULL);
    while (atomic_load_explicit(&state, memory_order_acquire) != 2)
        sched_yield();
    int text = message;
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return text ? 0 : 1;
}
