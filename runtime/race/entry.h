/* entry.h: what the entry points of the data-race runtime share. Each does next to nothing on a thread
 * that is no task: before main, natively, and in threads that nobody controls.
 */
#ifndef RACE_ENTRY_H
#define RACE_ENTRY_H

#include "core.h"
#include "shadow.h"

#define RACE_EXPORT __attribute__((visibility("default")))
#define RACE_WEAK __attribute__((visibility("default"), weak))
#define RACE_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define RACE_LIKELY(x) __builtin_expect(!!(x), 1)
/* The call of the entry point returns to: where the access stands. */
#define RACE_PC __builtin_return_address(0)

/* Most accesses end here: nothing is special about them, and they are known. */
static inline void race_entry_plain(const volatile void *addr, unsigned size, unsigned flags,
                                    void *pc) {
    struct race_task *t = race_self;
    if (RACE_UNLIKELY(!t))
        return;
    if (RACE_UNLIKELY(((race_modes | t->quiet) != 0) | (race_left == 1)) || size > 8 ||
        !race_is_known(t, (uintptr_t)addr, size, flags))
        race_plain(addr, size, flags, pc);
    else
        race_left--;
}

static inline void race_entry_range(const volatile void *addr, size_t size, unsigned flags,
                                    void *pc) {
    if (race_self && size)
        race_range(addr, size, flags, pc);
}

/* True if what a function does for the caller at PC counts as the caller's own accesses. */
static inline bool race_counts(const void *pc) {
    return race_self && race_instrumented(pc);
}

static inline void race_entry_release(const volatile void *addr) {
    if (race_self)
        race_release(addr);
}

static inline void race_entry_acquire(const volatile void *addr) {
    if (race_self)
        race_acquire(addr);
}

#endif
