/* timers.h: timers on the virtual clock, fired by a task of the shim's own.
 *
 * The task is made with the first timer that is set. It waits in the engine for the nearest deadline,
 * so that when a timer fires, early or late, is the engine's choice like that of any timed wait. It
 * is a daemon: no report names it as the program's, and the program ends without it.
 */
#ifndef SH_TIMERS_H
#define SH_TIMERS_H

#include "shim.h"

/* A timer; zeroed before its first use. The owner's memory, which must stay until it is disarmed.
 * Token holder only. */
struct sh_timer {
    /* Called by the timers' task, at a depth above zero, when the timer has expired TIMES times since
     * it was set or fired last. May set this timer and others. */
    void (*fire)(struct sh_timer *timer, uint64_t times);
    int64_t deadline; /* of the next expiry, DS_NEVER: disarmed. Meaningful once it was set */
    int64_t interval; /* 0: fires once */
    uint32_t alarm;   /* the engine's, 0: none */
    bool listed;
    struct sh_timer *next;
};

/* Arms TIMER for DEADLINE on the virtual monotonic clock, and every INTERVAL after it; DS_NEVER
 * disarms it. Under control only. No scheduling point. */
void sh_timer_set(struct sh_timer *timer, int64_t deadline, int64_t interval);
/* What is left until the next expiry; 0 if it is disarmed, at least 1 ns otherwise. */
int64_t sh_timer_left(const struct sh_timer *timer);
/* How often TIMER, which has an interval, is due and has not fired; it will not fire for these. */
uint64_t sh_timer_missed(struct sh_timer *timer);
/* In a forked child, whose copy of the timers' task is gone: no timer is armed. */
void sh_timers_forget(void);

#endif
