/* Between the two writes lies nothing but the scheduler, which hands the processor over at yields and at
 * the ends of sleeps: that orders nothing.
 * expect=data-race; flags=-fsanitize=thread; seeds=40; every=yes; */
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static int early, late;

static void *first(void *unused) {
    early = 1;
    sched_yield();
    usleep(1);
    late = 1;
    return unused;
}

static void *second(void *unused) {
    sched_yield();
    early = 2;
    usleep(10);
    late = 2;
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, NULL, first, NULL);
    pthread_create(&b, NULL, second, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return early == 0 || late == 0;
}
