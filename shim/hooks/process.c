/* process.c: fork inside a task: the child is not ours to schedule.
 *
 * The child has one thread and runs natively: control ends in it before its first handler of
 * pthread_atfork runs, and its result is its own. The handlers that run in the parent are task code.
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "hook.h"

static bool forking; /* token: the child of the running fork is the program's, not the server's */

static void in_child(void) {
    if (!forking)
        return;
    forking = false;
    sh.controlled = false;
    sh.ending = true;
    sh.region = NULL;
}

/* Constructors of the program come later, so ours is the first of the child's handlers. */
__attribute__((constructor)) static void before_other_handlers(void) {
    pthread_atfork(NULL, NULL, in_child);
}

SH_EXPORT pid_t fork(void) {
    if (!sh.controlled || sh_depth || sh.ending)
        return sh_real(fork)();
    forking = true;
    pid_t pid = sh_real(fork)();
    forking = false;
    return pid;
}
SH_EXPORT pid_t __fork(void) __attribute__((alias("fork"), nothrow));

/* A child that shares our memory would end the run by its _exit. Any fork is a legal vfork. */
SH_EXPORT pid_t vfork(void) {
    return fork();
}
SH_ALIAS_OF(__vfork, vfork);
