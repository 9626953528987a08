/* scenario: total_at_thread_end
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: The destructor of a thread's own figures adds them to the total without a lock.
 */
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t figures;
static int total;

void add_to_total(void *own) {
    pthread_mutex_lock(&lock);
    total += *(int *)own;
    pthread_mutex_unlock(&lock);
    free(own);
}

void *worker(void *arg) {
    int *own = calloc(1, sizeof *own);
    pthread_setspecific(figures, own);
    pthread_mutex_lock(&lock);
    *own = 1;
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void) {
    pthread_t first, second;
    pthread_key_create(&figures, add_to_total);
    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return total ? 0 : 1;
}
