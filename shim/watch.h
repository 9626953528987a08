/* watch.h: what parked tasks wait for outside the engine's models: descriptors, children, signals.
 *
 * A watch lies on the waiting task's own stack while its EVENT_WAIT is announced. What is inside the
 * process changes by what the tasks do, so it is looked at before the next decision after each
 * operation that may have changed something (sh_watch_changed). What somebody outside may bring is
 * looked at when nobody else can go on, and then the process really waits for it; now and then also
 * while tasks run without end. All calls: token holder only.
 */
#ifndef SH_WATCH_H
#define SH_WATCH_H

#include <poll.h>

#include "shim.h"

struct sh_watch {
    /* Filled by the caller. */
    struct pollfd *fds; /* ready when poll would find one of them ready; may be NULL */
    uint32_t count;     /* of fds */
    bool outside;       /* somebody outside the process may bring it: not before nobody can run */
    bool children;      /* while there are children they may bring it */
    bool retry;         /* ready as soon as anything changed: the caller tries again; FDS only say
                           on whom it depends */
    bool (*ready)(struct sh_watch *w); /* if set it looks instead of poll, without waiting */
    void *arg;                         /* of ready */
    uint32_t what;                     /* enum ds_wait_for, for reports */
    /* The rest is watch.c's. */
    uint32_t task;
    uint32_t seen;    /* number of the last change before the wait */
    bool found;       /* a look found it ready */
    bool slow;        /* another was ready long before it */
    bool may_outside; /* the last idle step found that somebody outside could act */
    int64_t began;    /* real monotonic time, ns */
    int64_t from;     /* virtual time */
    struct sh_watch *next;
};

/* Announces EVENT_WAIT on OBJ (may be DS_NO_OBJ) and comes back when W is ready (DS_OK), the virtual
 * time is DEADLINE (DS_TIMEDOUT), or a signal ended the wait (DS_INTR). A time-out of a wait for the
 * outside comes only after the outside had that much real time, up to some seconds. */
int sh_watch_wait(struct sh_watch *w, uint32_t obj, int64_t deadline, void *site);

/* The running task leaves its frames below SP: its watch, if it lies there, is no more. */
void sh_watch_left(uintptr_t sp);

/* Something was done that may have changed what is ready. */
void sh_watch_changed(void);

/* Before each decision: tells the engine which waits are over. */
void sh_watch_look(void);

/* Nobody can go on (DS_ST_IDLE): looks at everything, and while somebody outside may act waits for it
 * really, at most as long as the nearest deadline is away. The caller then calls ds_next() again.
 * False: nothing has come, and nobody outside can bring anything. */
bool sh_watch_idle(void);

/* A child has ended: the others that are about to get a moment as well, so that what they say of
 * themselves comes together. */
void sh_watch_children(void);

/* Looks at everything, without waiting; true if something is ready. */
bool sh_watch_look_outside(void);

/* A call that does not wait found nothing at what FDS name, which somebody outside may bring: lets a
 * little real time pass, more each time, so that a loop that asks makes progress. NULL: a child. */
void sh_watch_fruitless(struct pollfd *fds, uint32_t count);

/* Something beside the watches waits for the outside (a task that is stuck in the kernel): DELTA +1
 * when it begins, -1 when it ends; while any does, there is no verdict that nobody can go on. */
void sh_watch_stuck(int delta);

/* The process was forked: only the calling task's world is left in the child. */
void sh_watch_forked(void);

#endif
