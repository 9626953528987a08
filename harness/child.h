/* child.h: waits for a child process, not for ever. */
#ifndef HN_CHILD_H
#define HN_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Waits for PID to end, and ends it (sets *LATE) when LIMIT_MS are over. Its wait status, or -1. */
int hn_await(pid_t pid, int limit_ms, bool *late);
/* What the program ARGV prints on its standard output, run as it is: nothing preloaded, with an empty
 * input, ended after LIMIT_MS. NULL if it cannot be run, does not end in time or with another status
 * than 0; else to be freed. */
char *hn_ask_program(char *const *argv, int limit_ms);

#endif
