/* Five hundred threads with the smallest stacks are alive at the same time.
 * expect=none; seeds=2; */
#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 500, USED = 4000 };
static pthread_barrier_t all;

static void *run(void *unused) {
    volatile char deep[USED];
    memset((char *)deep, 0x5a, sizeof deep);
    pthread_barrier_wait(&all);
    for (int i = 0; i < USED; i++)
        if (deep[i] != 0x5a)
            _exit(3);
    return unused;
}

int main(void) {
    pthread_t tasks[THREADS];
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, (size_t)sysconf(_SC_THREAD_STACK_MIN));
    pthread_barrier_init(&all, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&tasks[i], &small, run, NULL) != 0)
            return 2;
    for (int i = 0; i < THREADS; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
