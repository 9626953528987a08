/* scenario: atomic_and_plain
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: request, requests_so_far
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
    return requests;
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
