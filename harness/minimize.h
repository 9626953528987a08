/* minimize.h: the least that a schedule needs to show something: a search over lists of departures, pure but for
 * the questions that it asks.
 *
 * Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", TSE 2002) over
 * the departures from a run without pre-emptions, as Choi and Zeller, "Isolating Failure-Inducing Thread
 * Schedules", ISSTA 2002, do it over differences between schedules. What that leaves is least only for itself: a
 * task sent ahead and called back stays, since neither goes without the other. So pairs are taken out too,
 * and then it is tried from below, as bounded searches do: each single departure from creation order,
 * and each one beside one that was kept.
 */
#ifndef HN_MINIMIZE_H
#define HN_MINIMIZE_H

#include <stdbool.h>
#include <stddef.h>

#include "../runtime/engine/engine.h"

struct hn_search {
    /* Whether the run with these departures shows it. */
    bool (*shows)(void *context, const struct ds_departure *list, size_t n);
    /* The single departures that can be added to LIST; a new array of *COUNT, to be freed. May be NULL. */
    struct ds_departure *(*around)(void *context, const struct ds_departure *list, size_t n,
                                   size_t *count);
    /* True when no more is to be asked. */
    bool (*enough)(void *context);
    void *context;
    unsigned asked, budget; /* questions, so far and at most */
};

/* Leaves in LIST, which has N departures and shows it, as few as the search finds that show it, in their order;
 * returns how many. Deterministic. */
size_t hn_minimize(struct hn_search *s, struct ds_departure *list, size_t n);

#endif
