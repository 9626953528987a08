/* scenario: read_into_shared
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A buffer is filled by read() while another thread still looks at what was in it; the fix
 *   does both under one lock.
 */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int ends[2];
static char buffer[16];

ssize_t fill_buffer(void) {
    pthread_mutex_lock(&lock);
    ssize_t got = read(ends[0], buffer, sizeof buffer);
    pthread_mutex_unlock(&lock);
    return got;
}

char first_byte(void) {
    pthread_mutex_lock(&lock);
    char byte = buffer[0];
    pthread_mutex_unlock(&lock);
    return byte;
}

void *reader(void *arg) {
    return fill_buffer() > 0 ? arg : NULL;
}

int main(void) {
    pthread_t thread;
    if (pipe(ends) != 0 || write(ends[1], "data", 4) != 4)
        return 1;
    pthread_create(&thread, NULL, reader, NULL);
    char byte = first_byte();
    pthread_join(thread, NULL);
    return byte == 0 || byte == 'd' ? 0 : 1;
}
