/* proc.h: reads the kernel's /proc by raw system calls; nothing here can reach a hook or touch errno.
 */
#ifndef SH_PROC_H
#define SH_PROC_H

#include <stdbool.h>
#include <stdint.h>

enum { SH_PROC_PATH = 64 }; /* bytes of a path below /proc, as they are built here */

/* Calls VISIT with each entry of the directory at PATH whose name is a number, until it returns true.
 * Whether one did. */
bool sh_proc_each(const char *path, bool (*visit)(const char *name, void *arg), void *arg);

/* The number that TEXT begins with; 0 if it begins with none. */
uint64_t sh_proc_number(const char *text);

/* Writes N and the terminator at TO, 21 bytes at most, and returns where the terminator stands. */
char *sh_proc_write_number(char *to, uint64_t n);

/* True if a descendant of this process is on its way: one of its threads runs, waits for a processor
 * or for a disk, and the process has had less than MOST nanoseconds of processors so far. The first
 * 256 descendants are looked at. */
bool sh_descendants_at_work(int64_t most);

/* True if a descendant of this process has not ended. */
bool sh_descendants_live(void);

#endif
