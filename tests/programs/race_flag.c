/* A loop on a plain flag: its reads are points where every access is one, and it ends there.
 * expect=data-race; flags=-fsanitize=thread; options=--preempt=all; seeds=60; every=yes; */
#include <pthread.h>

static volatile int flag;

static void *sets(void *unused) {
    flag = 1;
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, sets, NULL);
    while (!flag)
        ;
    pthread_join(task, NULL);
    return 0;
}
