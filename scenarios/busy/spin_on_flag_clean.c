/* scenario: spin_on_flag
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A worker spins on a flag that the main thread sets after its own preparations.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t started;
static int prepared, done;

void prepare(void) {
    pthread_mutex_lock(&lock);
    prepared++;
    pthread_mutex_unlock(&lock);
}

void await_start(void) {
    sem_wait(&started);
}

void start_all(void) {
    sem_post(&started);
}

void *worker(void *arg) {
    for (int i = 0; i < 3; i++)
        prepare();
    await_start();
    done = 1;
    return arg;
}

int main(void) {
    pthread_t w;
    sem_init(&started, 0, 0);
    pthread_create(&w, NULL, worker, NULL);
    prepare();
    start_all();
    pthread_join(w, NULL);
    return done && prepared == 4 ? 0 : 1;
}
