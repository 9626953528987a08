/* scenario: predicate_unlocked
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: open_gate, wait_for_gate
 * always: no
 * needs: -
 * args: -
 * about: A gate is opened without the lock under which others look whether it is open, and only
 *   the broadcast is made with it.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static int is_open;

void open_gate(void) {
    is_open = 1;
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&opened);
    pthread_mutex_unlock(&lock);
}

void wait_for_gate(void) {
    pthread_mutex_lock(&lock);
    while (!is_open)
        pthread_cond_wait(&opened, &lock);
    pthread_mutex_unlock(&lock);
}

void *guest(void *arg) {
    wait_for_gate();
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, guest, NULL);
    open_gate();
    pthread_join(thread, NULL);
    return 0;
}
