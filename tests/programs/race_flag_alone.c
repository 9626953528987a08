/* A loop on a plain flag and one on an atomic end where neither is a scheduling point: so many accesses with
 * nothing between them are one. The schedule is exact, no timer has to break in.
 * expect=data-race; flags=-fsanitize=thread; options=--preempt=sync; seeds=20; every=yes; */
#include <pthread.h>
#include <stdatomic.h>

static volatile int flag;
static atomic_int done;

static void *sets(void *unused) {
    flag = 1;
    while (!atomic_load(&done))
        ;
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, sets, NULL);
    while (!flag)
        ;
    atomic_store(&done, 1);
    pthread_join(task, NULL);
    return 0;
}
