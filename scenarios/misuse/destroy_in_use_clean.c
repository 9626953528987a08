/* scenario: destroy_in_use
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A worker reports its task done before it has given the task's lock back, and the
 *   owner destroys the lock.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct task {
    pthread_mutex_t lock;
    int progress;
};

static sem_t done;

struct task *new_task(void) {
    struct task *t = malloc(sizeof *t);
    if (!t)
        abort();
    t->progress = 0;
    pthread_mutex_init(&t->lock, NULL);
    return t;
}

int free_task(struct task *t) {
    int progress = t->progress;
    if (pthread_mutex_destroy(&t->lock) == 0)
        free(t);
    return progress;
}

void advance(struct task *t) {
    pthread_mutex_lock(&t->lock);
    t->progress++;
    pthread_mutex_unlock(&t->lock);
}

void *worker(void *arg) {
    struct task *t = arg;
    advance(t);
    pthread_mutex_lock(&t->lock);
    t->progress++;
    pthread_mutex_unlock(&t->lock);
    sem_post(&done);
    return NULL;
}

int main(void) {
    pthread_t w;
    sem_init(&done, 0, 0);
    struct task *t = new_task();
    pthread_create(&w, NULL, worker, t);
    advance(t);
    sem_wait(&done);
    int progress = free_task(t);
    pthread_join(w, NULL);
    sem_destroy(&done);
    return progress == 3 ? 0 : 1;
}
