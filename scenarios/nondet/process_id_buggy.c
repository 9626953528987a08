/* scenario: process_id
 * twin: buggy
 * kind: nondeterminism
 * subkind: -
 * severity: error
 * functions: settle
 * always: yes
 * needs: -
 * args: -
 * about: The size of a batch comes from the process number, so the overflow it leads to at
 *   times does not come back when the seed is run again.
 */
#include <assert.h>
#include <pthread.h>
#include <unistd.h>

enum { ROOM = 6 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int settled, audits;

int batch_size(void) {
    return 1 + (getpid() / 3) % 7;
}

void settle(int batch) {
    for (int i = 0; i < batch; i++) {
        pthread_mutex_lock(&lock);
        assert(settled < ROOM);
        settled++;
        pthread_mutex_unlock(&lock);
    }
}

void *pool(void *arg) {
    settle(batch_size());
    return arg;
}

void *auditor(void *arg) {
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&lock);
        audits++;
        pthread_mutex_unlock(&lock);
    }
    return arg;
}

int main(void) {
    pthread_t p, a;
    pthread_create(&p, NULL, pool, NULL);
    pthread_create(&a, NULL, auditor, NULL);
    pthread_join(p, NULL);
    pthread_join(a, NULL);
    return settled > 0 && audits == 3 ? 0 : 1;
}
