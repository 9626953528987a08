/* scenario: key_destructor
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A thread leaves by pthread_exit with the registry locked, and the destructor of its
 *   statistics locks the registry.
 */
#include <pthread.h>

static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t stats_key;
static int flushed, open_for_work = 1;

void flush_stats(void *stats) {
    pthread_mutex_lock(&registry_lock);
    flushed += *(int *)stats;
    pthread_mutex_unlock(&registry_lock);
}

void set_open(int open) {
    pthread_mutex_lock(&registry_lock);
    open_for_work = open;
    pthread_mutex_unlock(&registry_lock);
}

void handle(int *stats) {
    pthread_mutex_lock(&registry_lock);
    if (!open_for_work) {
        pthread_mutex_unlock(&registry_lock);
        pthread_exit(NULL);
    }
    (*stats)++;
    pthread_mutex_unlock(&registry_lock);
}

void *worker(void *arg) {
    pthread_setspecific(stats_key, arg);
    handle(arg);
    handle(arg);
    return NULL;
}

int main(void) {
    pthread_t w;
    static int stats = 1;
    pthread_key_create(&stats_key, flush_stats);
    pthread_create(&w, NULL, worker, &stats);
    set_open(0);
    set_open(1);
    pthread_join(w, NULL);
    pthread_key_delete(stats_key);
    return flushed == stats ? 0 : 1;
}
