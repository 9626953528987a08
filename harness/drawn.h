/* drawn.h: campaigns with the pictures of their findings, for reports that show these. */
#ifndef HN_DRAWN_H
#define HN_DRAWN_H

#include "../reports/model.h"

#define HN_DRAWN_FINDINGS 40 /* a picture takes up to a second; later findings have none */

/* Copies, ARENA's, that share all but the list of findings with what they are made from. The graphs of
 * the first HN_DRAWN_FINDINGS findings are drawn, as far as dot is installed and can. NULL gives NULL. */
const struct rp_campaign *hn_campaign_drawn(struct rp_arena *arena, const struct rp_campaign *c);
const struct rp_suite *hn_suite_drawn(struct rp_arena *arena, const struct rp_suite *s);

#endif
