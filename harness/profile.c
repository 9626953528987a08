/* profile.c: plays the profile runs and gathers what seeds may know of them. */
#include "profile.h"

#include "token.h"
#include "util.h"

bool hn_profile_seed(uint64_t seed) {
    return seed > UINT64_MAX - HN_PROFILE_RUNS;
}

struct ds_config hn_profile_config(const struct hn_launch *l, uint64_t seed) {
    struct ds_config config = l->config;

    config.seed = seed;
    config.strategy = seed < UINT64_MAX ? DS_STRAT_RANDOM : DS_STRAT_ORDER;
    config.spurious_max = 0;
    return config;
}

/* Whether a strategy in use wants to know how long runs are. */
static bool lengths_wanted(const struct hn_campaign *c) {
    return c->opt->mix || c->opt->strategy == DS_STRAT_PCT;
}

static bool sites_wanted(const struct hn_campaign *c) {
    return c->opt->preempt == DS_PREEMPT_RACY && c->l->race.built && !c->l->race.off;
}

static void learn(struct hn_campaign *c, const struct ds_result_rec *rec,
                  const struct ds_config *config) {
    struct ds_profile *p = &c->config.profile;
    struct hn_run *run = hn_worker_copy(&c->workers[0], rec, config, false);

    if (lengths_wanted(c)) {
        p->decisions = rec->decisions > p->decisions ? rec->decisions : p->decisions;
        p->tasks = rec->tasks > p->tasks ? rec->tasks : p->tasks;
    }
    if (sites_wanted(c))
        hn_sites_add(&c->l->sites, run);
    hn_predict(&c->sum.predictions, run);
    hn_run_free(run);
}

int hn_campaign_profile(struct hn_campaign *c) {
    struct ds_profile *p = &c->config.profile;
    struct hn_worker *w = &c->workers[0];
    unsigned exact = 0;

    if (!lengths_wanted(c) && !sites_wanted(c))
        return 0;
    for (unsigned i = 0; i < HN_PROFILE_RUNS; i++) {
        struct ds_config config = hn_profile_config(c->l, UINT64_MAX - i);

        if (hn_interrupted())
            return HN_INCOMPLETE;
        if (hn_out_of_time(c))
            return 0;
        if (!hn_worker_run(w, &config, false))
            return HN_CANNOT;
        if (w->killed)
            return hn_fail(HN_INCOMPLETE, "a profile run met the wall-clock limit: %s", w->stuck);
        if (w->recs[0].preempted)
            continue;
        exact++;
        learn(c, &w->recs[0], &config);
    }
    if (c->opt->mix)
        hn_predict_aim(&c->sum.predictions, p);
    p->hash = hn_profile_hash(p, &c->l->sites);
    if (!exact)
        hn_account_warn(&c->sum,
                        "every profile run had to be pre-empted: strategies run without profile");
    return 0;
}
