/* quick_exit runs its own handlers only, and nothing is flushed.
 * expect=exit-status; seeds=20; output=native; */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void quick(void) {
    if (write(1, "quick\n", 6) < 0)
        _exit(1);
}
static void slow(void) {
    if (write(1, "slow\n", 5) < 0)
        _exit(1);
}

static void *leaves(void *unused) {
    (void)unused;
    printf("lost");
    quick_exit(128);
}

int main(void) {
    pthread_t task;
    at_quick_exit(quick);
    atexit(slow);
    pthread_create(&task, NULL, leaves, NULL);
    pthread_join(task, NULL);
    return 0;
}
