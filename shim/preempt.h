/* preempt.h: a timer that takes the token from a task which computes for long without a point. */
#ifndef SH_PREEMPT_H
#define SH_PREEMPT_H

#include <signal.h>
#include <stdbool.h>

/* Before the fork: takes the signal, arms nothing. */
void sh_preempt_prepare(void);
bool sh_preempt_handler_is(const struct sigaction *act);
/* When there are two tasks or more: starts the timer. Later calls do nothing. */
void sh_preempt_arm(void);
/* In a child that fork made, which has no timers. */
void sh_preempt_forked(void);

#endif
