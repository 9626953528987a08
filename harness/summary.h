/* summary.h: a campaign as the report model says it. */
#ifndef HN_SUMMARY_H
#define HN_SUMMARY_H

#include "campaign.h"
#include "confirm.h"
#include "tell.h"

struct hn_summary {
    struct rp_arena *arena;
    struct rp_campaign campaign;
    struct rp_finding *findings;
    size_t finding_count;
    struct hn_facts facts; /* of a replay */
};

struct hn_ending {
    const char *stop; /* why not all seeds are there; NULL: they are */
    const char *left; /* why some findings are not told, if that is so */
    int64_t started;  /* by the wall clock */
};
/* Has TELLER explain what A holds, keeps it in STORE, and fills S, whose strings are A's. Returns the exit
 * status; S is to be freed whatever it is. */
int hn_summary_fill(struct hn_account *a, struct hn_teller *teller, struct hn_store *store,
                    const struct hn_ending *end, struct hn_summary *s);
/* Confirms and explains every finding of C, stores it, and fills S. Returns the exit status. */
int hn_summarize(struct hn_campaign *c, struct hn_summary *s);
void hn_summary_free(struct hn_summary *s);
/* A campaign of one replayed seed: RUN, with the findings in S already. */
void hn_summary_replay(struct hn_summary *s, const struct hn_launch *l, const struct hn_run *run,
                       const char *const *warnings, size_t warning_count, int exit_status);

#endif
