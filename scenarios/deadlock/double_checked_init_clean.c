/* scenario: double_checked_init
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: The pool is made under the one lock of all initialisers and waits there for its
 *   helper, whose first log line needs the same lock to open the log.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

static pthread_mutex_t init_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t log_init_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int pool_ready, log_ready, lines;
static sem_t helper_up;
static pthread_t helper_thread;

void open_log(void) {
    if (atomic_load(&log_ready))
        return;
    pthread_mutex_lock(&log_init_lock);
    atomic_store(&log_ready, 1);
    pthread_mutex_unlock(&log_init_lock);
}

void log_line(void) {
    open_log();
    atomic_fetch_add(&lines, 1);
}

void *helper(void *arg) {
    log_line();
    sem_post(&helper_up);
    return arg;
}

void get_pool(void) {
    if (atomic_load(&pool_ready))
        return;
    pthread_mutex_lock(&init_lock);
    if (!atomic_load(&pool_ready)) {
        pthread_create(&helper_thread, NULL, helper, NULL);
        sem_wait(&helper_up);
        atomic_store(&pool_ready, 1);
    }
    pthread_mutex_unlock(&init_lock);
}

void *request(void *arg) {
    get_pool();
    log_line();
    log_line();
    return arg;
}

int main(void) {
    pthread_t worker;
    sem_init(&helper_up, 0, 0);
    pthread_create(&worker, NULL, request, NULL);
    get_pool();
    log_line();
    pthread_join(worker, NULL);
    pthread_join(helper_thread, NULL);
    sem_destroy(&helper_up);
    return atomic_load(&lines) == 4 ? 0 : 1;
}
