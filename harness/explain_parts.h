/* explain_parts.h: what the files that explain a finding share; nobody else includes it. */
#ifndef HN_EXPLAIN_PARTS_H
#define HN_EXPLAIN_PARTS_H

#include "detect/goroutines.h"
#include "explain.h"
#include "symbolize.h"

#define HN_EX_CASES 4 /* cases of a select that are told one by one */

/* One explanation under way. Names are made once; everything is ARENA's. */
struct hn_ex {
    const struct hn_run *run;
    struct hn_symbols *sy;
    struct rp_arena *arena;
    const char **ids;         /* of each task: "T0", "T1.2" */
    const char **objects;     /* of each handle, made when first asked for */
    bool prose;               /* names are for sentences: each in one line */
    struct rp_stack **stacks; /* of each number, made when first asked for */
};

void hn_ex_init(struct hn_ex *ex, const struct hn_run *run, struct hn_symbols *sy,
                struct rp_arena *arena);

/* names.c */
const char *hn_ex_id(struct hn_ex *ex, uint32_t task);
const char *hn_ex_task_name(struct hn_ex *ex, uint32_t task); /* thread name or start routine */
const char *hn_ex_who(struct hn_ex *ex, uint32_t task);       /* "T1 (worker)", in one line */
const char *hn_ex_object(struct hn_ex *ex, uint32_t obj);
/* "forks+40", "block 3 of T1 +8"; NULL if P says nothing. */
const char *hn_ex_place(struct hn_ex *ex, const struct ds_obj_place *p);
/* What an event is about: an object, or a task for create and join; "" if nothing. */
const char *hn_ex_subject(struct hn_ex *ex, unsigned op, uint32_t obj);
/* Name of what OBJ is a copy of; of OBJ itself if it is none. */
const char *hn_ex_original(struct hn_ex *ex, uint32_t obj);
const char *hn_ex_kind_word(struct hn_ex *ex, uint32_t obj); /* "mutex", "semaphore", ... */

/* places.c */
/* The innermost frame of the program's own code, or NULL. */
const struct rp_frame *hn_ex_program_frame(struct hn_ex *ex, uint32_t stack);
const struct rp_frame *hn_ex_event_frame(struct hn_ex *ex, const struct ds_event *ev);
const char *hn_ex_frame_text(struct hn_ex *ex, const struct rp_frame *frame); /* "" for NULL */
const char *hn_ex_at_event(struct hn_ex *ex, uint64_t seq); /* " in f (x.c:3)" or "" */
const char *hn_ex_at_stack(struct hn_ex *ex, uint32_t stack);

/* The stack numbered STACK as people want to see it; empty if there is none. Equal numbers share one. */
struct rp_stack hn_ex_stack(struct hn_ex *ex, uint32_t stack);

/* objects.c: the objects that events are about. The events come in their order; those that the timeline shows
 * are told too, with what has changed since the last one. */
struct hn_ex_objects;
struct hn_ex_objects *hn_ex_objects_new(struct hn_ex *ex);
void hn_ex_object_step(struct hn_ex_objects *t, const struct ds_event *ev);
/* Fills object_id, act and changes of the event that was stepped over last. */
void hn_ex_object_event(struct hn_ex_objects *t, const struct ds_event *ev, struct rp_event *out);
void hn_ex_objects_end(struct hn_ex_objects *t, struct rp_finding *out);

/* waits.c */
/* What TASK waits for: "lock m2 held by T2"; "" if it waits for nothing. */
const char *hn_ex_waits_for(struct hn_ex *ex, uint32_t task);
/* What TASK is about to do at a channel: "sends on channel results (full, 1 of 1)"; "" if nothing. */
const char *hn_ex_channel_wait(struct hn_ex *ex, uint32_t task);
/* Either of the two as a phrase with a verb, and WHERE it happens. */
const char *hn_ex_wait_phrase(struct hn_ex *ex, uint32_t task, const char *where);
const char *hn_ex_wait_why(unsigned op); /* "lock", "join", ... */
uint32_t hn_ex_wait_object(struct hn_ex *ex, uint32_t task);
void hn_ex_waits(struct hn_ex *ex, const struct hn_raw *raw, struct rp_finding *out);

/* timeline.c */
/* Place of each task among those that hn_ex_tasks() shows; SIZE_MAX for a daemon. */
size_t *hn_ex_shown(struct hn_ex *ex);
void hn_ex_tasks(struct hn_ex *ex, struct rp_finding *out);
void hn_ex_events(struct hn_ex *ex, const struct hn_raw *raw, struct rp_finding *out);

/* why.c */
/* Why nobody will come for TASK, which waits for ever: one line for each who could have, and where it
 * went. */
const char *hn_ex_why_nobody(struct hn_ex *ex, uint32_t task);
/* Where TASK went: "has ended", "itself sends on ...". */
const char *hn_ex_whereabouts(struct hn_ex *ex, uint32_t task);
/* " It was made by T0 (main) in f (x.c:3)." for a channel or a context, or "". */
const char *hn_ex_made(struct hn_ex *ex, uint32_t obj);

/* race.c */
/* As the schedule names it: "block 3 of T1 +8". */
const char *hn_ex_race_brief(struct hn_ex *ex, const struct ds_race *race);
/* The same memory, or that of an object of kind memory, as debug info has it; NULL if it does not. */
struct hn_variable;
const struct hn_variable *hn_ex_variable(struct hn_ex *ex, const struct ds_obj_place *place,
                                         uint64_t size);
const char *hn_ex_access_op(const struct ds_access *a); /* "write", as an event has it */
const char *hn_ex_race_title(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_race_words(struct hn_ex *ex, const struct hn_raw *raw);
void hn_ex_race(struct hn_ex *ex, const struct hn_raw *raw, struct rp_finding *out);
/* unordered.c: why nothing orders the two, in sentences. */
const char *hn_ex_unordered(struct hn_ex *ex, const struct ds_race *race);
/* What passed between them through an atomic object, if that was done in a way that orders nothing; "" if
 * nothing did. */
const char *hn_ex_relaxed(struct hn_ex *ex, const struct ds_race *race);
/* patterns.c: what kind of race it looks like, what that costs, and what to write instead. */
const char *hn_ex_race_advice(struct hn_ex *ex, const struct ds_race *race);

/* departures.c: of a DEPART run, what it does in another way than the creation-order run, one line for each. */
const char *hn_ex_departures(struct hn_ex *ex);

/* sources.c: the lines around the places that OUT names, from files that are at hand. */
void hn_ex_sources(struct hn_ex *ex, struct rp_finding *out);

/* words.c, stuck.c, go.c, leak.c, notes.c, order.c */
const char *hn_ex_title(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_explanation(struct hn_ex *ex, const struct hn_raw *raw, const char *difference);
const char *hn_ex_go_title(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_go_words(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_leak_title(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_leak_words(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_order_title(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_order_words(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_note_title(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_note_words(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_stuck_title(struct hn_ex *ex, const struct hn_raw *raw);
const char *hn_ex_stuck_words(struct hn_ex *ex, const struct hn_raw *raw);
/* One sentence about a waiting task: what it holds, what it waits for, where. */
const char *hn_ex_sentence(struct hn_ex *ex, uint32_t task);
/* "T1, T2 and T3". */
const char *hn_ex_list(struct hn_ex *ex, const struct hn_raw *raw);
enum rp_severity hn_ex_severity(const struct hn_raw *raw);

#endif
