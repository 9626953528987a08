/* scenario: message_relaxed
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: send_message, receive_message
 * always: yes
 * needs: -
 * args: -
 * about: A message is announced by a relaxed store and looked for by a relaxed load, which order
 *   nothing; the fix releases and acquires.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static int message;
static atomic_int sent;

void send_message(int text) {
    message = text;
    atomic_store_explicit(&sent, 1, memory_order_relaxed);
}

int receive_message(void) {
    while (!atomic_load_explicit(&sent, memory_order_relaxed))
        sched_yield();
    return message;
}

void *sender(void *arg) {
    send_message(42);
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, sender, NULL);
    int text = receive_message();
    pthread_join(thread, NULL);
    return text ? 0 : 1;
}
