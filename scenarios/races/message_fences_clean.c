/* scenario: message_fences
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: The sender has a release fence before its relaxed store, but the receiver has no acquire
 *   fence behind its relaxed load.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static int message;
static atomic_int sent;

void send_message(int text) {
    message = text;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&sent, 1, memory_order_relaxed);
}

int receive_message(void) {
    while (!atomic_load_explicit(&sent, memory_order_relaxed))
        sched_yield();
    atomic_thread_fence(memory_order_acquire);
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
