/* scenario: other_lock
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: The flag is kept under one lock and the wait under another, so the flag may be set
 *   and signalled between the look and the wait.
 */
#include <pthread.h>

static pthread_mutex_t wait_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t state_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t replied = PTHREAD_COND_INITIALIZER;
static int reply, received;

int get_reply(void) {
    pthread_mutex_lock(&state_lock);
    int now = reply;
    pthread_mutex_unlock(&state_lock);
    return now;
}

void await_reply(void) {
    pthread_mutex_lock(&wait_lock);
    while (get_reply() == 0)
        pthread_cond_wait(&replied, &wait_lock);
    received = get_reply();
    pthread_mutex_unlock(&wait_lock);
}

void send_reply(int value) {
    pthread_mutex_lock(&state_lock);
    reply = value;
    pthread_mutex_unlock(&state_lock);
    pthread_mutex_lock(&wait_lock);
    pthread_cond_signal(&replied);
    pthread_mutex_unlock(&wait_lock);
}

void *client(void *arg) {
    await_reply();
    return arg;
}

int main(void) {
    pthread_t c;
    pthread_create(&c, NULL, client, NULL);
    send_reply(42);
    pthread_join(c, NULL);
    return received == 42 ? 0 : 1;
}
