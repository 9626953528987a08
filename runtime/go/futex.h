/* futex.h: the kernel's waiting, and the pause between two looks at a word. */
#ifndef GO_FUTEX_H
#define GO_FUTEX_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#pragma GCC visibility push(hidden)

/* Sleeps while *WORD is WHILE_IS, until DEADLINE (CLOCK_MONOTONIC) if that is not NULL. May return early. */
void go_futex_wait(uint32_t *word, uint32_t while_is, const struct timespec *deadline);
void go_futex_wake(uint32_t *word, int count);
/* True if waiting actively can make sense. */
bool go_many_cpus(void);

static inline void go_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#else
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

#pragma GCC visibility pop

#endif
