/* cpu.c: the processors that the program sees. A worker pins itself to one; the program must neither
 * see that nor which. get_nprocs and sysconf count the machine's processors whatever the pinning. */
#define _GNU_SOURCE
#include "hook.h"

#include <string.h>

static bool only_pin(const cpu_set_t *set, size_t size) {
    if (!sh.region || !sh.region->cpu_pin)
        return false;
    return CPU_COUNT_S(size, set) == 1 && CPU_ISSET_S(sh.region->cpu_pin - 1, size, set);
}

void sh_cpus_restore(cpu_set_t *set, size_t size) {
    size_t known = sizeof sh.region->cpu_mask;
    if (!only_pin(set, size))
        return;
    memset(set, 0, size);
    memcpy(set, sh.region->cpu_mask, size < known ? size : known);
}

void sh_cpus_first(cpu_set_t *set, size_t size) {
    for (size_t cpu = 0, seen = 0; cpu < size * 8; cpu++)
        if (CPU_ISSET_S(cpu, size, set) && seen++)
            CPU_CLR_S(cpu, size, set);
}

static unsigned first_cpu(void) {
    for (unsigned i = 0; i < sizeof sh.region->cpu_mask * 8; i++)
        if (sh.region->cpu_mask[i / 8] >> i % 8 & 1)
            return i;
    return 0;
}

SH_EXPORT int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set) {
    int result = sh_real(sched_getaffinity)(pid, size, set);
    if (result == 0)
        sh_cpus_restore(set, size);
    return result;
}

SH_EXPORT int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set) {
    int result = sh_real(pthread_getaffinity_np)(thread, size, set);
    if (result == 0)
        sh_cpus_restore(set, size);
    return result;
}

SH_EXPORT int sched_getcpu(void) {
    return sh.region ? (int)first_cpu() : sh_real(sched_getcpu)();
}

SH_EXPORT int getcpu(unsigned *cpu, unsigned *node) {
    if (!sh.region)
        return sh_real(getcpu)(cpu, node);
    if (cpu)
        *cpu = first_cpu();
    if (node)
        *node = 0;
    return 0;
}
