/* scenario: join_cycle
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Two peers each join the other when their own half is done.
 */
#include <pthread.h>
#include <semaphore.h>

enum { PEERS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t peers[PEERS];
static int numbers[PEERS] = {0, 1};
static int halves;
static sem_t over;

void run_peer(int me) {
    pthread_mutex_lock(&lock);
    halves++;
    pthread_t other = peers[1 - me];
    pthread_mutex_unlock(&lock);
    if (me == 0)
        pthread_join(other, NULL);
    sem_post(&over);
}

void *peer(void *arg) {
    run_peer(*(int *)arg);
    return NULL;
}

int main(void) {
    sem_init(&over, 0, 0);
    pthread_mutex_lock(&lock);
    for (int i = 0; i < PEERS; i++)
        pthread_create(&peers[i], NULL, peer, &numbers[i]);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < PEERS; i++)
        sem_wait(&over);
    pthread_join(peers[0], NULL);
    return halves == PEERS ? 0 : 1;
}
