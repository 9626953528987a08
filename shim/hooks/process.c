/* process.c: fork inside a task: the child is not ours to schedule.
 *
 * The child has one thread and runs natively: control ends in it at once, its result is its own.
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "../real.h"
#include "../task.h"

SH_EXPORT pid_t fork(void) {
    if (!sh.controlled || sh_depth)
        return sh_real(fork)();
    sh_depth++;
    pid_t pid = sh_real(fork)();
    sh_depth--;
    if (pid == 0) {
        sh.controlled = false;
        sh.ending = true;
        sh.region = NULL;
    }
    return pid;
}
SH_EXPORT pid_t __fork(void) __attribute__((alias("fork"), nothrow));
