/* sys.h: raw system calls of the shim; nothing here can reach a hook or touch errno. */
#ifndef SH_SYS_H
#define SH_SYS_H

#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>

static inline long sh_sys6(long n, long a, long b, long c, long d, long e, long f) {
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
static inline long sh_sys3(long n, long a, long b, long c) {
    return sh_sys6(n, a, b, c, 0, 0, 0);
}

/* Waits while *word == value; spurious returns are possible. SHARED for words the kernel wakes. */
static inline void sh_futex_wait(const uint32_t *word, uint32_t value, int shared) {
    sh_sys6(SYS_futex, (long)word, FUTEX_WAIT | (shared ? 0 : FUTEX_PRIVATE_FLAG), value, 0, 0, 0);
}
static inline void sh_futex_wake(const uint32_t *word) {
    sh_sys6(SYS_futex, (long)word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, 0, 0, 0);
}
static inline int sh_gettid(void) {
    return (int)sh_sys3(SYS_gettid, 0, 0, 0);
}
_Noreturn static inline void sh_exit_group(int status) {
    for (;;)
        sh_sys3(SYS_exit_group, status, 0, 0);
}
/* Sets the calling kernel thread's signal mask to all ones; the old one goes to OLD (may be NULL). */
static inline void sh_block_signals(uint64_t *old) {
    uint64_t all = ~0ull;
    sh_sys6(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&all, (long)old, 8, 0, 0);
}
static inline void sh_set_signals(const uint64_t *mask) {
    sh_sys6(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)mask, 0, 8, 0, 0);
}

#endif
