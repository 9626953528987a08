/* A block is read after it was freed, by the thread that frees it or by another one which comes later
 * for sure; blocks of the same size are made in between.
 * expect=use-after-free; flags=-fsanitize=thread; seeds=40; every=yes; */
#include <pthread.h>
#include <stdlib.h>

enum { BLOCKS = 100 };

static int *shared;
static volatile int sum;
static int *volatile kept;

static void *frees(void *unused) {
    free(shared);
    return unused;
}

int main(void) {
    pthread_t task;
    shared = malloc(sizeof *shared);
    *shared = 1;
    pthread_create(&task, NULL, frees, NULL);
    pthread_join(task, NULL);
    for (int i = 0; i < BLOCKS; i++) {
        kept = malloc(sizeof *kept);
        *kept = i;
        free(kept);
    }
    sum = *shared;
    return 0;
}
