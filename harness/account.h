/* account.h: what a campaign has come to so far, from nothing but its records in the order of seeds.
 *
 * A campaign that plays, one that goes on after an end, and a merge of several all keep the same account:
 * where the records come from makes no difference to what is said of them.
 */
#ifndef HN_ACCOUNT_H
#define HN_ACCOUNT_H

#include "launch.h"
#include "predict.h"
#include "results.h"
#include "stats.h"

/* What is known before the first seed: the same for every shard. Strings are the account's. */
struct hn_facts {
    char *program, **argv; /* argv[0] included, NULL-terminated */
    char *isolation, *carrier, *races;
    char *openmp, *bare; /* NULL: there are none */
    uint64_t profile;    /* hash */
};

void hn_facts_fill(struct hn_facts *f, const struct hn_launch *l, uint64_t profile);
void hn_facts_free(struct hn_facts *f);

struct hn_account {
    const struct hn_options *opt;
    struct hn_facts facts;
    struct hn_suppressions *suppressions; /* with the seeds that they served in */
    struct hn_stats stats;
    struct hn_dedupe found;
    struct hn_predictions predictions;
    char **warnings;
    size_t warning_count;
    bool finished; /* the K-th failing seed is in it */
};

void hn_account_init(struct hn_account *a, const struct hn_options *opt,
                     struct hn_suppressions *suppressions);
void hn_account_free(struct hn_account *a);
/* Takes the next seed in order; nothing more once the account is finished. */
void hn_account_add(struct hn_account *a, const struct hn_record *r);
void hn_account_warn(struct hn_account *a, const char *text);

/* The first line of results.jsonl: facts, warnings so far, suppressions, predictions. The caller's. */
json_t *hn_account_begin(const struct hn_account *a);
/* Reads it into A, which was initialised, but for the warnings. False if J is anything else. */
bool hn_account_read_begin(struct hn_account *a, const json_t *j);

#endif
