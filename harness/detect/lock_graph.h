/* lock_graph.h: which locks the tasks of a run took while they held others.
 *
 * The lock graph of Havelund, "Using Runtime Analysis to Guide Model Checking of Java Programs", SPIN 2000
 * (Goodlock), with an edge for each acquisition that would have waited, from each lock that its task held.
 * Mutexes, read-write locks and spin locks are locks, whichever interface they were taken through. An
 * acquisition that does not wait, or not for ever, ends no edge, and neither does taking once more what
 * the task holds already; what it takes counts as held afterwards all the same.
 */
#ifndef HN_LOCK_GRAPH_H
#define HN_LOCK_GRAPH_H

#include "../run.h"

#define HN_MAX_HELD \
    16 /* locks that one task holds at a time; edges of one that holds more are left out */

/* A lock in one of its lives, and how it is taken. */
struct hn_lock {
    uint32_t obj, life;
    bool shared; /* as one of several readers */
};

struct hn_lock_use {
    uint32_t task;
    struct hn_lock held, wanted;
    uint64_t held_seq, wanted_seq;      /* events at which it took them */
    struct hn_lock around[HN_MAX_HELD]; /* all that it held then, `held` included */
    uint32_t around_count;
    uint32_t next; /* number of the next edge from the same object, UINT32_MAX */
};

struct hn_lock_graph {
    struct hn_lock_use *uses;
    size_t count, room;
    uint32_t *first; /* number of the first edge from each object, UINT32_MAX */
};

/* Only of a run of which all events are there. Bounded: of edges that differ in nothing but time a few of
 * the first and the newest are kept. */
void hn_lock_graph_make(struct hn_lock_graph *g, const struct hn_run *run);
void hn_lock_graph_free(struct hn_lock_graph *g);

#endif
