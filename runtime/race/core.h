/* core.h: what the entry points of the data-race runtime ask of its core.
 *
 * The core keeps, for every eight bytes of the program's memory, the accesses that a later one may still
 * race with, byte by byte; for every task a vector clock; for every atomic location the clock that its
 * value carries. It decides nothing about scheduling, and knows neither compilers nor libc. All calls are
 * made by the task that holds the token; each does nothing on a thread that is no task (race_self NULL).
 */
#ifndef RACE_CORE_H
#define RACE_CORE_H

#include "attach.h"

#define RACE_HIDDEN __attribute__((visibility("hidden")))
#define RACE_TLS __thread __attribute__((tls_model("initial-exec")))

/* C11's memory orders, with the numbers that compilers pass. */
enum race_order {
    RACE_RELAXED,
    RACE_CONSUME,
    RACE_ACQUIRE,
    RACE_RELEASE,
    RACE_ACQ_REL,
    RACE_SEQ_CST
};
enum race_word_op { RACE_LOAD, RACE_STORE, RACE_UPDATE };

struct race_task; /* task.h */

/* The task that runs on this thread; NULL before its start, after its end, and on threads that are none. */
extern RACE_HIDDEN RACE_TLS struct race_task *race_self;
/* NULL until control begins, and again when it is over. */
extern RACE_HIDDEN const struct race_host *race_host;

/* POINT, if the plan makes one of PC. A plain access to SIZE bytes, 1 to 16, of any alignment. */
RACE_HIDDEN void race_plain(const volatile void *addr, unsigned size, unsigned flags, void *pc);
/* The same for any number of bytes. */
RACE_HIDDEN void race_range(const volatile void *addr, size_t size, unsigned flags, void *pc);

/* POINT. An atomic operation is about to happen; false if nothing is to be told of it afterwards. The
 * caller performs it then, sequentially consistent, and says what it was: a compare-exchange that failed
 * is a LOAD with its order of failure. IN_VAIN as in race_host.outcome(). Nothing may come between. */
RACE_HIDDEN bool race_word_begin(const volatile void *addr, unsigned size, enum race_word_op op,
                                 enum race_order order, void *pc);
RACE_HIDDEN void race_word_end(const volatile void *addr, unsigned size, enum race_word_op op,
                               enum race_order order, bool in_vain);
/* POINT. */
RACE_HIDDEN void race_fence(enum race_order order, void *pc);

/* What __tsan_release() and __tsan_acquire() say: all before a release at ADDR happened before what comes
 * after a later acquire there. Releases add up. */
RACE_HIDDEN void race_release(const volatile void *addr);
RACE_HIDDEN void race_acquire(const volatile void *addr);

/* A function was entered, from the call that returns to PC; FRAME tells calls that were left without an
 * exit (longjmp, pthread_exit): it is below the frames of all callers. */
RACE_HIDDEN void race_enter(void *pc, const void *frame);
RACE_HIDDEN void race_leave(void);

/* While +1 counts more often than -1, the task's reads, writes, or both are not looked at. */
RACE_HIDDEN void race_ignore(int reads, int writes);
/* The same for what its atomics and releases order. */
RACE_HIDDEN void race_ignore_sync(int delta);

/* benign.c: the program says that races on [ADDR, ADDR + SIZE) are meant; whether it has said so of ADDR.
 * Asked when a race was found, before it is told. */
RACE_HIDDEN void race_benign_add(const volatile void *addr, size_t size);
RACE_HIDDEN bool race_benign(uintptr_t addr);

/* The runtime's side of the border, filled by core.c. */
extern RACE_HIDDEN const struct race_runtime race_table;

/* modules.c: whether PC is in a module that imports the runtime's entry points, and not in the code that
 * is set aside. */
RACE_HIDDEN bool race_instrumented(const void *pc);
RACE_HIDDEN void race_set_aside(uintptr_t low, uintptr_t high);
/* The list is made anew: the program has loaded or dropped a library. */
RACE_HIDDEN void race_modules_changed(void);

/* While it is set: on whose behalf malloc and free are called, whatever module calls them (libstdc++'s
 * operator new, say, which the runtime's calls). */
extern RACE_HIDDEN RACE_TLS void *race_caller;

#endif
