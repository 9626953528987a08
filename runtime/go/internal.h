/* internal.h: what the runtime's own files share; no program includes it.
 *
 * Each operation first asks go_probed(): under detsched the engine decides (see probe.h), and nothing
 * of the part below is used, since one task runs at a time and only between two points. By itself the
 * runtime waits on futex words.
 */
#ifndef GO_INTERNAL_H
#define GO_INTERNAL_H

#include <stdarg.h>

#include "detgo.h"
#include "probe.h"

/* Nothing of this is exported. */
#pragma GCC visibility push(hidden)

/* Set once, before main, if detsched is in the process. */
extern const struct go_probe *go_probe_table;
/* Where the library's own code begins and ends; the linker says. */
extern const char __start_detgo_text[], __stop_detgo_text[];

/* The probe if the calling thread is under control now, else NULL. */
static inline const struct go_probe *go_probed(void) {
    const struct go_probe *p = go_probe_table;
    return __builtin_expect(p != NULL, 0) && p->on() ? p : NULL;
}
/* Handle of the object that TAG belongs to, which is at ADDR. */
static inline uint32_t go_probe_obj(const struct go_probe *p, enum go_probe_kind kind, void *addr,
                                    struct go_tag *tag, uint32_t initial) {
    return p->object(kind, addr, tag, initial, 0, NULL);
}

/* --- goroutines: goroutine.c --- */

/* What a goroutine waits for, in Go's words for traces. */
enum go_waiting {
    GO_RUNNING,
    GO_WAIT_SEND,
    GO_WAIT_RECV,
    GO_WAIT_SELECT,
    GO_WAIT_NIL_SEND,
    GO_WAIT_NIL_RECV,
    GO_WAIT_SELECT_NONE,
    GO_WAIT_MUTEX,
    GO_WAIT_RLOCK,
    GO_WAIT_WLOCK,
    GO_WAIT_COND,
    GO_WAIT_WAITGROUP,
    GO_WAIT_ONCE,
    GO_WAIT_SLEEP
};
struct go_g; /* goroutine.c's */
/* The calling thread's; made at first use for main and for the program's own threads. */
struct go_g *go_self(void);
/* The calling goroutine's state in traces and leak checks: set around a wait, GO_RUNNING after it.
 * go_park() does so itself; waits that the probe carries out say it. */
void go_waits(enum go_waiting why);

/* What stands before the program's argument in the copy that a goroutine of a group gets. */
struct go_start_head {
    _Alignas(max_align_t) void *group;
    void (*entry)(void *); /* of what type it really is, who wrote it knows */
};
/* As go_start(), but what is started is FN, on a copy of HEAD (if not NULL) and behind it of ARG; reports
 * speak of ENTRY, the program's function that FN calls. */
void go_start_within(void (*fn)(void *), const struct go_start_head *head, void (*entry)(void *),
                     const void *arg, size_t size, const char *name, const char *file, int line,
                     const char *function);

/* --- waiting, without the probe: park.c --- */

/* A lock for a few instructions, around what the runtime keeps; never held while parked. */
typedef uint32_t go_spin;
void go_spin_lock(go_spin *lock);
void go_spin_unlock(go_spin *lock);
/* Waits until *WORD is not 0 (acquire). While all goroutines are in here, the process is deadlocked. */
void go_park(uint32_t *word, enum go_waiting why);
/* Sets *WORD to 1 (release) and lets its waiter go. */
void go_unpark(uint32_t *word);

/* --- counts to wait for, without the probe: sema.c --- */

/* Takes one from *COUNT, waiting in the order of arrival until there is one; FIRST: before all others. */
void go_sema_acquire(uint32_t *count, bool first, enum go_waiting why);
/* Gives one to whoever waits first, or else adds it to *COUNT. */
void go_sema_release(uint32_t *count);

/* Go's mutex on two zero words, for go_mutex and go_rwmutex, without the probe: mutex.c. */
void go_mutex_words_lock(uint32_t *state, uint32_t *sema, enum go_waiting why);
bool go_mutex_words_trylock(uint32_t *state);
bool go_mutex_words_unlock(uint32_t *state, uint32_t *sema); /* false: it was not locked */
#define GO_MUTEX_LOCKED 1u                                   /* of the state */

/* With the probe: the handle of a lock, and its own words, kept in step with the engine. */
uint32_t go_mutex_obj(const struct go_probe *p, go_mutex *m);
uint32_t go_rwmutex_obj(const struct go_probe *p, go_rwmutex *m);
void go_mutex_mirror(go_mutex *m, bool locked);
void go_rwmutex_mirror_writer(go_rwmutex *m, bool locked);
void go_rwmutex_mirror_readers(go_rwmutex *m, int delta);

/* --- the end: panic.c --- */

/* A panic of the runtime's: recoverable. OBJ: the probe's handle, 0 if unknown. */
void go_panic_of(enum go_probe_fatal kind, uint32_t obj, const char *text)
    __attribute__((noreturn));
/* "fatal error: TEXT": not recoverable; the trace of the calling goroutine; status 2. */
void go_throw(uint32_t obj, const char *text) __attribute__((noreturn));

/* --- timers: timers.c --- */

/* Calls FN(ARG, now) at WHEN, on a thread of the runtime's or a task of the probe's, and then every PERIOD
 * ns if that is not 0. FN must not block. One owner; the record must not be freed while armed. */
struct go_rt_timer {
    int64_t when, period;
    void (*fn)(void *arg, int64_t now);
    void *arg;
    size_t place; /* in the heap, plus 1; 0: not armed. Under the probe: 1 if armed */
    struct go_probe_timer probe;
};
/* Arms T, which may be armed. */
void go_rt_timer_set(struct go_rt_timer *t, int64_t when, int64_t period);
/* True if T was armed. When it returns FN is not running, and will not, unless FN itself called it. The
 * caller must hold nothing that FN takes. */
bool go_rt_timer_stop(struct go_rt_timer *t);
/* Channels of timers: cap 1 inside, 0 for the program; a send that never waits, and a drain, which says
 * whether there was a value. */
go_chan *go_timer_chan_make(void);
void go_timer_chan_fire(go_chan *ch, go_time now);
bool go_timer_chan_drain(go_chan *ch);

/* --- memory --- */

/* As malloc and calloc; out of memory is fatal. */
void *go_alloc(size_t size);
void *go_alloc_zero(size_t size);

#pragma GCC visibility pop

#endif
