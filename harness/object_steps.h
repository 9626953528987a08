/* object_steps.h: what one event does to the states of objects; of object_states.c alone. The rules stand in
 * object_steps.c and object_locks.c. */
#ifndef HN_OBJECT_STEPS_H
#define HN_OBJECT_STEPS_H

#include "object_states.h"

/* A task for which an earlier event ended its wait: how the wait came out. */
struct hn_served {
    uint32_t task, obj;
    uint16_t op; /* the second half: cond-wake, futex-woken, received, ... */
    const struct hn_served *next;
};

/* One object under way. */
struct hn_track {
    struct hn_object_state now;
    bool set;   /* an event said what it is, whatever it was before */
    bool odd;   /* an event does not fit the state */
    bool blind; /* an event of a kind that is not followed */
    uint32_t
        suspect; /* who must have had it before anybody was seen to take or give it; DS_NO_TASK */
    struct hn_object_state before; /* parties: who waits, and was not seen to begin */
    bool dropped;                  /* some who wait were dropped: they had timed out */
    int64_t short_of;              /* what was missing in `count` when an event first did not fit */
};

struct hn_steps {
    const struct hn_run *run;
    struct rp_arena *arena;
    struct hn_track *track; /* of each handle */
    const struct hn_served *served;
    uint32_t *touched; /* room for all objects */
    size_t touched_count;
};

/* EV, which served those in s->served. */
void hn_object_step(struct hn_steps *s, const struct ds_event *ev);

/* What the rules are made of. The object is told as touched. */
struct hn_track *hn_step_touch(struct hn_steps *s, uint32_t obj);
/* What happens does not fit; it would if SUSPECT, if that is a task, had had it from the beginning. */
void hn_step_odd(struct hn_track *k, uint32_t suspect);
struct hn_party *hn_step_party(struct hn_object_state *o, uint32_t task); /* or NULL */
void hn_step_join(struct hn_steps *s, struct hn_object_state *o, uint32_t task);
bool hn_step_leave(struct hn_object_state *o, uint32_t task); /* false: it is none of them */
void hn_step_begin(struct hn_track *k);                       /* the object's life begins anew */

/* locks.c */
void hn_step_mutex(struct hn_track *k, const struct ds_event *ev);
void hn_step_spin(struct hn_track *k, const struct ds_event *ev);
void hn_step_rwlock(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev);
void hn_step_condition(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev);
void hn_step_futex(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev);
/* The task of EV ends. */
void hn_step_owner_ends(struct hn_steps *s, const struct ds_event *ev);

#endif
