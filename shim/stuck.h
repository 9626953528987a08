/* stuck.h: tasks that sleep in the kernel, in calls that the model does not know, give up the token.
 *
 * Thread carrier only, in runs that the harness watches closely (plan.monitor). It sends a signal to
 * the holder of the token when that sleeps in the kernel outside our code; the handler interrupts the
 * call, gives the token away and stays there. When nobody else can run, the handlers of such tasks
 * come back one after the other, so that their calls begin again: the one that now goes through has
 * the token. So it never depends on real time who runs. Token holder only.
 */
#ifndef SH_STUCK_H
#define SH_STUCK_H

#include <ucontext.h>

#include "task.h"

enum sh_round {
    SH_ROUND_NONE,   /* nobody is stuck */
    SH_ROUND_OVER,   /* each of them has tried, in vain */
    SH_ROUND_SELF,   /* the caller is to try: its handler must come back */
    SH_ROUND_CHOSEN, /* one went through, and the engine has chosen the caller meanwhile */
};

/* In the handler of the harness's signal on the running task. True if the signal was for us. */
bool sh_stuck_signal(ucontext_t *uc);
/* SELF, which decides, finds that nobody can go on. AGAIN: goes on with a round that SELF broke off. */
enum sh_round sh_stuck_round(struct sh_task *self, bool again);
/* True if the running task went through such a call, which the engine does not know yet. */
bool sh_stuck_through(void);
/* Tells the engine; the running task then holds the token like any other. */
void sh_stuck_commit(void);
bool sh_stuck_any(void);
/* In a child that fork made. */
void sh_stuck_forked(void);

#endif
