/* scenario: atomic_and_plain
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Requests are counted atomically, and the count is read as a plain variable.
 */
#include <pthread.h>

static int requests;

void request(void) {
    __atomic_fetch_add(&requests, 1, __ATOMIC_SEQ_CST);
}

int requests_so_far(void) {
    return __atomic_load_n(&requests, __ATOMIC_RELAXED);
}

void *client(void *arg) {
    request();
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, client, NULL);
    int so_far = requests_so_far();
    pthread_join(thread, NULL);
    return so_far <= 1 ? 0 : 1;
}
