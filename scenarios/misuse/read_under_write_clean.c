/* scenario: read_under_write
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Under its write lock, and only when the limit was lowered, a list counts itself by a
 *   function that takes the read lock.
 */
#include <pthread.h>

static pthread_rwlock_t list_lock = PTHREAD_RWLOCK_INITIALIZER;
static int items, limit = 8;

int count_items(void) {
    pthread_rwlock_rdlock(&list_lock);
    int n = items;
    pthread_rwlock_unlock(&list_lock);
    return n;
}

void put_item(void) {
    pthread_rwlock_wrlock(&list_lock);
    items++;
    int low = limit < 8;
    if (low && items > limit)
        items = limit;
    pthread_rwlock_unlock(&list_lock);
}

void *tuner(void *arg) {
    pthread_rwlock_wrlock(&list_lock);
    limit = 1;
    pthread_rwlock_unlock(&list_lock);
    return arg;
}

int main(void) {
    pthread_t t;
    pthread_create(&t, NULL, tuner, NULL);
    put_item();
    put_item();
    pthread_join(t, NULL);
    return items <= 2 ? 0 : 1;
}
