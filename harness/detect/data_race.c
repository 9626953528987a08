/* data_race.c: finds two accesses to the same memory, one of them a write, that nothing orders. */
#include "detectors.h"
#include "races.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    for (size_t i = 0; i < run->race_count; i++)
        if (!hn_race_frees(&run->races[i]))
            hn_race_add(run, i, HN_DATA_RACE, out);
}

const struct hn_detector hn_detect_data_race = {"data-race", detect};
