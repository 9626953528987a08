/* time.c: the clock and sleeping. */
#define _GNU_SOURCE
#include <errno.h>
#include <time.h>

#include "internal.h"

static const int64_t SECOND = 1000000000;

go_time go_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

void go_sleep(go_duration d) {
    if (d <= 0)
        return;
    struct timespec left = {.tv_sec = d / SECOND, .tv_nsec = d % SECOND};
    go_waits(GO_WAIT_SLEEP);
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
        ;
    go_waits(GO_RUNNING);
}
