/* reach.h: goroutines that wait for what no live task can reach any more.
 *
 * A conservative scan, as garbage collectors make: any aligned word that looks like a pointer is one,
 * to whatever part of a block. A task that is not blocked for good is live; what its stack, its
 * registers and thread-local variables, the variables of all modules, memory that nobody knows
 * anything of, and libc's own blocks point to is reachable, and so is what that points to. A blocked
 * task lives as well once something that it waits for is reachable. The rest is hopeless. Not seen are
 * pointers that are kept in another form, or outside the process.
 */
#ifndef SH_REACH_H
#define SH_REACH_H

#include "shim.h"

/* Sets or takes back DS_MARK_HOPELESS of every goroutine. Token holder only; the caller is a task, or
 * ends the run. If it cannot be told, nobody is hopeless. */
void sh_reach(void);

#endif
