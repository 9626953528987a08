/* scenario: plain_reset
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A counter that is otherwise atomic is put back to zero by a plain store.
 */
#include <pthread.h>

static long requests;

void request(void) {
    __sync_fetch_and_add(&requests, 1);
}

void reset(void) {
    __atomic_store_n(&requests, 0, __ATOMIC_RELAXED);
}

void *client(void *arg) {
    request();
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, client, NULL);
    reset();
    pthread_join(thread, NULL);
    return requests <= 1 ? 0 : 1;
}
