/* scenario: message_no_release
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A message is announced by a relaxed store though it is looked for by a load that
 *   acquires; the fix leaves both sequentially consistent.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static int message;
static atomic_int sent;

void send_message(int text) {
    message = text;
    atomic_store(&sent, 1);
}

int receive_message(void) {
    while (!atomic_load(&sent))
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
