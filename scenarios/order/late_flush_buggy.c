/* scenario: late_flush
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: flush, rotate
 * always: no
 * needs: -
 * args: -
 * about: A log is rotated at the start, index before log, and flushed at the end, log before
 *   index; between the two lies all the work, so the threads hardly ever meet.
 */
#include <pthread.h>

enum { ENTRIES = 30 };

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t index_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static int queued, flushed, rotations;

void work(void) {
    for (int i = 0; i < ENTRIES; i++) {
        pthread_mutex_lock(&queue_lock);
        queued++;
        pthread_mutex_unlock(&queue_lock);
    }
}

void flush(void) {
    pthread_mutex_lock(&log_lock);
    pthread_mutex_lock(&index_lock);
    flushed = queued;
    pthread_mutex_unlock(&index_lock);
    pthread_mutex_unlock(&log_lock);
}

void rotate(void) {
    pthread_mutex_lock(&index_lock);
    pthread_mutex_lock(&log_lock);
    rotations++;
    pthread_mutex_unlock(&log_lock);
    pthread_mutex_unlock(&index_lock);
}

void *writer(void *arg) {
    work();
    flush();
    return arg;
}

void *keeper(void *arg) {
    rotate();
    work();
    return arg;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, NULL, writer, NULL);
    pthread_create(&b, NULL, keeper, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
