/* carrier.h: moves control from one task to another. At most one task runs at any time; who may run
 * holds the token. Fiber: both stand on the main kernel thread. Thread: the token goes by futex.
 */
#ifndef SH_CARRIER_H
#define SH_CARRIER_H

#include "task.h"

/* Prepares the switching machinery in the process that will run the program. 0 or -1. */
int sh_carrier_begin(void);
/* In a child that fork made: the calling kernel thread is the one that hosts the fibers. */
void sh_carrier_forked(void);
/* Whether the processor and kernel let us write the FS base directly. */
bool sh_fsgsbase(void);
/* Makes T resumable as a fiber that starts in sh_task_body, below the stack pointer PARKED. */
void sh_fiber_prepare(struct sh_task *t, uintptr_t parked);
/* Hands the token from FROM, which is running, to TO; returns when FROM gets it back. */
void sh_transfer(struct sh_task *from, struct sh_task *to);
/* The same when FROM has ended; its thread is released and awaited before TO goes on. A FIBER's
 * caller never comes back; a KTHREAD's returns at once and must leave its start routine. */
void sh_transfer_last(struct sh_task *from, struct sh_task *to);
/* Lets the real thread of T, which has ended and does not run, end too; waits until it has. */
void sh_release(struct sh_task *t);
/* First thing a task does when it has got the token: frees the thread that ended just before. */
void sh_resumed(struct sh_task *t);
/* Waits on the calling kernel thread until T's gate opens. */
void sh_park(struct sh_task *t);

#endif
