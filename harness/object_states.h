/* object_states.h: in which state each object of a run is after each of its events.
 *
 * A pure function of the run: the engine's rules are followed event by event, and what comes out is
 * compared with the engine's own record of the object at the end. An object for which the two differ has no
 * known state at all. States from before the first event that is kept are worked out from what follows.
 */
#ifndef HN_OBJECT_STATES_H
#define HN_OBJECT_STATES_H

#include "../reports/arena.h"
#include "run.h"

/* A task that reads, or waits, and how often. */
struct hn_party {
    uint32_t task, times;
    bool sends; /* on a channel: it waits to send, not to receive */
};

struct hn_object_state {
    bool gone;       /* destroyed */
    uint32_t owner;  /* of a lock, of a once control that runs; DS_NO_TASK */
    uint32_t again;  /* how often the owner has taken it beyond the first time */
    int64_t count;   /* values in a channel, a counter's value, tasks that have come to a
                                 barrier; 1: a context is cancelled, a once control done */
    uint32_t size;   /* of a barrier; 0 unknown */
    bool closed;     /* a channel */
    uint32_t robust; /* enum ds_robust, of a mutex */
    struct hn_party
        *parties; /* readers of a lock; who waits on a condition, a futex word, or a channel
                                 without a select */
    size_t party_count, party_room;
};

struct hn_states; /* the arena's */
/* Everything before the run's first event. Nothing of it changes RUN, which must stay. */
struct hn_states *hn_states_new(const struct hn_run *run, struct rp_arena *arena);
/* Goes on to behind event EV: each event of the run in its order. Returns how many objects it touched;
 * *TOUCHED are their handles, good until the next call. */
size_t hn_states_step(struct hn_states *st, const struct ds_event *ev, const uint32_t **touched);
/* Now; NULL if it is not known. */
const struct hn_object_state *hn_states_of(const struct hn_states *st, uint32_t obj);

#endif
