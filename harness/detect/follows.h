/* follows.h: one root cause is one finding: which finding explains which other. */
#ifndef HN_FOLLOWS_H
#define HN_FOLLOWS_H

#include "detector.h"

/* True if EFFECT, another finding of the same run, is only a consequence of CAUSE. */
bool hn_follows(const struct hn_run *run, const struct hn_raw *cause, const struct hn_raw *effect);

#endif
