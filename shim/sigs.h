/* sigs.h: signals inside the process: the program's handlers, each task's mask, and what is pending.
 *
 * The kernel knows none of the program's handlers, only ours. What the process sends itself never
 * reaches the kernel: it becomes pending here, for one task or for the process, and the handler runs
 * later, at a scheduling point of the task that takes it, as a plain call on that task's stack. A
 * fault of the running instruction has its handler run at once, without a switch. Signals from
 * outside are noted by our handler, and become pending at the next decision.
 */
#ifndef SH_SIGS_H
#define SH_SIGS_H

#include <signal.h>

#include "shim.h"

#define SH_SIG_BIT(sig) (1ull << ((sig)-1))
enum { SH_SIGNALS = 64 };

/* What a delivery came to. */
enum sh_ran {
    SH_RAN_NOTHING, /* no handler ran: an interrupted call goes on */
    SH_RAN_RESTART, /* the first handler had SA_RESTART */
    SH_RAN_PLAIN    /* it had not */
};

struct sh_pending;
struct sh_handling;

/* A task's part; token holder only. Zero at first. */
struct sh_task_sigs {
    struct sh_pending *queue; /* pending for this task, oldest first */
    uint64_t waits;           /* set of the sigwait it is in, 0: in none */
    uint64_t restore;         /* sigsuspend: mask that the handler's return brings back */
    bool restores;            /* the same: there is one */
    bool borrowed;            /* its mask is a call's (ppoll); the own one is in `restore` */
    bool has_alt;             /* the program has given it an alternate stack */
    uint32_t upon;            /* operation at whose end handlers now run, DS_OP_NONE: at none's */
    uint32_t ran;             /* enum sh_ran of its last operation that came back with DS_INTR */
    stack_t alt;              /* that stack */
    stack_t ours;             /* alternate stack that its kernel thread had before */
    struct sh_handling *handling; /* handlers it is in, innermost first */
};

/* In the process that runs the program, on its main thread, when control begins. */
void sh_sigs_begin(void);
/* In a forked child: nothing is pending, and only the calling task is left. */
void sh_sigs_forget(void);

/* sigaction() under our table; RESULT as the function's. */
int sh_sigs_action(int sig, const struct sigaction *act, struct sigaction *old);

/* The task's mask, and the kernel's below it, become MASK; what it opens is delivered by the caller
 * (sh_sigs_deliver). T is the running task. */
void sh_sigs_mask(struct sh_task *t, uint64_t mask);

/* SIG with INFO becomes pending for TO, or, if that is NULL, for the process: then one of the tasks
 * that can take it is chosen. Ends the process if that is what the signal does. EAGAIN: too many. */
int sh_sigs_send(struct sh_task *to, int sig, const siginfo_t *info);
/* What is pending for T, or for the process. */
uint64_t sh_sigs_pending(const struct sh_task *t);
/* Takes a pending signal of SET for T: its number and *INFO; 0 if there is none. */
int sh_sigs_take(struct sh_task *t, uint64_t set, siginfo_t *info);
/* The pending signal of the timer ID, NULL if there is none. */
siginfo_t *sh_sigs_of_timer(int id);
/* TAKEN is called when a timer's signal is no longer pending: it was taken, or is being handled. */
void sh_sigs_on_timer(void (*taken)(siginfo_t *info));
/* Runs the handlers of what T, which is running, has pending and does not block. */
enum sh_ran sh_sigs_deliver(struct sh_task *t);
/* T ends: what was sent to the process and given to it goes to others. */
void sh_sigs_end(struct sh_task *t);

/* Handle of the engine's object that signals go through. */
uint32_t sh_sigs_object(void);
/* Before each decision: says which waits have come to their end. Cheap when nothing has changed. */
void sh_sigs_look(void);
/* Nobody can go on: takes signals from outside that all tasks block; true if something has come. */
bool sh_sigs_idle(void);
/* The end of a child has come and is kept until nobody can go on, or for a thousand points. */
bool sh_sigs_child_kept(void);
void sh_sigs_forget_child(void);
/* Child processes live, and a signal of theirs would matter to somebody. */
bool sh_sigs_of_children(void);
/* The last of them may have ended since signals were looked for: takes what it sent. */
bool sh_sigs_last(void);
/* Waits in the kernel until a signal comes from outside. */
void sh_sigs_wait(void);
/* Something has changed that sh_sigs_look() must see. */
void sh_sigs_changed(void);
/* A task has a handler to run, but is in a wait that no handler can break into (a barrier). */
bool sh_sigs_stuck(void);

/* Whether the call that came back with DS_INTR is to go on: no handler ran, or all may restart it.
 * RESTARTABLE: the call is one that SA_RESTART restarts. */
bool sh_sigs_goes_on(bool restartable);

/* The running task has MASK for one call; a handler that runs meanwhile brings its own mask back, and
 * the call is then to end with EINTR before it waits: sh_sigs_broken(). */
void sh_sigs_borrow(const sigset_t *mask);
bool sh_sigs_broken(void);
void sh_sigs_give_back(void);

/* What POSIX says of functions that are not async-signal-safe (2.4.3): where a signal interrupts one, its
 * handler must not call another. Only of such handlers, and not of those that the running task's own
 * calls bring about, or that come upon a wait for them, is anything said. */
bool sh_unsafe_op(unsigned op);
/* The running task announces OP: the misuse that this is in a handler it is in, DS_MISUSE_NONE if none. The
 * stack of the call is then in *STACK, down to the handler. */
uint16_t sh_sigs_misuse(unsigned op, uint32_t *stack);
/* POINT, if it is a misuse: the running task calls WHAT, which is no operation, from SITE. */
void sh_sigs_unsafe(enum ds_unsafe what, void *site);
static inline void sh_unsafe(enum ds_unsafe what, void *site) {
    if (__builtin_expect(sh.torn != 0, 0))
        sh_sigs_unsafe(what, site);
}
/* The running task's handlers do not come back: it ends the process. */
void sh_sigs_no_return(void);

/* The running task leaves the frames below SP by a jump. */
void sh_sigs_jump(uintptr_t sp);
/* TO's alternate stack instead of FROM's, on the kernel thread that carries both. */
void sh_sigs_switch(const struct sh_task *from, const struct sh_task *to);

/* --- between sigs.c and sigs_run.c --- */

/* What the program has set for SIG. */
struct sigaction *sh_sigs_act(int sig);
/* What the kernel shall do at SIG, after *sh_sigs_act(SIG). */
int sh_sigs_install(int sig);
/* Calls T's handler ACT; MASK is what its return brings back. CONTEXT: of a fault; NULL: made up.
 * UPON: the signal might have come at any moment, and came upon this operation, an unsafe one; else NONE. */
void sh_sigs_call(struct sh_task *t, const struct sigaction *act, siginfo_t *info, uint64_t mask,
                  void *context, uint32_t upon);
bool sh_sigs_default_ignores(int sig);
/* Makes what came from outside pending. */
void sh_sigs_collect(void);
/* Something came from outside, and was not collected yet. */
bool sh_sigs_noted(void);
/* Does what SIG does by default: dies, stops. */
void sh_sigs_default(int sig);

#endif
