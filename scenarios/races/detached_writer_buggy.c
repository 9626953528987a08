/* scenario: detached_writer
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: write_cache, main
 * always: yes
 * needs: -
 * args: -
 * about: A detached thread writes a cache, and the main thread gives it time to end and then
 *   reads; the fix waits for its semaphore.
 */
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

static sem_t written;
int cache;

void *write_cache(void *arg) {
    cache = 9;
    sem_post(&written);
    return arg;
}

int main(void) {
    pthread_t thread;
    sem_init(&written, 0, 0);
    pthread_create(&thread, NULL, write_cache, NULL);
    pthread_detach(thread);
    usleep(1000);
    int seen = cache;
    sem_wait(&written);
    return seen <= 9 ? 0 : 1;
}
