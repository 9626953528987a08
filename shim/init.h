/* init.h: how the shim comes up in a process, and how control begins. */
#ifndef SH_INIT_H
#define SH_INIT_H

#include "shim.h"

/* Finds out whether this process is the program; maps the region if so. Runs once; cheap after. */
void sh_init(void);
/* Control socket, -1 under exec isolation. */
int sh_socket(void);
/* The process that will run the seed described by region->plan.config: sets up the engine, makes the
 * calling thread the main task (its stack entry is ENTRY), and lets control begin. */
void sh_control_begin(uintptr_t entry);

/* A thread is created before main. Under exec isolation control begins here, at stack pointer ENTRY;
 * a fork server cannot have it and says so in its greeting. */
void sh_control_early(uintptr_t entry);

/* The fork server: serves commands until told to quit (does not return then); comes back in a child
 * that is to run a seed. */
void sh_serve(void);
/* Clears what the last run left in the region. */
void sh_region_clear(void);

#endif
