/* profile.h: the fixed runs before a campaign, from which its seeds take what they may know. */
#ifndef HN_PROFILE_H
#define HN_PROFILE_H

#include "campaign.h"

#define HN_PROFILE_RUNS 16

/* Makes the profile runs of C, if anything uses them, and puts what they showed into its template and
 * its launch. They are the same whatever seeds follow. 0 or a status. */
int hn_campaign_profile(struct hn_campaign *c);
/* True for the seeds that profile runs have, which are the largest there are. A run with such a seed is
 * pre-empted at no sites. */
bool hn_profile_seed(uint64_t seed);

/* What the profile run with SEED is run with. */
struct ds_config hn_profile_config(const struct hn_launch *l, uint64_t seed);

#endif
