/* A thread that recurses without end dies on its guard page: a crash, whoever else runs.
 * expect=crash; seeds=3; */
#include <pthread.h>

static volatile int bottomless = 1;

__attribute__((noinline)) static int deep(int depth) {
    volatile char frame[4096];
    frame[depth % 4096] = 1;
    return bottomless ? deep(depth + 1) + frame[1] : frame[0];
}

static void *run(void *unused) {
    deep(0);
    return unused;
}

int main(void) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, run, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
