/* process.c: fork inside a task: the child is not ours to schedule.
 *
 * The child has one thread and runs natively: control ends in it before its first handler of
 * pthread_atfork runs, and its result is its own. The handlers that run in the parent are task code.
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "../finish.h"
#include "hook.h"

static bool forking; /* token: the child of the running fork is the program's, not the server's */

void sh_leave_control(void) {
    sh.controlled = false;
    sh.ending = true;
    sh.region = NULL;
}

static void in_child(void) {
    if (!forking)
        return;
    forking = false;
    sh_leave_control();
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
