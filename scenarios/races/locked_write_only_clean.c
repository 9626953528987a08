/* scenario: locked_write_only
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A sensor's value is written under a lock and read without.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value;

void record(int measured) {
    pthread_mutex_lock(&lock);
    value = measured;
    pthread_mutex_unlock(&lock);
}

int latest(void) {
    pthread_mutex_lock(&lock);
    int is = value;
    pthread_mutex_unlock(&lock);
    return is;
}

void *sensor(void *arg) {
    record(21);
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, sensor, NULL);
    int is = latest();
    pthread_join(thread, NULL);
    return is <= 21 ? 0 : 1;
}
