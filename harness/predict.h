/* predict.h: circles of waiters that profile runs show to be possible: what becomes of them in a campaign.
 *
 * Each is put into the profile, so that seeds are steered into it; one that a seed has closed is told as
 * the deadlock that it is; one that profile runs have seen kept apart by a signal or the like is told only
 * then; of all others a warning remains.
 */
#ifndef HN_PREDICT_H
#define HN_PREDICT_H

#include "dedupe.h"
#include "detect/detector.h"
#include "suppress.h"
#include "symbolize.h"

#define HN_MAX_PREDICTIONS 64
#define HN_MAX_REACHED 256
#define HN_MAX_VARIANTS 8
#define HN_MAX_CIRCLES 16 /* in which one run may end */

struct hn_prediction {
    struct ds_cycle cycle; /* its first task has the lowest key */
    uint64_t seed;         /* of the first profile run that showed it */
    uint32_t runs;         /* profile runs that showed it */
    bool apart;            /* in some profile run something kept it apart */
    uint32_t aim;          /* 1 + its number in the profile, 0: seeds are not steered into it */
    uint64_t steered;      /* seeds that were */
};

struct hn_predictions {
    struct hn_prediction items[HN_MAX_PREDICTIONS]; /* in the order of runs */
    size_t count;
    /* What deadlocks were like: the locks by their keys, and the places where they were taken. */
    uint64_t reached_locks[HN_MAX_REACHED], reached_places[HN_MAX_REACHED];
    size_t reached_count;
};

/* Takes what RUN, a profile run, shows. */
void hn_predict(struct hn_predictions *p, const struct hn_run *run);
/* Puts the first ones into PROFILE, different locks before different tasks. */
void hn_predict_aim(struct hn_predictions *p, struct ds_profile *profile);
/* SEED of the mix was steered into a circle. */
void hn_predict_played(struct hn_predictions *p, uint64_t seed);
/* RUN is explained: notes the circles that it ended in. */
void hn_predict_reached(struct hn_predictions *p, const struct hn_run *run, struct hn_symbols *sy);

/* Whether the one numbered I is to be told: a profile run showed it, nothing kept it apart, its locks are not
 * those of one before it that is told, and no deadlock was about them. */
bool hn_predict_tells(const struct hn_predictions *p, size_t i);
/* The same, whatever deadlocks there were. */
bool hn_predict_may_tell(const struct hn_predictions *p, size_t i);

/* Entries that could tell of a prediction, and the places where the locks of each were taken. */
struct hn_variants {
    struct {
        struct hn_entry entry;
        uint64_t places;
    } items[HN_MAX_VARIANTS];
    size_t count;
};
/* Those of the prediction numbered I, of which RUN is the explained profile run; suppressions of S may hide
 * some. */
void hn_predict_variants(const struct hn_predictions *p, size_t i, const struct hn_run *run,
                         const struct hn_suppressions *s, struct hn_symbols *sy,
                         struct hn_variants *out);
/* The first one of which no deadlock took the locks in the same places, or NULL. */
const struct hn_entry *hn_predict_choose(const struct hn_predictions *p,
                                         const struct hn_variants *v);

#endif
