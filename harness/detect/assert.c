/* assert.c: finds failed assertions of the program. */
#include "detectors.h"
#include "facts.h"
#include "fatal.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    if (!run->result.asserted || run->corrupt)
        return;
    hn_fatal_raw(run, hn_raw_add(out, HN_ASSERT));
}

const struct hn_detector hn_detect_assert = {"assert", detect};
