/* inspect.h: a run that is still going on, told to a person at a debugger. */
#ifndef HN_INSPECT_H
#define HN_INSPECT_H

#include "run.h"

/* Copies the run out of the region that FILE holds, of which nothing is believed; hn_run_free(). NULL after
 * one line. */
struct hn_run *hn_inspect_region(const char *file);

/* ARGV: WHAT REGION RECORDED PROGRAM [ARG], for the debugger's own commands (contrib/gdb). REGION and
 * RECORDED ("-" if there is none) are files that hold the region of the run as it stands, and that of the
 * same schedule played to its end, of which names and coming events are taken. WHAT is tasks, locks,
 * channels, events (ARG: how many on each side), or task (ARG: its id; its number and the id of its kernel
 * thread come first). Returns a status. */
int hn_inspect(int argc, char **argv);

#endif
