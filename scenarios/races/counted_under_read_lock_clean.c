/* scenario: counted_under_read_lock
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A lookup counts its hits while it holds the table's lock for reading only.
 */
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int table[4] = {1, 2, 3, 4};
static int hits;

int find(int value) {
    int found = 0;
    pthread_rwlock_wrlock(&lock);
    for (int i = 0; i < 4; i++)
        found |= table[i] == value;
    hits += found;
    pthread_rwlock_unlock(&lock);
    return found;
}

void *client(void *arg) {
    return find(3) ? arg : NULL;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, client, NULL);
    pthread_create(&second, NULL, client, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return hits ? 0 : 1;
}
