/* spawn.h: starts the program with its descriptors, environment and limits in place. */
#ifndef HN_SPAWN_H
#define HN_SPAWN_H

#include "worker.h"

/* Notes, for hn_no_greeting(), that WHAT failed as errno says. Returns HN_CANNOT. */
int hn_no_start(struct hn_worker *w, const char *what);
/* Starts the target of W's launch; SOCK is the server's end of the control socket, or -1. Fills
 * w->pid and, without a socket, w->pidfd. Returns 0, or HN_CANNOT; hn_no_greeting() says why. */
int hn_spawn(struct hn_worker *w, int sock);
/* In a process made for it, child of PARENT: becomes the target, or ends with status 127 and what failed
 * in the region's greeting. */
_Noreturn void hn_spawn_here(struct hn_worker *w, int sock, pid_t parent);
/* In a process made for a program: every signal as it is by default, and none blocked. */
void hn_default_signals(void);
/* True if each process gets the same address layout: asked for, and permitted here. */
bool hn_fixed_addresses(const struct hn_launch *l);

#endif
