/* switch.c: the fiber carrier's switch alone: registers, stack pointer, FS base, there and back.
 * Usage: switch N; prints the cycles that N switches took. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "cycles.h"

void sh_fiber_switch(void **save_sp, void *load_sp, uintptr_t fs, int fsgsbase);
void sh_fiber_entry(void);

enum { STACK = 65536, FRAME = 8, HWCAP2_FSGSBASE = 2 };

static void *main_sp, *other_sp;
static uintptr_t fs;
static int fsgsbase;

static void other(void *unused) {
    (void)unused;
    for (;;)
        sh_fiber_switch(&other_sp, main_sp, fs, fsgsbase);
}

int main(int argc, char **argv) {
    static _Alignas(16) char stack[STACK];
    long n = argc > 1 ? atol(argv[1]) : 0;
    if (n < 2)
        return 2;
    fs = (uintptr_t)__builtin_thread_pointer();
    fsgsbase = (getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE) != 0;
    /* What a switch away would have left: control words, r15 to r12, rbx, rbp, return address. */
    uint64_t *frame = (uint64_t *)(void *)(stack + STACK) - FRAME;
    uint32_t controls[2] = {0x1f80, 0x37f};
    memcpy(&frame[0], controls, sizeof controls);
    frame[3] = (uintptr_t)other;          /* r13 */
    frame[7] = (uintptr_t)sh_fiber_entry; /* where it returns to */
    other_sp = frame;
    uint64_t start = cycles();
    for (long i = 0; i < n / 2; i++)
        sh_fiber_switch(&main_sp, other_sp, fs, fsgsbase);
    printf("%llu\n", (unsigned long long)(cycles() - start));
    return 0;
}
