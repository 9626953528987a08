/* adopt.h: what the token holder does about threads that are not ours. */
#ifndef SH_ADOPT_H
#define SH_ADOPT_H

#include <stdbool.h>

/* Makes tasks of the threads that have arrived. Called by the token holder before it decides. */
void sh_adopt_arrivals(void);
/* True if a thread has arrived since. */
bool sh_adopt_pending(void);
/* Nothing can run: is there a thread that we do not know, and which may still call us? Then waits
 * for one to arrive (the harness's watchdog bounds that) and returns true. */
bool sh_adopt_wait(void);
/* In a child that fork made: nobody waits. */
void sh_adopt_forked(void);

#endif
