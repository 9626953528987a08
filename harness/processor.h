/* processor.h: which processor a worker keeps to: one that no other worker of this machine keeps to. */
#ifndef HN_PROCESSOR_H
#define HN_PROCESSOR_H

#define _GNU_SOURCE
#include <sched.h>

/* The first processor of CPUS that is free is taken until *CLAIM, a descriptor, is closed, whatever closes it.
 * Returns it, or -1 if there is none: then the kernel is to decide, which sees what else there is to run. Two
 * campaigns side by side, as a test runner plays them, would else share one processor and leave the other idle. */
int hn_processor_claim(const cpu_set_t *cpus, int *claim);

#endif
