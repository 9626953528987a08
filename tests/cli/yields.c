/* yields.c: three threads yield 200,000 times, and wait for each other's flag by polling with each call
 * that gives the processor away, a clock and a try-lock; ends with status 9. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

static atomic_int turn;
static pthread_mutex_t lock = /* main's all the time */
    PTHREAD_MUTEX_INITIALIZER;

static void poll_once(int how) {
    struct timespec zero = {0, 0};
    switch (how % 5) {
    case 0:
        sched_yield();
        break;
    case 1:
        usleep(0);
        break;
    case 2:
        nanosleep(&zero, NULL);
        break;
    case 3:
        clock_gettime(CLOCK_MONOTONIC, &zero);
        break;
    default:
        pthread_mutex_trylock(&lock);
        break;
    }
}

static void *takes_turns(void *arg) {
    int mine = (int)(long)arg;
    for (int round = 0; round < 10; round++) {
        while (turn % 3 != mine)
            poll_once(round);
        turn++;
    }
    for (int i = 0; i < 66700; i++)
        sched_yield();
    return NULL;
}

int main(void) {
    pthread_t other[2];
    pthread_mutex_lock(&lock);
    for (long i = 0; i < 2; i++)
        pthread_create(&other[i], NULL, takes_turns, (void *)(i + 1));
    takes_turns(NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(other[i], NULL);
    pthread_mutex_unlock(&lock);
    return 9;
}
