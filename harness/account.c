/* account.c: adds records up. */
#include "account.h"

#include <stdlib.h>

#include "util.h"

void hn_account_init(struct hn_account *a, const struct hn_options *opt,
                     struct hn_suppressions *suppressions) {
    *a = (struct hn_account){.opt = opt, .suppressions = suppressions};
    hn_stats_init(&a->stats);
    a->found.keep = opt->shard.count > 1 && opt->max_fail;
}

void hn_account_free(struct hn_account *a) {
    for (size_t i = 0; i < a->warning_count; i++)
        free(a->warnings[i]);
    free(a->warnings);
    hn_dedupe_free(&a->found);
    if (a->stats.hashes)
        hn_stats_free(&a->stats);
    hn_facts_free(&a->facts);
}

void hn_account_warn(struct hn_account *a, const char *text) {
    a->warnings = hn_grow(a->warnings, a->warning_count + 1, sizeof(char *));
    a->warnings[a->warning_count++] = hn_dup(text);
}

/* Hit K is hidden: its suppression has served this seed, once. */
static void suppressed(struct hn_account *a, const struct hn_record *r, size_t k) {
    uint32_t by = r->hits[k].suppressed;

    for (size_t i = 0; i < k; i++)
        if (r->hits[i].suppressed == by)
            return;
    if (by <= a->suppressions->count)
        a->suppressions->items[by - 1].seeds++;
}

static void add_hits(struct hn_account *a, const struct hn_record *r) {
    const struct hn_hit **hits = hn_alloc((r->hit_count + 1) * sizeof(void *));
    size_t hit_count = 0;
    bool failing = false;

    for (size_t k = 0; k < r->hit_count; k++) {
        if (r->hits[k].suppressed) {
            suppressed(a, r, k);
            continue;
        }
        hn_dedupe_add(&a->found, &r->hits[k]);
        hits[hit_count++] = &r->hits[k];
        failing |= hn_severity(&r->hits[k], a->opt) >= a->opt->fail_on;
    }
    hn_dedupe_link(&a->found, hits, hit_count);
    free(hits);
    a->stats.failing += failing;
    a->finished = a->opt->max_fail && a->stats.failing >= a->opt->max_fail;
}

void hn_account_add(struct hn_account *a, const struct hn_record *r) {
    if (a->finished)
        return;
    hn_stats_add(&a->stats, &r->rec);
    if (r->rec.strategy == DS_STRAT_STEER)
        hn_predict_played(&a->predictions, r->rec.seed);
    add_hits(a, r);
    for (size_t k = 0; k < r->note_count; k++) {
        hn_tally_add(r->notes[k].undecided ? &a->stats.limits : &a->stats.uncontrolled,
                     r->notes[k].text);
        a->stats.undecided += r->notes[k].undecided;
    }
}
