/* scenario: stack_argument
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: claim_slot
 * always: no
 * needs: -
 * args: -
 * also: data-race
 * about: A worker counts itself as up before it has copied its argument, which lies in the
 *   frame of the function that started it.
 */
#include <assert.h>
#include <pthread.h>
#include <unistd.h>

enum { WORKERS = 2 };

struct start_info {
    int slot;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t workers[WORKERS];
static int claimed[WORKERS], alive, logged;

void claim_slot(int slot) {
    pthread_mutex_lock(&lock);
    assert(slot >= 0 && slot < WORKERS && !claimed[slot]);
    claimed[slot] = 1;
    pthread_mutex_unlock(&lock);
}

void count_worker(int *counter) {
    pthread_mutex_lock(&lock);
    (*counter)++;
    pthread_mutex_unlock(&lock);
}

int get_alive(void) {
    pthread_mutex_lock(&lock);
    int now = alive;
    pthread_mutex_unlock(&lock);
    return now;
}

void *worker(void *arg) {
    struct start_info *info = arg;
    count_worker(&alive);
    count_worker(&logged);
    int slot = info->slot;
    claim_slot(slot);
    return NULL;
}

void start_worker(int slot) {
    struct start_info info = {slot};
    pthread_create(&workers[slot], NULL, worker, &info);
    while (get_alive() <= slot)
        usleep(1000);
}

int main(void) {
    for (int i = 0; i < WORKERS; i++)
        start_worker(i);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i], NULL);
    return alive == WORKERS && logged == WORKERS ? 0 : 1;
}
