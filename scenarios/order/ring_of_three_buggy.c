/* scenario: ring_of_three
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: admit, route, settle
 * always: no
 * needs: -
 * args: -
 * about: Three stages of a pipeline hold their own lock, a spin lock, a read-write lock and a
 *   mutex, while they take the next one's; the last one takes the first one's.
 */
#include <pthread.h>

enum { STEPS = 12 };

static pthread_spinlock_t gate;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t ledger = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t count_lock = PTHREAD_MUTEX_INITIALIZER;
static int count, admitted, routed, settled;

void prepare(int steps) {
    for (int i = 0; i < steps; i++) {
        pthread_mutex_lock(&count_lock);
        count++;
        pthread_mutex_unlock(&count_lock);
    }
}

void *admit(void *arg) {
    pthread_spin_lock(&gate);
    pthread_rwlock_rdlock(&table);
    admitted++;
    pthread_rwlock_unlock(&table);
    pthread_spin_unlock(&gate);
    prepare(2 * STEPS);
    return arg;
}

void *route(void *arg) {
    prepare(STEPS);
    pthread_rwlock_wrlock(&table);
    pthread_mutex_lock(&ledger);
    routed++;
    pthread_mutex_unlock(&ledger);
    pthread_rwlock_unlock(&table);
    prepare(STEPS);
    return arg;
}

void *settle(void *arg) {
    prepare(2 * STEPS);
    pthread_mutex_lock(&ledger);
    settled++;
    pthread_spin_lock(&gate);
    count--;
    pthread_spin_unlock(&gate);
    pthread_mutex_unlock(&ledger);
    return arg;
}

int main(void) {
    pthread_t t[3];
    pthread_spin_init(&gate, PTHREAD_PROCESS_PRIVATE);
    pthread_create(&t[0], NULL, admit, NULL);
    pthread_create(&t[1], NULL, route, NULL);
    pthread_create(&t[2], NULL, settle, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
