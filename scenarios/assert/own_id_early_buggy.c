/* scenario: own_id_early
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: register_self
 * always: no
 * needs: -
 * args: -
 * about: A new thread looks for its own id in the table into which pthread_create stores it,
 *   which may be after the thread has started.
 */
#include <assert.h>
#include <pthread.h>

enum { WORKERS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t ids[WORKERS];
static int numbers[WORKERS] = {0, 1};
static int registered;

void register_self(int number) {
    pthread_mutex_lock(&lock);
    assert(pthread_equal(ids[number], pthread_self()));
    registered++;
    pthread_mutex_unlock(&lock);
}

void *worker(void *arg) {
    register_self(*(int *)arg);
    return NULL;
}

int main(void) {
    for (int i = 0; i < WORKERS; i++)
        pthread_create(&ids[i], NULL, worker, &numbers[i]);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(ids[i], NULL);
    return registered == WORKERS ? 0 : 1;
}
