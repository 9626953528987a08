/* sync.h: packages sync and sync/atomic.
 *
 * All zero is ready to use. No object may be copied after its first use; under detsched a copy that is
 * used is reported. Nothing has to be freed. Fatal errors end the process with status 2 and cannot be
 * recovered; misuse that Go answers with a panic panics.
 */
#ifndef DETGO_SYNC_H
#define DETGO_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "goroutine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The library's mark in each object: what it is known as under detsched. */
struct go_tag {
    const void *self;
    uint32_t obj, spare;
};

/* Not tied to a goroutine: another one may unlock it. Unlocking an unlocked one is fatal:
 * "sync: unlock of unlocked mutex". */
typedef struct {
    struct go_tag tag;
    uint32_t state, sema;
} go_mutex;
void go_mutex_lock(go_mutex *m);
bool go_mutex_trylock(go_mutex *m);
void go_mutex_unlock(go_mutex *m);
/* Locks M until the scope is left, by whatever way: mu.Lock(); defer mu.Unlock(). */
#define GO_LOCK_GUARD(m) GO_GUARD_(go_mutex_lock, go_mutex_unlock, (m), __COUNTER__)

/* A waiting writer stops new readers, so a goroutine must not read-lock twice. Fatal:
 * "sync: Unlock of unlocked RWMutex", "sync: RUnlock of unlocked RWMutex". */
typedef struct {
    struct go_tag tag;
    uint32_t state, sema; /* the writers' mutex */
    uint32_t writer_sema, reader_sema;
    int32_t readers, departing; /* READERS: less 2^30 while a writer holds or waits */
} go_rwmutex;
void go_rwmutex_lock(go_rwmutex *m);
bool go_rwmutex_trylock(go_rwmutex *m);
void go_rwmutex_unlock(go_rwmutex *m);
void go_rwmutex_rlock(go_rwmutex *m);
bool go_rwmutex_tryrlock(go_rwmutex *m);
void go_rwmutex_runlock(go_rwmutex *m);
#define GO_WRITE_GUARD(m) GO_GUARD_(go_rwmutex_lock, go_rwmutex_unlock, (m), __COUNTER__)
#define GO_READ_GUARD(m) GO_GUARD_(go_rwmutex_rlock, go_rwmutex_runlock, (m), __COUNTER__)

/* A frame of its own, so that guards and deferred calls end in one order. */
#define GO_GUARD_(lock, unlock, m, n) GO_GUARD_AT_(lock, unlock, m, n)
#define GO_GUARD_AT_(lock, unlock, m, n)                                              \
    __attribute__((cleanup(go_frame_leave))) struct go_frame go_guard_##n = GO_ZERO_; \
    lock(m);                                                                          \
    go_frame_enter(&go_guard_##n);                                                    \
    go_frame_defer(&go_guard_##n, (void (*)(void *))(unlock), (m))

/* Do: FN(ARG) runs once; others wait for it. A panic in it counts as done. A Do inside itself
 * deadlocks. */
typedef struct {
    struct go_tag tag;
    uint32_t done, sema;
} go_once;
void go_once_do(go_once *o, void (*fn)(void *), void *arg);

/* sync.OnceFunc, OnceValue(s): FN runs once, its value and error are kept for all callers; if it
 * panicked, each call panics with the same text. go_once_value_get() lends the error. */
typedef struct {
    go_once once;
    void *(*fn)(void *arg, go_error **error);
    void *arg, *value;
    go_error *error;
    char *panicked;
} go_once_value;
void go_once_value_init(go_once_value *o, void *(*fn)(void *arg, go_error **error), void *arg);
void *go_once_value_get(go_once_value *o, go_error **error); /* ERROR may be NULL */
void go_once_value_free(go_once_value *o); /* drops the kept error; the value is the caller's */

/* Panics: "sync: negative WaitGroup counter", "sync: WaitGroup misuse: Add called concurrently with
 * Wait", "sync: WaitGroup is reused before previous Wait has returned". */
typedef struct {
    struct go_tag tag;
    uint64_t state;
    uint32_t sema, spare;
} go_waitgroup;
void go_waitgroup_add(go_waitgroup *wg, int delta);
void go_waitgroup_done(go_waitgroup *wg);
void go_waitgroup_wait(go_waitgroup *wg);
/* wg.Go: adds one, runs FN in a goroutine on its own copy of VALUE (see go()), then Done. FN must not
 * panic. */
#define go_waitgroup_go(wg, fn, value)                                                      \
    do {                                                                                    \
        __typeof__(value) go_copy_ = (value);                                               \
        go_waitgroup_start((wg), (fn), &go_copy_, sizeof go_copy_, #fn, __FILE__, __LINE__, \
                           __func__);                                                       \
    } while (0)
void go_waitgroup_start(go_waitgroup *wg, void (*fn)(void *), const void *arg, size_t size,
                        const char *name, const char *file, int line, const char *function);

/* What a condition waits with: a mutex, a read-write mutex, or the reading side of one. */
typedef struct {
    go_mutex *mutex;
    go_rwmutex *writer, *reader; /* exactly one of the three is set */
} go_locker;
/* Made with its locker: go_cond c = GO_COND(&mu). Wait never returns by itself. Using a copy of one that
 * was used panics: "sync.Cond is copied". */
typedef struct {
    struct go_tag tag;
    go_locker l;
    const void *self; /* by which a copy is known, as Go's own check does */
    uint32_t lock, spare;
    struct go_cond_waiter *first, *last;
} go_cond;
#define GO_COND(m)           \
    {                        \
        .l = {.mutex = (m) } \
    }
void go_cond_wait(go_cond *c); /* the locker is held */
void go_cond_signal(go_cond *c);
void go_cond_broadcast(go_cond *c);

/* sync/atomic's types; all operations are sequentially consistent. */
typedef struct {
    struct go_tag tag;
    int64_t value;
} go_atomic_int64;
int64_t go_atomic_load(go_atomic_int64 *a);
void go_atomic_store(go_atomic_int64 *a, int64_t v);
int64_t go_atomic_add(go_atomic_int64 *a, int64_t delta); /* the new value */
int64_t go_atomic_swap(go_atomic_int64 *a, int64_t v);    /* the old value */
bool go_atomic_cas(go_atomic_int64 *a, int64_t expected, int64_t v);

typedef struct {
    struct go_tag tag;
    void *value;
} go_atomic_pointer;
void *go_atomic_pointer_load(go_atomic_pointer *a);
void go_atomic_pointer_store(go_atomic_pointer *a, void *v);
void *go_atomic_pointer_swap(go_atomic_pointer *a, void *v);
bool go_atomic_pointer_cas(go_atomic_pointer *a, void *expected, void *v);

#ifdef __cplusplus
}
#endif

#endif
