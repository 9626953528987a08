/* use_after_free.c: finds memory that is used after it was given back, or might be: where nothing orders
 * the two, a use that came first in this run comes last in another one.
 */
#include "detectors.h"
#include "races.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    for (size_t i = 0; i < run->race_count; i++)
        if (hn_race_frees(&run->races[i]))
            hn_race_add(run, i, HN_USE_AFTER_FREE, out);
}

const struct hn_detector hn_detect_use_after_free = {"use-after-free", detect};
