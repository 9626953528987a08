/* tell.h: every finding of a campaign, confirmed and explained, kept, and named to those that it goes with.
 *
 * Who explains is left open: a campaign plays the representative again, a merge reads what a shard has kept.
 * What hangs on the whole campaign (how often, together with what, how many seeds were steered) comes in
 * here, at the end; what is kept of it in results.jsonl lets a merge take it off and put its own in place:
 *
 *     {"finding":FINGERPRINT, "seed":..., "as":..., "explanation":BYTES, "related":LINES, "reached":[...],
 *      "prediction":N}     explained as the directory findings/AS says; the explanation's own length; circles
 *                          that the run ended in (locks, places)
 *     {"spare":...}       the same, in spare/FINGERPRINT-SEED: not told here, but perhaps by a merge
 *     {"prediction":N,"variants":[...]}     which findings could tell of the N-th prediction
 */
#ifndef HN_TELL_H
#define HN_TELL_H

#include "../reports/arena.h"
#include "account.h"
#include "store.h"

struct hn_teller {
    /* False: the entry is left out. NULL: there is none of that kind. */
    bool (*has)(void *context, const struct hn_entry *e);
    /* The run that shows ENTRY, of which *OUT tells but for the count; the circles that it ended in are added
     * to the account's predictions. NULL after one line. */
    struct hn_run *(*explain)(void *context, const struct hn_entry *e, struct rp_arena *arena,
                              struct rp_finding *out);
    /* Which findings could tell of the N-th prediction. False after one line. */
    bool (*variants)(void *context, size_t n, struct hn_variants *out);
    void *context;
    size_t
        left; /* findings that were left out, are told of another seed, or that there was no time for */
};

struct hn_told {
    struct rp_finding *findings; /* by rank */
    size_t count;
    struct hn_run **runs; /* theirs, while they are being explained: what they have printed */
    bool *linked;
};

/* Fills TOLD from A, and keeps everything in STORE. 0 or a status. */
int hn_tell(struct hn_account *a, struct hn_teller *teller, struct hn_store *store,
            struct rp_arena *arena, struct hn_told *told);
/* What a merge may need beyond that: earlier representatives, predictions that are not told. */
int hn_tell_spare(struct hn_account *a, struct hn_teller *teller, struct hn_store *store);

/* One of those. */
int hn_tell_one_spare(struct hn_account *a, struct hn_teller *teller, struct hn_store *store,
                      const struct hn_entry *e);

/* One record, read back. */
struct hn_shown {
    uint64_t fingerprint, seed, as;
    size_t explanation, related;
    bool spare;
    uint64_t locks[HN_MAX_CIRCLES], places[HN_MAX_CIRCLES];
    size_t reached;
};
bool hn_shown_read(const json_t *j, struct hn_shown *out);
bool hn_variants_read(const json_t *j, size_t *prediction, struct hn_variants *out);
json_t *hn_variants_make(size_t prediction, const struct hn_variants *v);
/* Where it is kept, below the result directory; the caller's. */
char *hn_shown_path(const struct hn_shown *s);

#endif
