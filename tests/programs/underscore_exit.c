/* _exit in a thread flushes nothing and runs no handler; others are parked, ready and asleep.
 * expect=exit-status,thread-leak; seeds=40; output=native; */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void slow(void) {
    puts("never");
}
static void *leaves(void *unused) {
    (void)unused;
    printf("lost");
    _exit(1);
}
static void *parked(void *unused) {
    pthread_mutex_lock(&gate);
    return unused;
}
static void *sleeps(void *unused) {
    sleep(100000);
    return unused;
}

int main(void) {
    pthread_t task;
    atexit(slow);
    pthread_mutex_lock(&gate);
    if (write(1, "first\n", 6) < 0)
        return 2;
    pthread_create(&task, NULL, parked, NULL);
    pthread_create(&task, NULL, sleeps, NULL);
    pthread_create(&task, NULL, leaves, NULL);
    pthread_join(task, NULL);
    return 0;
}
