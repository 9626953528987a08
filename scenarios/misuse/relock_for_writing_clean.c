/* scenario: relock_for_writing
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Adding to a table that has gone stale reloads it, and the reload takes the write lock
 *   that is held already; nobody looks at what the call returns.
 */
#include <pthread.h>

static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;
static int entries = 2, stale;

void reload(void) {
    pthread_rwlock_wrlock(&table_lock);
    entries++;
    stale = 0;
    pthread_rwlock_unlock(&table_lock);
}

void add_entry(void) {
    pthread_rwlock_wrlock(&table_lock);
    entries++;
    if (!stale) {
        pthread_rwlock_unlock(&table_lock);
        return;
    }
    pthread_rwlock_unlock(&table_lock);
    reload();
}

void *invalidator(void *arg) {
    pthread_rwlock_wrlock(&table_lock);
    stale = 1;
    pthread_rwlock_unlock(&table_lock);
    return arg;
}

int main(void) {
    pthread_t t;
    pthread_create(&t, NULL, invalidator, NULL);
    add_entry();
    add_entry();
    pthread_join(t, NULL);
    return entries >= 4 ? 0 : 1;
}
