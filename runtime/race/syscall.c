/* syscall.c: the calls by which a program tells of system calls that it makes itself, without libc. What
 * they read and write is not looked at.
 */
#include "entry.h"

#define SYSCALL(name)                                            \
    RACE_EXPORT void __sanitizer_syscall_pre_impl_##name(void);  \
    RACE_EXPORT void __sanitizer_syscall_post_impl_##name(void); \
    void __sanitizer_syscall_pre_impl_##name(void) {}            \
    void __sanitizer_syscall_post_impl_##name(void) {}
#include "syscall.def"
