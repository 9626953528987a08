/* plain.c: what the same work costs without detsched, pinned to one processor.
 *
 *   plain hz                 cycles a second of the processor's counter
 *   plain spawn N PROGRAM    seconds for N times fork, exec and wait
 *   plain fork N THREADS     seconds for N times fork, THREADS threads made and joined, and exit
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cycles.h"

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *nothing(void *unused) {
    return unused;
}

static void some_threads(int count) {
    pthread_t made[64];
    for (int i = 0; i < count; i++)
        if (pthread_create(&made[i], NULL, nothing, NULL) != 0)
            _exit(2);
    for (int i = 0; i < count; i++)
        pthread_join(made[i], NULL);
}

static void one_child(char **program, int threads) {
    pid_t child = fork();
    if (child < 0)
        exit(2);
    if (child == 0) {
        if (program) {
            int null = open("/dev/null", O_WRONLY);
            if (null < 0 || dup2(null, 1) < 0)
                _exit(127);
            execv(program[0], program);
            _exit(127);
        }
        some_threads(threads);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
}

static void frequency(void) {
    double start = now();
    uint64_t first = cycles();
    while (now() - start < 0.2) {
    }
    uint64_t last = cycles();
    printf("%.0f\n", (double)(last - first) / (now() - start));
}

int main(int argc, char **argv) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    sched_setaffinity(0, sizeof one, &one);
    if (argc == 2 && strcmp(argv[1], "hz") == 0) {
        frequency();
        return 0;
    }
    if (argc < 4)
        return 2;
    bool spawn = strcmp(argv[1], "spawn") == 0;
    int threads = spawn ? 0 : atoi(argv[3]);
    if (threads < 0 || threads > 64)
        return 2;
    double start = now();
    for (long i = atol(argv[2]); i > 0; i--)
        one_child(spawn ? argv + 3 : NULL, threads);
    printf("%.6f\n", now() - start);
    return 0;
}
