/* merge.h: the results of several directories as those of one campaign.
 *
 * The records of all parts go, in the order of seeds, through the account that a campaign keeps, so that what
 * comes out is what one campaign over all of them would have come to, in the same bytes. Merging is idempotent,
 * commutative and associative. Nothing is played.
 */
#ifndef HN_MERGE_H
#define HN_MERGE_H

#include "summary.h"

/* One finding that some part has explained. */
struct hn_merge_shown {
    struct hn_shown shown;
    bool used; /* it stands in the merged result */
};

/* One directory. */
struct hn_part {
    char *path;
    int dir;
    json_t *manifest, *begin; /* BEGIN is NULL: no seed was played */
    struct hn_results results;
    bool open; /* RESULTS is */

    json_t *next; /* the next seed's record, of seed NEXT_SEED; NULL at the end */
    uint64_t next_seed;
    bool any; /* seeds were read, the last was LAST */
    uint64_t last;
    uint64_t damaged;

    struct hn_merge_shown *shown;
    size_t shown_count;
    struct hn_variants *variants[HN_MAX_PREDICTIONS];
};

/* Opens the result directory PATH. 0, or HN_CANNOT after one line; hn_part_close() in either case. */
int hn_part_open(struct hn_part *p, const char *path);
/* Goes on to the next seed of FIRST..END; what is said of findings meanwhile is taken. */
void hn_part_next(struct hn_part *p, uint64_t first, uint64_t end);
void hn_part_close(struct hn_part *p);
/* What P explained of FINGERPRINT with the seed SEED; with ANY: with whatever seed. NULL: nothing. */
struct hn_merge_shown *hn_part_shown(struct hn_part *p, uint64_t fingerprint, uint64_t seed,
                                     bool any);

struct hn_merge {
    struct hn_options opt; /* as the parts were played with */
    struct hn_part *parts;
    size_t count;
    struct hn_suppressions suppressions;
    struct hn_account sum;
    struct hn_store *store;
    char *out; /* where the result will stand, absolute */
    uint64_t missing;
    char *missing_words, *stop;
    struct hn_teller teller;
};

/* Merges the parts in DIRS, N of them, and what OUT holds already, into OUT. Returns the exit status. With
 * *TOLD set S is filled, and to be freed before hn_merge_close(). */
int hn_merge_all(struct hn_merge *m, const char *out, char *const *dirs, size_t n,
                 struct hn_summary *s, bool *told);
void hn_merge_close(struct hn_merge *m);
/* Fills M's teller. */
void hn_merge_teller(struct hn_merge *m);
/* Keeps what a later merge may need. 0 or a status. */
int hn_merge_spare(struct hn_merge *m);

#endif
