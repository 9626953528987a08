/* facts.h: questions that more than one detector, and the explanation, ask of a finished run.
 *
 * All are pure. Handles out of range are answered like "nothing": a run may come from a program that
 * scribbled over the region.
 */
#ifndef HN_FACTS_H
#define HN_FACTS_H

#include "detector.h"

/* The event numbered SEQ, or NULL if it is not among those kept. */
const struct ds_event *hn_event_at(const struct hn_run *run, uint64_t seq);
const struct ds_task_rec *hn_task_at(const struct hn_run *run, uint32_t task);
const struct ds_obj_rec *hn_obj_at(const struct hn_run *run, uint32_t obj);
/* Stack numbers, 0 if unknown. */
uint32_t hn_final_stack(const struct hn_run *run, uint32_t task);
uint32_t hn_create_stack(const struct hn_run *run, uint32_t task);
bool hn_same_stack(const struct hn_run *run, uint32_t a, uint32_t b);

/* The task has announced something that cannot happen now. */
bool hn_blocked(const struct hn_run *run, uint32_t task);
/* The run met its bound on steps, and in the fair continuation all who ran did so in vain: tries that failed, looks,
 * yields, sleeps, time-outs again and again. Who only locks, writes or signals may be a long way from its end,
 * or have none: that is undecided. */
bool hn_endless(const struct hn_run *run);
/* The same, no deadline is armed, and the run ended in a state where nothing else could run either,
 * or in a proven knot (a cycle, a wait for itself). */
bool hn_blocked_for_ever(const struct hn_run *run, uint32_t task);
/* T's condition wait is over (signalled, or its time is up) and only the mutex is missing. */
bool hn_relocking(const struct hn_run *run, const struct ds_task_rec *t);
/* The mutex that a condition wait gives back and takes again. */
uint32_t hn_wait_mutex(const struct hn_run *run, uint32_t task);

/* Tasks that hold OBJ (owner, readers), at most MAX; returns how many. */
size_t hn_holders(const struct hn_run *run, uint32_t obj, uint32_t *out, size_t max);
/* Event at which TASK took OBJ, which it holds as writer, owner or reader; 0 if it does not. */
uint64_t hn_held_since(const struct hn_run *run, uint32_t task, uint32_t obj);
/* Tasks of which one must act before TASK can go on (lock holders, the joined one); empty if it waits
 * for nobody in particular. */
size_t hn_waits_for(const struct hn_run *run, uint32_t task, uint32_t *out, size_t max);
/* Follows in_cycle tasks from START in waiting order; returns the length of the cycle, 0 if none. */
uint32_t hn_cycle_from(const struct hn_run *run, uint32_t start, uint32_t *out, uint32_t max);

/* Appending to a raw finding; silently full beyond the fixed room, which only loses detail. */
void hn_raw_task(struct hn_raw *raw, uint32_t task);
void hn_raw_evidence(struct hn_raw *raw, uint64_t seq); /* 0 is left out */
void hn_raw_stack(struct hn_raw *raw, uint32_t stack);
bool hn_raw_has_task(const struct hn_raw *raw, uint32_t task);

/* The object that EV's misuse is about: at a task's end the lock it kept; none for threads. */
uint32_t hn_misused(const struct ds_event *ev);
/* The operations that make a task the holder of what they name. */
bool hn_op_acquires(unsigned op);

#endif
