/* order.h: which events of a run happened before which, by the program's own synchronisation alone.
 *
 * Vector clocks (Mattern, Fidge, 1988-89) over the recorded events: the order of each task, and the
 * edge `from` of each event. That one task happened to run before another orders nothing. Where the
 * first events of a run are no longer known, an edge from one of them counts for nothing, so that two
 * events may then be called unordered which are not: ask hn_order_complete().
 */
#ifndef HN_ORDER_H
#define HN_ORDER_H

#include "../run.h"

struct hn_order;

/* The caller frees it with hn_order_free(). RUN must outlive it. */
struct hn_order *hn_order_new(const struct hn_run *run);
/* The same, but that a lock was given back before it was taken again orders nothing: who came first was
 * the schedule's doing. */
struct hn_order *hn_order_without_locks(const struct hn_run *run);
void hn_order_free(struct hn_order *o);
/* True if all events of the run are there. */
bool hn_order_complete(const struct hn_order *o);
/* True if the event numbered A happened before B; false for A == B and for events that are not there. */
bool hn_order_before(const struct hn_order *o, uint64_t a, uint64_t b);
/* True if both are there, are of different tasks, and neither happened before the other. */
bool hn_order_unordered(const struct hn_order *o, uint64_t a, uint64_t b);

#endif
