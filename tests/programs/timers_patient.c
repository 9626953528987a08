/* A timer that ticks every 100 ms does not make another one of five seconds fire while there is work: what
 * time jumps over counts for each of them.
 * expect=none; seeds=60; */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks, late;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int work;

static void on_tick(int sig) {
    (void)sig;
    ticks++;
}

static void on_late(int sig) {
    (void)sig;
    late++;
}

static timer_t arm(int sig, long every_ms, long first_ms) {
    struct sigevent how = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = sig};
    struct itimerspec when = {{0, every_ms * 1000000},
                              {first_ms / 1000, first_ms % 1000 * 1000000}};
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, &how, &timer) != 0 ||
        timer_settime(timer, 0, &when, NULL) != 0)
        exit(3);
    return timer;
}

static void *works(void *unused) {
    for (int i = 0; i < 700; i++) {
        pthread_mutex_lock(&lock);
        work++;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void) {
    struct sigaction tick = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    struct sigaction end = {.sa_handler = on_late, .sa_flags = SA_RESTART};
    pthread_t tasks[2];
    sigaction(SIGUSR1, &tick, NULL);
    sigaction(SIGUSR2, &end, NULL);
    timer_t fast = arm(SIGUSR1, 100, 100), slow = arm(SIGUSR2, 0, 5000);
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, works, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    timer_delete(fast);
    timer_delete(slow);
    return late != 0 || work != 1400;
}
