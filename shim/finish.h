/* finish.h: every way in which a run ends, and what is left in the region when it does. */
#ifndef SH_FINISH_H
#define SH_FINISH_H

#include <signal.h>

#include "task.h"

enum { SH_STOPPED_STATUS = 113 }; /* of a process that the engine, not the program, ended */

/* The engine ended the run (deadlock, livelock, out of room, diverged). */
_Noreturn void sh_run_over(uint32_t status);
/* The program's own end with STATUS: its exit handlers, then the drain, then the process's end. */
_Noreturn void sh_exit_program(int status);
/* The same for _exit: no exit handlers. */
_Noreturn void sh_exit_now(int status);
/* Comes back unless the process has ended already: a task that ends it again in the drain, where its
 * status counts no more, just stops there. */
void sh_exit_again(void);
/* The engine has let the process end, and the drain begins: from here on nothing counts but who is left. */
void sh_drain_began(void);
/* Captures where every live task stands. The caller holds the token. */
void sh_dump_stacks(void);
/* Registers the handler that runs last at exit. As early as possible. */
void sh_finish_prepare(void);
/* In each run, before main: has the program's status noted, whoever ends it. */
void sh_finish_begin(void);
/* Installs the handlers that note where the program died; before the fork. */
void sh_fatal_prepare(void);
void sh_fatal_install(int sig);
/* Gives the calling kernel thread an alternate stack for them, if it has none: what
 * sh_fatal_stack_end() has to be given, or NULL. */
void *sh_fatal_stack_begin(void);
void sh_fatal_stack_end(void *mem);
/* The running task is about to make the process die of SIG: notes that. In the drain it ends there. */
void sh_note_fatal(int sig);
bool sh_fatal_signal(int sig);
bool sh_fatal_handler_is(const struct sigaction *act);
/* True unless this is a child that vfork made, which shares our memory: its end is not the run's. */
bool sh_same_process(void);
/* Keeps the text of the first failed assertion. */
void sh_note_assert(const char *assertion, const char *file, unsigned line, const char *function);
/* Adopts the calling unknown thread; returns when it holds the token. */
bool sh_adopt(void);

#endif
