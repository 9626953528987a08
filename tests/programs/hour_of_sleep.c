/* Sleeps in every form and deadline loops take no time, and clocks agree with them.
 * expect=none; seeds=30; */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *run(void *failed) {
    double begin = seconds(CLOCK_MONOTONIC), begin_real = seconds(CLOCK_REALTIME);
    sleep(3600);
    usleep(999999);
    nanosleep(&(struct timespec){60, 0}, NULL);
    thrd_sleep(&(struct timespec){60, 0}, NULL);
    clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){60, 0}, NULL);
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += 3600;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
    if (seconds(CLOCK_MONOTONIC) < (double)at.tv_sec + (double)at.tv_nsec / 1e9)
        return failed;
    double last = 0, end = seconds(CLOCK_MONOTONIC) + 0.05;
    while (seconds(CLOCK_MONOTONIC) < end) {
        if (seconds(CLOCK_REALTIME) < last)
            return failed;
        last = seconds(CLOCK_REALTIME);
    }
    return seconds(CLOCK_MONOTONIC) - begin >= 7380 && seconds(CLOCK_REALTIME) - begin_real >= 7380
               ? NULL
               : failed;
}

int main(void) {
    pthread_t tasks[2];
    void *values[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, run, &tasks);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], &values[i]);
    return values[0] || values[1];
}
