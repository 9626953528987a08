/* stats.h: figures of a campaign in memory that does not grow with the number of seeds. */
#ifndef HN_STATS_H
#define HN_STATS_H

#include "../shim/abi.h"

#define HN_DISTINCT_CAP (1u << 20) /* more distinct schedules than this are said as "at least" */
#define HN_POINTS_EXACT 65536 /* the median is exact below this; above, within one part in 256 */
#define HN_POINTS_CELLS (HN_POINTS_EXACT + 48 * 256)

/* Lines with a count each, in the order of their text. */
struct hn_tally {
    struct hn_tally_line {
        char *text;
        uint64_t count;
    } * lines;
    size_t count;
};
void hn_tally_add(struct hn_tally *t, const char *text);

struct hn_stats {
    uint64_t done, failing, undecided, preempted, adopted;
    uint64_t race_bound; /* seeds in which race detection met a bound */
    uint64_t points_min, points_max;
    uint64_t by_strategy[DS_STRAT_COUNT];
    uint32_t competed, early, spurious;
    struct hn_tally limits, uncontrolled;
    uint64_t *hashes; /* open addressing; 0 is an empty place */
    size_t hash_room, distinct;
    bool zero_hash, distinct_full;
    uint64_t *points; /* histogram */
};

void hn_stats_init(struct hn_stats *s);
void hn_stats_free(struct hn_stats *s);
void hn_stats_add(struct hn_stats *s, const struct ds_result_rec *rec);
uint64_t hn_stats_median(const struct hn_stats *s);

#endif
