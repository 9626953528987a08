/* A child that the load of the machine keeps from running for longer than any grace is still waited
 * for before a sleep of a millisecond ends, as it would be on an idle machine.
 * expect=none; seeds=2; options=--strategy random; */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_bool ended;

static void *sleeps(void *early) {
    usleep(1000);
    return ended ? NULL : early;
}

/* Keeps the processor for a while; a clock would be the schedule's own. */
static void work(long rounds) {
    for (volatile long i = 0; i < rounds; i++)
        ;
}

int main(void) {
    cpu_set_t here;
    struct sched_param lowest = {0};
    pthread_t sleeper;
    void *early;
    CPU_ZERO(&here);
    CPU_SET(sched_getcpu(), &here);
    sched_setaffinity(0, sizeof here, &here);
    pid_t load = fork();
    if (load == 0) {
        work(600000000);
        _exit(0);
    }
    pid_t child = fork();
    if (child == 0) {
        sched_setscheduler(0, SCHED_IDLE, &lowest);
        work(5000000);
        _exit(0);
    }
    pthread_create(&sleeper, NULL, sleeps, &ended);
    waitpid(child, NULL, 0);
    ended = 1;
    pthread_join(sleeper, &early);
    waitpid(load, NULL, 0);
    return early != NULL;
}
