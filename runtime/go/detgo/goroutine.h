/* goroutine.h: starting goroutines, and how one ends: return, panic, Goexit; deferred calls.
 *
 * When main returns the process ends, whatever the other goroutines do; a main that calls pthread_exit()
 * leaves them running, as in C. If it can be known that no goroutine will ever run again, the process
 * ends with status 2 and "fatal error: all goroutines are asleep - deadlock!"; it can be known only if
 * every thread of the process is a goroutine (or the library's own), none is in a blocking call of libc,
 * and no timer is armed.
 *
 * Not as in Go: a stack does not grow (go_set_stack_size); there is no GOMAXPROCS; a deferred call is
 * registered with a frame (GO_DEFER_FRAME), and it is the frame, not the function, that must be opened
 * before go_defer(); results are not named, so a function that recovers says itself what it returns;
 * natively a thread may serve several goroutines, one after the other, so thread-local variables of the
 * program outlive the goroutine that set them.
 */
#ifndef DETGO_GOROUTINE_H
#define DETGO_GOROUTINE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Starts a goroutine that runs FN on its own copy of VALUE, an expression of any object type: FN gets
 * the copy's address, which is good until FN ends. The caller's variable may change at once.
 *     go(worker, ((struct job){.id = i, .out = results}));
 * Panics if no thread can be made. */
#define go(fn, value)                                                                  \
    do {                                                                               \
        __typeof__(value) go_copy_ = (value);                                          \
        go_start((fn), &go_copy_, sizeof go_copy_, #fn, __FILE__, __LINE__, __func__); \
    } while (0)
/* The same, but FN gets POINTER itself: what it points to is shared with the caller, as a variable that
 * a Go closure captures is. */
#define go_ref(fn, pointer) go_start_ref((fn), (pointer), #fn, __FILE__, __LINE__, __func__)

/* What go() and go_ref() call. ARG (SIZE bytes) is copied. NAME is for reports, and not copied. */
void go_start(void (*fn)(void *), const void *arg, size_t size, const char *name, const char *file,
              int line, const char *function);
void go_start_ref(void (*fn)(void *), void *arg, const char *name, const char *file, int line,
                  const char *function);

/* Stack size in bytes of goroutines started from now on; default 256 KiB. Clamped to the system's
 * minimum. Atomic. */
void go_set_stack_size(size_t bytes);
/* Names the calling goroutine in reports; at most 15 bytes are kept (copied). */
void go_set_name(const char *name);
/* Number of the calling goroutine: 1 is main, others count up in the order of their start. */
uint64_t go_id(void);
/* Goroutines that exist: those started here that have not ended, and main. */
int go_num_goroutine(void);
/* runtime.Gosched. */
void go_yield(void);
/* runtime.Goexit: runs all deferred calls and ends the calling goroutine. In main: the other goroutines
 * go on, and when they have all ended the program dies ("no goroutines (main called runtime.Goexit) -
 * deadlock!"). A recover in a deferred call returns NULL. */
void go_exit(void) __attribute__((noreturn));

/* --- deferred calls --- */

/* Of one scope. The fields are the library's. */
struct go_frame {
    struct go_frame *outer;
    struct go_deferred *calls; /* newest first */
    void *landing[5];          /* __builtin_setjmp */
    unsigned depth;
    bool recovers, left;
};

/* Opens a frame in the current scope; calls deferred with go_defer() run, the last one first, when the
 * scope is left by any way: its end, return, break, goto, panic, Goexit. At most one per scope. */
#define GO_DEFER_FRAME GO_FRAME_
/* Opens a frame whose deferred calls may recover: after a recovery the statement that follows runs, in
 * which the function says what it returns. Like setjmp: locals that changed since must be volatile.
 *     GO_RECOVER_FRAME { return -1; }                                                               */
#define GO_RECOVER_FRAME       \
    GO_FRAME_;                 \
    go_frame_.recovers = true; \
    if (__builtin_setjmp(go_frame_.landing))
#ifdef __cplusplus
#define GO_ZERO_ \
    {}
#else
#define GO_ZERO_ \
    { 0 }
#endif
/* An inner scope's frame hides the outer one's, as it should. */
#define GO_FRAME_                                                                      \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wshadow\"")      \
        __attribute__((cleanup(go_frame_leave))) struct go_frame go_frame_ = GO_ZERO_; \
    _Pragma("GCC diagnostic pop") go_frame_enter(&go_frame_)
/* Calls FN(ARG), a pointer, when the enclosing frame is left. ARG is evaluated now. */
#define go_defer(fn, arg) \
    go_frame_defer(&go_frame_, (void (*)(void *))(fn), (void *)(uintptr_t)(arg))

void go_frame_enter(struct go_frame *frame);
void go_frame_leave(struct go_frame *frame);
void go_frame_defer(struct go_frame *frame, void (*fn)(void *), void *arg);

/* --- panics --- */

/* What a panic carries: a text, and what the program gave it. */
struct go_panic_value {
    const char *text; /* as printed; good until the goroutine ends or panics again */
    void *value;      /* go_panic_with()'s */
};
/* Panics with a text made as by printf. Deferred calls run, newest first, on top of the stack that
 * panicked; if none recovers, "panic: TEXT" and the goroutine's trace are printed to stderr and the
 * process ends with status 2. */
void go_panic(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void go_panic_with(void *value, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));
/* recover(): in a call deferred by a GO_RECOVER_FRAME's scope while the goroutine panics, stops the
 * panic and gives its value; NULL otherwise. Fatal errors (unlock of an unlocked mutex, deadlock) are
 * no panics and cannot be recovered, as in Go. */
const struct go_panic_value *go_recover(void);

#ifdef __cplusplus
}
#endif

#endif
