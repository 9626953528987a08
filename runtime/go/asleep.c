/* asleep.c: knows when no goroutine can ever run again ("all goroutines are asleep").
 *
 * `running` counts who can still act: goroutines that are not parked (in a system call too), and the
 * timers' thread while any timer is armed. A goroutine counts itself off after its word says that it
 * sleeps, and is counted on again by who wakes it, who runs itself; so when the count is 0, nobody runs
 * and nobody is about to. What remains are threads that the runtime has never seen: then nothing is
 * known.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <time.h>

#include "futex.h"
#include "g.h"

/* Threads that have just ended stay visible for a moment: looks, and the first pause between them. */
enum { LOOKS = 10 };
static const int64_t FIRST_PAUSE_NS = 1000000;

static int32_t running = 1; /* main */
static int32_t known = 1;
static bool main_left; /* atomic */

void go_running_more(void) {
    __atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
}

bool go_running_less(void) {
    return __atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST) == 0;
}

void go_threads_known(int delta) {
    __atomic_add_fetch(&known, delta, __ATOMIC_SEQ_CST);
}

void go_main_left(void) {
    __atomic_store_n(&main_left, true, __ATOMIC_SEQ_CST);
    go_pool_close();
    go_timers_close();
}

/* Threads of the process, or -1. */
static int threads(void) {
    DIR *tasks = opendir("/proc/self/task");
    if (tasks == NULL)
        return -1;
    int n = 0;
    for (struct dirent *e; (e = readdir(tasks)) != NULL;)
        n += e->d_name[0] != '.';
    closedir(tasks);
    return n;
}

bool go_others_run(void) {
    return __atomic_load_n(&running, __ATOMIC_SEQ_CST) > 1;
}

static bool nobody_runs(void) {
    return __atomic_load_n(&running, __ATOMIC_SEQ_CST) == 0;
}

/* A main that ended by Goexit waits for nothing. */
static void show(void *arg, struct go_g *g) {
    (void)arg;
    if (g->why != GO_RUNNING)
        go_trace_other(g);
}

static void deadlock(void) {
    if (go_num_goroutine() == 0 && __atomic_load_n(&main_left, __ATOMIC_SEQ_CST))
        return; /* the last thread ends now */
    go_dying();
    if (go_num_goroutine() == 0) {
        go_print("fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n");
    } else {
        go_print("fatal error: all goroutines are asleep - deadlock!\n");
        go_g_each(show, NULL);
    }
    go_die();
}

static struct timespec after(int64_t ns) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (t.tv_nsec + ns) / 1000000000;
    t.tv_nsec = (t.tv_nsec + ns) % 1000000000;
    return t;
}

void go_asleep(uint32_t *word) {
    uint32_t never = 2;
    uint32_t *until = word != NULL ? word : &never;
    int64_t pause = FIRST_PAUSE_NS;
    for (int i = 0; i < LOOKS && nobody_runs(); i++, pause *= 2) {
        if (threads() == __atomic_load_n(&known, __ATOMIC_SEQ_CST) && nobody_runs())
            deadlock();
        struct timespec end = after(pause);
        go_futex_wait(until, 2, &end);
    }
}
