/* scenario: closed_connection
 * twin: buggy
 * kind: crash
 * subkind: signal
 * severity: error
 * functions: send_byte
 * always: no
 * needs: -
 * args: -
 * about: A sender asks whether the connection is open and writes to its buffer in a later
 *   critical section; closing drops the buffer in between.
 */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char storage[8];
static char *buffer = storage;
static int sent, refused;

int is_open(void) {
    pthread_mutex_lock(&lock);
    int open = buffer != NULL;
    pthread_mutex_unlock(&lock);
    return open;
}

void send_byte(char byte) {
    if (!is_open()) {
        refused++;
        return;
    }
    pthread_mutex_lock(&lock);
    buffer[sent % 8] = byte;
    sent++;
    pthread_mutex_unlock(&lock);
}

void close_connection(void) {
    pthread_mutex_lock(&lock);
    buffer = NULL;
    pthread_mutex_unlock(&lock);
}

void *closer(void *arg) {
    close_connection();
    return arg;
}

int main(void) {
    pthread_t c;
    pthread_create(&c, NULL, closer, NULL);
    for (int i = 0; i < 3; i++)
        send_byte('a');
    pthread_join(c, NULL);
    return sent + refused == 3 && !is_open() ? 0 : 1;
}
