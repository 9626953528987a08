/* findings.h: what a run shows, as it is counted and reported: detectors, suppressions, precedence, of a
 * profile run also what it predicts, and merging. */
#ifndef HN_FINDINGS_H
#define HN_FINDINGS_H

#include "suppress.h"

/* Fills LIST, which the caller has cleared and frees. What a suppression of S hides has `suppressed` set, and so has what follows
 * from it; a data race that is hidden explains nothing, so that what it leads to is shown by itself. The same
 * for a bare run and its explained re-run. */
void hn_findings(const struct hn_run *run, const struct hn_suppressions *s, struct hn_symbols *sy,
                 struct hn_raw_list *list);

#endif
