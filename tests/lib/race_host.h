/* race_host.h: the core of the data-race runtime with a host that is none: the test makes the events, says
 * who runs, and gets what is found. */
#ifndef RACE_HOST_H
#define RACE_HOST_H

#include "runtime/race/task.h"

enum { HOST_FOUND = 4096 };

struct host {
    struct race_found found[HOST_FOUND];
    uint32_t count;
    const char *bound;      /* the first that was told, NULL */
    uint64_t seq;           /* the last event's number */
    uint32_t events[65536]; /* of each task */
    uint64_t synchronised;  /* what the last atomic operation said it synchronises with */
    void (*sources)(void (*mark)(uint64_t seq));
};
extern struct host host;

/* A run with MAX_TASKS tasks and nothing known; task 0 runs. SOURCES: whether the host can say what events
 * are still named (host.sources does). */
void host_begin(uint32_t max_tasks, uint32_t preempt, const uintptr_t *sites, uint32_t site_count,
                bool sources);
/* TASK makes an event; returns its number. */
uint64_t host_event(struct ds_event v);
/* TASK is the one that runs. */
void host_run(uint32_t task);
/* The innermost address of a stack. */
uint64_t host_pc(uint32_t stack);

#endif
