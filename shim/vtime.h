/* vtime.h: the program's clocks, all made of the engine's one virtual clock. */
#ifndef SH_VTIME_H
#define SH_VTIME_H

#include "shim.h"

/* Lets time pass as a read of a clock does and returns the virtual monotonic time. Also before
 * control begins (constructors), when time is made of a count of reads. SITE as for sh_point. */
int64_t sh_vtime_read(void *site);
/* True if reads of clocks are virtual: in the target process, from its first instruction on. */
bool sh_vtime_on(void);
/* Value of CLOCK at virtual monotonic time NOW, ns; false if the clock is not one we know. */
bool sh_vtime_clock(clockid_t clock, int64_t now, int64_t *value);
struct timespec sh_vtime_spec(int64_t ns);

#endif
