/* clocks.c: status 0 if libc's clocks agree with the kernel's, as they do where nothing is modelled. */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t kernel(clockid_t clock) {
    struct timespec t;
    syscall(SYS_clock_gettime, clock, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}
static int64_t libc(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}
static int agrees(clockid_t clock) {
    int64_t before = kernel(clock), between = libc(clock), after = kernel(clock);
    return before <= between && between <= after;
}

int main(void) {
    return !(agrees(CLOCK_MONOTONIC) && agrees(CLOCK_REALTIME));
}
