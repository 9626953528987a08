/* lock_order.h: predicts circles of waiters from a run in which none came about.
 *
 * A cycle in the lock graph whose edges are of different tasks is one that could be, unless something
 * keeps its tasks apart. That is so
 * - if two of them held one lock all the while, not both as readers (a gate lock; Havelund 2000), or
 * - if, by creations, joins, signals and whatever else is no lock, what one did came before what the other
 *   did (Bensalem, Havelund, "Dynamic Deadlock Analysis of Multi-threaded Programs", HVC 2005; they number
 *   segments between starts and joins, here vector clocks say it).
 * What keeps tasks apart without a trace of it, a flag behind a lock for example, is not seen: a cycle is
 * a warning until a run has closed it.
 */
#ifndef HN_LOCK_ORDER_H
#define HN_LOCK_ORDER_H

#include "detector.h"
#include "lock_graph.h"

/* In waiting order: each wants what the next one holds. The first is the task with the lowest handle. */
struct hn_lock_cycle {
    uint32_t length;
    bool ordered; /* in this run something kept them apart that is no lock */
    struct hn_lock_use use[DS_MAX_CYCLE];
};

/* The cycles of at most DS_MAX_CYCLE tasks, each set of (task, held, wanted) once, at most ROOM; returns how
 * many. None if events of RUN are missing. Bounded work: of a large graph some may be left out. */
size_t hn_lock_cycles(const struct hn_run *run, struct hn_lock_cycle *out, size_t room);
/* Adds CYCLE as a finding: `code` is its length, `evidence` the events at which each task took what it held
 * and what it wanted, in turn. */
void hn_lock_order_add(const struct hn_run *run, const struct hn_lock_cycle *cycle,
                       struct hn_raw_list *out);
/* Adds all that nothing kept apart. No detector of the table: it is asked of profile runs only. */
void hn_detect_lock_order(const struct hn_run *run, struct hn_raw_list *out);

#endif
