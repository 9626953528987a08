/* preempt.h: a timer that takes the token from a task which computes for long without a point. */
#ifndef SH_PREEMPT_H
#define SH_PREEMPT_H

/* At the start of control: readies the machinery, arms nothing. */
void sh_preempt_begin(void);
/* When there are two tasks or more: starts the timer. Later calls do nothing. */
void sh_preempt_arm(void);

#endif
