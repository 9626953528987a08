/* partial_deadlock.c: finds cycles of waiters in a run in which others lived on. */
#include "cycles.h"
#include "detectors.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    if (run->totals.status == DS_ST_DRAINED || run->totals.status == DS_ST_LIVELOCK)
        hn_cycles(run, HN_PARTIAL_DEADLOCK, out);
}

const struct hn_detector hn_detect_partial_deadlock = {"partial-deadlock", detect};
