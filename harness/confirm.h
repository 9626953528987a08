/* confirm.h: every finding is played again, and explained, before it is reported. */
#ifndef HN_CONFIRM_H
#define HN_CONFIRM_H

#include "campaign.h"

/* Fills strategy, seed, token and replay (the line to copy) of F. TRACE 0: not exact. */
void hn_finding_token(struct rp_finding *f, struct rp_arena *arena, const struct hn_launch *l,
                      const struct ds_config *config, uint64_t fingerprint, uint64_t trace);
/* True if the events are the same, as far as anything that can be compared between runs goes. */
bool hn_same_event(const struct ds_event *a, const struct ds_event *b);
/* "pct:3" and the like. */
const char *hn_strategy_text(struct rp_arena *arena, const struct ds_config *config);

/* Re-runs the representative of E, explains it into OUT, and returns the explained run (the caller's),
 * or NULL after one line if it could not be run. */
struct hn_run *hn_confirm(struct hn_campaign *c, const struct hn_entry *e, struct rp_arena *arena,
                          struct rp_finding *out);

#endif
