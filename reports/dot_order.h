/* dot_order.h: which events of a run a happens-before graph shows, and the least arrows between them.
 *
 * The order of the events that are shown is exactly that of the run: an arrow stands for "happens
 * before", also by way of events that are not shown, and no arrow follows from the others (transitive
 * reduction, on vector clocks: Fidge 1988, Mattern 1989). By default what is shown is the failing cone,
 * cut down to a page; `full` shows every event.
 */
#ifndef RP_DOT_ORDER_H
#define RP_DOT_ORDER_H

#include "arena.h"
#include "model.h"

struct rp_arrow {
    size_t from, to;  /* indices into rp_order.shown; from < to */
    const char *kind; /* rp_event.edge; RP_NEXT: same task; RP_THROUGH: by events not shown */
};
#define RP_NEXT "next"
#define RP_THROUGH "through others"

struct rp_order {
    const struct rp_finding *f;
    size_t *shown; /* indices into f->events, ascending */
    size_t count;
    size_t *lane;  /* of each of f->tasks, from the left; SIZE_MAX: none of its events is shown */
    size_t *tasks; /* of each lane */
    size_t lanes;
    size_t *number;                 /* of each of f->events, its index in `shown`; SIZE_MAX */
    const uint32_t *clocks;         /* for rp_order_before() */
    const size_t *previous, *cause; /* of each of f->events, SIZE_MAX none */
    struct rp_arrow *arrows;        /* by `to`, then by the lane that they come from */
    size_t arrow_count;
    bool cut; /* events that belong here had to be left out */
};

/* Everything is ARENA's. Tasks and events out of range are passed over. */
struct rp_order *rp_order_of(struct rp_arena *arena, const struct rp_finding *f, bool full);
/* A before B, both indices into `shown`: does A happen before B? */
bool rp_order_before(const struct rp_order *order, size_t a, size_t b);
/* Events of their task between A and B, both indices into `shown`, that are not shown. */
size_t rp_order_between(const struct rp_order *order, size_t a, size_t b);
/* Whatever the schedule, A happens before B, both indices into `shown`: by their tasks' own order and edges
 * that are none of chance, as the order in which a lock is taken is. */
bool rp_order_forced(struct rp_arena *arena, const struct rp_order *order, size_t a, size_t b);
/* The task is neither ended nor on its way through exit(). */
bool rp_unfinished(const struct rp_task *task);
/* The finding is about this task: in the cycle, leaked, or waiting for ever for what went wrong. */
bool rp_task_marked(const struct rp_finding *f, size_t task);

#endif
