/* cycles.h: real time inside a program whose clocks are virtual: the processor's own counter.
 *
 * Each measured program appends one line, the cycles that its loop took, to the file it is given.
 */
#ifndef BENCH_CYCLES_H
#define BENCH_CYCLES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static inline uint64_t cycles(void) {
    return __builtin_ia32_rdtsc();
}

static inline void cycles_append(const char *file, uint64_t spent) {
    FILE *out = fopen(file, "a");
    if (!out || fprintf(out, "%llu\n", (unsigned long long)spent) < 0 || fclose(out) != 0)
        exit(2);
}

#endif
