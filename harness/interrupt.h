/* interrupt.h: signals that ask a campaign to end, and how much time that leaves. */
#ifndef HN_INTERRUPT_H
#define HN_INTERRUPT_H

#include <stdbool.h>

/* From here on SIGINT, SIGTERM, SIGHUP and SIGUSR1, by which batch systems announce the end, do not end the
 * command at once. A hang-up that the command was started to ignore stays ignored. */
void hn_interrupt_prepare(void);
/* 0 none yet, 1 finish what is in play, 2 now. */
int hn_interrupted(void);
/* True if nothing more is to be begun: after a second signal, or three seconds behind the first. */
bool hn_interrupt_late(void);

#endif
