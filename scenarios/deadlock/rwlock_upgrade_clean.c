/* scenario: rwlock_upgrade
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A cache lookup that finds its entry stale asks for the write lock while it still
 *   holds the read lock.
 */
#include <pthread.h>

static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;
static int value = 7, stale;

int lookup(void) {
    pthread_rwlock_rdlock(&table_lock);
    if (stale) {
        pthread_rwlock_unlock(&table_lock);
        pthread_rwlock_wrlock(&table_lock);
        value = 7;
        stale = 0;
    }
    int found = value;
    pthread_rwlock_unlock(&table_lock);
    return found;
}

void invalidate(void) {
    pthread_rwlock_wrlock(&table_lock);
    stale = 1;
    pthread_rwlock_unlock(&table_lock);
}

void refresh(void) {
    pthread_rwlock_wrlock(&table_lock);
    value = 7;
    stale = 0;
    pthread_rwlock_unlock(&table_lock);
}

void *watcher(void *arg) {
    invalidate();
    refresh();
    return arg;
}

int main(void) {
    pthread_t w;
    int sum = 0;
    pthread_create(&w, NULL, watcher, NULL);
    for (int i = 0; i < 3; i++)
        sum += lookup();
    pthread_join(w, NULL);
    return sum == 21 ? 0 : 1;
}
