/* Initialised locks in structs returned by value, assigned, and copied while nobody uses them.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

struct account {
    pthread_mutex_t gate;
    pthread_cond_t change;
    pthread_rwlock_t shared;
    sem_t tokens;
    int value;
};

static struct account make(void) {
    struct account a = {.gate = PTHREAD_MUTEX_INITIALIZER,
                        .change = PTHREAD_COND_INITIALIZER,
                        .shared = PTHREAD_RWLOCK_INITIALIZER};
    pthread_mutex_init(&a.gate, NULL);
    pthread_cond_init(&a.change, NULL);
    pthread_rwlock_init(&a.shared, NULL);
    sem_init(&a.tokens, 0, 1);
    return a;
}

static struct account assigned, *moved;

static void *run(void *which) {
    struct account *a = which;
    sem_wait(&a->tokens);
    sem_post(&a->tokens);
    pthread_rwlock_wrlock(&a->shared);
    pthread_rwlock_unlock(&a->shared);
    pthread_mutex_lock(&a->gate);
    a->value++;
    pthread_cond_broadcast(&a->change);
    while (a->value < 2)
        pthread_cond_wait(&a->change, &a->gate);
    pthread_mutex_unlock(&a->gate);
    return NULL;
}

static void both(struct account *a) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, run, a);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
}

int main(void) {
    static struct account prototype = {.gate = PTHREAD_MUTEX_INITIALIZER,
                                       .change = PTHREAD_COND_INITIALIZER,
                                       .shared = PTHREAD_RWLOCK_INITIALIZER};
    assigned = make();
    both(&assigned);
    moved = malloc(sizeof *moved);
    *moved = make();
    both(moved);
    for (int i = 0; i < 3; i++) {
        moved = realloc(moved, sizeof *moved * (size_t)(i + 2));
        moved[i + 1] = prototype;
        sem_init(&moved[i + 1].tokens, 0, 1);
        moved[0].value = 0;
    }
    both(&moved[0]);
    for (int i = 0; i < 3; i++)
        both(&moved[i + 1]);
    free(moved);
    return 0;
}
