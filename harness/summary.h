/* summary.h: a campaign as the report model says it. */
#ifndef HN_SUMMARY_H
#define HN_SUMMARY_H

#include "campaign.h"
#include "confirm.h"

struct hn_summary {
    struct rp_arena *arena;
    struct rp_campaign campaign;
    struct rp_finding *findings;
    size_t finding_count;
    struct hn_run **runs; /* theirs, while they are being explained: what they have printed */
};

/* Confirms and explains every finding of C, stores it, and fills S. Returns the exit status. */
int hn_summarize(struct hn_campaign *c, struct hn_summary *s);
void hn_summary_free(struct hn_summary *s);
/* A campaign of one replayed seed: RUN, with the findings in S already. */
void hn_summary_replay(struct hn_summary *s, const struct hn_launch *l, const struct hn_run *run,
                       const char *const *warnings, size_t warning_count, int exit_status);

#endif
