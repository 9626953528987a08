/* Locks live in memory that is used again: freed blocks, stacks of dead threads, mappings, TLS.
 * expect=none; seeds=30; */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static __thread pthread_mutex_t in_tls = PTHREAD_MUTEX_INITIALIZER;

struct shared {
    char before[24];
    pthread_mutex_t gate;
    int count;
};

static void use(struct shared *s) {
    pthread_mutex_lock(&s->gate);
    s->count++;
    pthread_mutex_unlock(&s->gate);
}

static void *run(void *shared) {
    struct shared on_stack = {.gate = PTHREAD_MUTEX_INITIALIZER};
    use(shared);
    use(&on_stack);
    pthread_mutex_lock(&in_tls);
    pthread_mutex_unlock(&in_tls);
    struct shared *block = malloc(sizeof *block);
    memset(block, 0, sizeof *block);
    use(block);
    free(block);
    return NULL;
}

static void round_of(struct shared *s) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, run, s);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
}

int main(void) {
    for (int i = 0; i < 3; i++) {
        struct shared *block = calloc(2, sizeof *block);
        round_of(&block[1]);
        round_of(&block[0]);
        free(block);
        struct shared *mapping =
            mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        round_of(mapping);
        munmap(mapping, 8192);
    }
    return 0;
}
