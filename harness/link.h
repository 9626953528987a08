/* link.h: races, and what they may have led to: each stays a finding of its own, and both name the other. */
#ifndef HN_LINK_H
#define HN_LINK_H

#include "../reports/arena.h"
#include "../reports/model.h"

/* How many seeds showed both A and B; CONTEXT is the caller's. */
typedef uint64_t hn_both(const struct rp_finding *a, const struct rp_finding *b, void *context);
/* A failure of the program that may come of a race, whatever else it may come of. */
bool hn_link_follows(const struct rp_finding *race, const struct rp_finding *other);
/* Adds the consequences to races, and the races to the explanations of what may have come of them; strings
 * are ARENA's. LINKED[i] becomes true for findings that were changed. */
void hn_link(struct rp_finding *findings, size_t n, hn_both *both, void *context,
             struct rp_arena *arena, bool *linked);

#endif
