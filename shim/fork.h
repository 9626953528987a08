/* fork.h: child processes that the program makes by fork: each goes on with an engine of its own. */
#ifndef SH_FORK_H
#define SH_FORK_H

#include "shim.h"

/* The running task forks: PROCESS calls libc's function, with DATA, and says what that returned; HANDLERS
 * if it runs those of pthread_atfork. The child comes back as the only task of a copy of the run. */
pid_t sh_fork_run(pid_t (*process)(void *data), void *data, bool handlers);
/* Registers what has to happen around a fork inside libc; before any other handler. */
void sh_fork_prepare(void);

/* In such a child, in which nothing can go on. Reports a wait that nothing from outside could end, and
 * ends the process; otherwise comes back when a signal has come. */
void sh_fork_stuck(void);
/* The same for every other end that the engine makes: the seed becomes undecided. */
_Noreturn void sh_fork_give_up(const char *message);

/* Such a child ends by itself: leaves its counts for the run. */
void sh_fork_ended(void);
/* PID was waited for and has ended: stops the run if the child reported that it was stuck. */
void sh_fork_reaped(pid_t pid);
/* At the run's end: only children that the program has waited for count. */
void sh_fork_settle(void);

#endif
