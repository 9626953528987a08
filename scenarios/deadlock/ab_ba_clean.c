/* scenario: ab_ba
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A log and its index have a lock each; appending takes the log's first, compacting the
 *   index's first.
 */
#include <pthread.h>

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t index_lock = PTHREAD_MUTEX_INITIALIZER;
static int logged, indexed;

void append_entry(void) {
    pthread_mutex_lock(&log_lock);
    logged++;
    pthread_mutex_lock(&index_lock);
    indexed++;
    pthread_mutex_unlock(&index_lock);
    pthread_mutex_unlock(&log_lock);
}

void compact(void) {
    pthread_mutex_lock(&log_lock);
    pthread_mutex_lock(&index_lock);
    if (indexed > logged)
        indexed = logged;
    pthread_mutex_unlock(&index_lock);
    pthread_mutex_unlock(&log_lock);
}

void *writer(void *arg) {
    for (int i = 0; i < 2; i++)
        append_entry();
    return arg;
}

void *compactor(void *arg) {
    compact();
    return arg;
}

int main(void) {
    pthread_t w, c;
    pthread_create(&w, NULL, writer, NULL);
    pthread_create(&c, NULL, compactor, NULL);
    pthread_join(w, NULL);
    pthread_join(c, NULL);
    return logged == 2 ? 0 : 1;
}
