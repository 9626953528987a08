/* g.h: what the runtime keeps for each goroutine, and the parts that see into it. */
#ifndef GO_G_H
#define GO_G_H

#include <unwind.h>

#include "internal.h"

#pragma GCC visibility push(hidden)

/* One panic, or a Goexit (as in Go's runtime, which keeps them in one chain). On the panicking stack. */
struct go_panic {
    struct go_panic *outer; /* was being handled when this one was raised */
    struct go_panic_value value;
    uint32_t depth; /* of the frame whose calls it runs now */
    bool is_exit, recovered, repeated;
    uint32_t obj; /* of the probe */
    enum go_probe_fatal kind;
};

/* A deferred call that is being run. On the stack. */
struct go_call {
    struct go_call *outer;
    struct go_frame *frame;
    struct go_panic *panic; /* that runs it; NULL: its scope was left normally */
    uint32_t depth;
};

struct go_deferred {
    struct go_deferred *next;
    void (*fn)(void *);
    void *arg;
};

struct go_g {
    struct go_g *next, **link; /* among all; under the registry's lock */
    uint64_t id, creator;
    const char *name, *file, *function; /* of the go statement */
    int line;
    char given[16];    /* go_set_name()'s */
    uint32_t why;      /* enum go_waiting; atomic */
    bool started_here; /* not main, nor a thread of the program's own */
    bool begun;        /* under the probe: `task` is known */
    uint32_t task;     /* the probe's number */

    /* The rest is only touched by the goroutine itself. */
    struct go_frame *frame,
        *base;                /* innermost open one; goroutines: the one that Goexit unwinds to */
    struct go_frame *landing; /* where an unwinding in progress ends */
    struct go_panic *panics;
    struct go_call *calls;
    struct go_deferred *spare;
    struct go_panic_value recovered; /* what go_recover() gave last */
    char *kept;                      /* its text, once the panic is over */
    struct _Unwind_Exception unwinding;
    uint64_t random;
    uint32_t spins; /* how long waiting actively has been worth it */

    void (*fn)(void *);
    void (*entry)(void *); /* the program's function, for reports: FN or what FN calls */
    void *arg;
    max_align_t copy[]; /* of go()'s value */
};

/* --- goroutine.c: the registry --- */

/* A new record with ROOM bytes for a copy; it is not yet among all. */
struct go_g *go_g_new(size_t room);
void go_g_add(struct go_g *g);    /* numbers it */
void go_g_remove(struct go_g *g); /* and frees it */
void go_g_set_self(struct go_g *g);
/* Calls SEE for every goroutine, oldest first, under the registry's lock: SEE must not wait. */
void go_g_each(void (*see)(void *arg, struct go_g *g), void *arg);
/* The name for people. */
const char *go_g_name(const struct go_g *g);
uint64_t go_g_last_id(void);
/* Takes main off the count of goroutines that exist. */
void go_g_main_over(void);

/* --- asleep.c: is anybody left who could run --- */

/* Goroutines and others who can act: one more, or one less. Parked ones do not count. */
void go_running_more(void);
/* True if that was the last. */
bool go_running_less(void);
/* Somebody beside the caller, who does not wait, can act. */
bool go_others_run(void);
/* Called by who was the last: ends the process if nobody can ever run again. WORD: what the caller waits
 * for (see go_park()), or NULL. Returns if that changes or cannot be known. */
void go_asleep(uint32_t *word);
/* main has ended by pthread_exit(): the process ends with its last goroutine. */
void go_main_left(void);
/* Threads of the process that the runtime knows, main included at first. */
void go_threads_known(int delta);

/* --- start.c, timers.c: threads that only wait for work --- */

/* Ends those that have none, and keeps no other. */
void go_pool_close(void);
void go_timers_close(void);

/* --- frame.c --- */

/* Runs the newest deferred call of FRAME. */
void go_frame_call(struct go_g *g, struct go_frame *frame, struct go_panic *panic);
/* Unwinds to FRAME, running what cleanups there are, and goes on at its landing. */
void go_frame_land(struct go_g *g, struct go_frame *frame) __attribute__((noreturn));
/* The same for main, which has no frame to land at: calls END. */
void go_frame_unwind_main(struct go_g *g, void (*end)(void)) __attribute__((noreturn));

/* --- trace.c: what is printed when the process dies --- */

/* The first caller goes on, all others stay in here. */
void go_dying(void);
void go_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *go_waiting_text(enum go_waiting why);
/* "\ngoroutine N [running]:", the frames of the calling goroutine and where it was started. */
void go_trace_self(void);
/* The same of another one, without frames. */
void go_trace_other(const struct go_g *g);
void go_die(void) __attribute__((noreturn));

#pragma GCC visibility pop

#endif
