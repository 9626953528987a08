/* cut.h: what of a finding is shown: which events where there is no room for all, which tasks. */
#ifndef RP_CUT_H
#define RP_CUT_H

#include <string.h>

#include "arena.h"
#include "model.h"

/* One flag an event, ARENA's: at most SHOWN are set, half of them around the last pieces of evidence, the
 * others at the end of the run. */
bool *rp_cut_schedule(struct rp_arena *arena, const struct rp_finding *f, size_t shown);

/* A result that goes without saying. */
static inline bool rp_plain_result(const struct rp_event *e) {
    return !e->result || !e->result[0] || strcmp(e->result, "ok") == 0;
}

/* How many of the program's events E stands for. */
static inline uint64_t rp_events_of(const struct rp_event *e) {
    return e->aside ? 0 : e->times > 1 ? e->times : 1;
}

/* The number of the event that access K, 0 or 1, of F's race is; 0 if it is none, but comes behind one. */
static inline uint64_t rp_access_event(const struct rp_finding *f, unsigned k) {
    for (size_t i = f->event_count; i-- > 0;)
        if (f->events[i].access == k + 1 && !f->events[i].aside)
            return f->events[i].seq;
    return 0;
}

/* Tasks that ended well and hold nothing only distract. */
static inline bool rp_task_matters(const struct rp_task *t) {
    return !t->state || strcmp(t->state, "ended") != 0 || t->hold_count > 0 || t->stack.count > 0;
}

#endif
