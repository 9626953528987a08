/* sys.h: the few system calls of the data-race runtime, past everybody's wrappers: libc's, which the
 * scheduler hooks, and the library's own. */
#ifndef RACE_SYS_H
#define RACE_SYS_H

#include <sys/mman.h>
#include <sys/syscall.h>

static inline long race_sys(long n, long a, long b, long c, long d, long e, long f) {
    long ret;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(ret)
                     : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return ret;
}

#endif
