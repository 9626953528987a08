/* keys.h: destructors of thread-specific data, which run as task code before the task's end. */
#ifndef SH_KEYS_H
#define SH_KEYS_H

/* Runs the destructors of the calling thread's values, in rounds, as POSIX says. */
void sh_keys_run(void);

#endif
