/* real.h: the libc functions behind our hooks, typed from their own declarations, found on first use.
 *
 * sh_real(f) is a pointer to the real f. Usable from the first instruction of the process on and from
 * any thread; it preserves errno. While a look-up runs, sh_real_busy is above zero on that thread:
 * the loader may then call malloc and friends, which must not look up themselves (heap.c).
 * Include it after defining _GNU_SOURCE at the top of the file.
 */
#ifndef SH_REAL_H
#define SH_REAL_H

#ifndef _GNU_SOURCE
#error "define _GNU_SOURCE before the first header"
#endif

#include <assert.h>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pty.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <threads.h>
#include <unistd.h>

#include "shim.h"

/* The few that no header declares, as libc and the C++ ABI define them. */
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end);
void __pthread_register_cancel(__pthread_unwind_buf_t *buf);
void __pthread_unregister_cancel(__pthread_unwind_buf_t *buf);
_Noreturn void __pthread_unwind_next(__pthread_unwind_buf_t *buf);
int __sigpause(int value, int is_sig);
int __xpg_sigpause(int sig);
void __longjmp_chk(struct __jmp_buf_tag env[1], int value) __attribute__((noreturn));
void __assert(const char *assertion, const char *file, int line);
void __assert_perror_fail(int errnum, const char *file, unsigned line, const char *function);
int __printf_chk(int flag, const char *format, ...);
int __vprintf_chk(int flag, const char *format, va_list args);
int __fprintf_chk(FILE *stream, int flag, const char *format, ...);
int __vfprintf_chk(FILE *stream, int flag, const char *format, va_list args);
ssize_t __read_chk(int fd, void *buf, size_t n, size_t room);
int __open_2(const char *path, int flags);
int __openat_2(int dir, const char *path, int flags);
ssize_t __recv_chk(int fd, void *buf, size_t n, size_t room, int flags);
ssize_t __recvfrom_chk(int fd, void *buf, size_t n, size_t room, int flags, struct sockaddr *from,
                       socklen_t *len);
int __poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t room);
int __ppoll_chk(struct pollfd *fds, nfds_t n, const struct timespec *time, const sigset_t *mask,
                size_t room);
/* OpenMP's locks, by address only: gcc and clang give them different sizes. */
void omp_init_lock(void *lock);
void omp_init_lock_with_hint(void *lock, int hint);
void omp_destroy_lock(void *lock);
void omp_set_lock(void *lock);
void omp_unset_lock(void *lock);
int omp_test_lock(void *lock);
void omp_init_nest_lock(void *lock);
void omp_init_nest_lock_with_hint(void *lock, int hint);
void omp_destroy_nest_lock(void *lock);
void omp_set_nest_lock(void *lock);
void omp_unset_nest_lock(void *lock);
int omp_test_nest_lock(void *lock);
int omp_get_num_procs(void);
void GOMP_critical_start(void);
void GOMP_critical_end(void);
void GOMP_critical_name_start(void **section);
void GOMP_critical_name_end(void **section);
void GOMP_atomic_start(void);
void GOMP_atomic_end(void);
void __kmpc_critical(void *location, int32_t thread, void *section);
void __kmpc_critical_with_hint(void *location, int32_t thread, void *section, uint32_t hint);
void __kmpc_end_critical(void *location, int32_t thread, void *section);

enum sh_row {
#define SH_HOOK(symbol, version, need, operation, policy, family) SH_ROW_##symbol,
#include "hooks.def"
    SH_ROW_COUNT
};

extern void *sh_real_at[SH_ROW_COUNT];
extern SH_TLS int sh_real_busy;

/* Looks ROW up and remembers it. A missing one ends the process, naming it. */
void *sh_real_find(enum sh_row row);
/* Looks all rows up; the name of the first REQUIRED one that libc lacks, or NULL. */
const char *sh_real_missing(void);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#define SH_HOOK(symbol, version, need, operation, policy, family)                  \
    static inline __typeof__(&symbol) sh_real_##symbol(void) {                     \
        void *f = __atomic_load_n(&sh_real_at[SH_ROW_##symbol], __ATOMIC_RELAXED); \
        if (__builtin_expect(!f, 0))                                               \
            f = sh_real_find(SH_ROW_##symbol);                                     \
        return (__typeof__(&symbol))f;                                             \
    }
#include "hooks.def"
#pragma GCC diagnostic pop

#endif
