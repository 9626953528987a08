/* session.h: what a debugger needs to start the program as a seed is started, again and again: a file in
 * memory that the debugger inherits, and the command's own process that becomes the program.
 */
#ifndef HN_SESSION_H
#define HN_SESSION_H

#include "worker.h"

/* The environment variables that the debugger's children get. */
#define HN_SESSION_ENV "DETSCHED_SESSION" /* descriptor of the session's file */
#define HN_SESSION_AT "DETSCHED_STOP_AT"  /* event to hold before, instead of the session's stops */

/* A session for the job that W was last asked to play, with STOP_AT and STOP_RACE as ds_plan has them:
 * a descriptor, or -1 after one line. FDS gets the descriptors of which the session knows the numbers,
 * so that they must be inherited under them: SESSION_FDS of them, -1 for none. */
enum { HN_SESSION_FDS = 6 };
int hn_session_make(struct hn_worker *w, uint64_t stop_at, uint32_t stop_race,
                    int fds[HN_SESSION_FDS]);

/* In a process that the debugger has started: makes everything as it was before the first run, and
 * becomes the program. Returns a status after one line if it cannot. */
int hn_session_start(void);

#endif
