/* profile.c: plays the profile runs and gathers what seeds may know of them. */
#include "profile.h"

#include "token.h"
#include "util.h"

bool hn_profile_seed(uint64_t seed) {
    return seed > UINT64_MAX - HN_PROFILE_RUNS;
}

static struct ds_config config_of(const struct hn_campaign *c, unsigned run) {
    struct ds_config config = c->l->config;

    config.seed = UINT64_MAX - run;
    config.strategy = run ? DS_STRAT_RANDOM : DS_STRAT_ORDER;
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

static void learn(struct hn_campaign *c, const struct ds_result_rec *rec) {
    struct ds_profile *p = &c->config.profile;

    if (!lengths_wanted(c))
        return;
    p->decisions = rec->decisions > p->decisions ? rec->decisions : p->decisions;
    p->tasks = rec->tasks > p->tasks ? rec->tasks : p->tasks;
}

static void learn_sites(struct hn_campaign *c, const struct ds_result_rec *rec,
                        const struct ds_config *config) {
    if (!rec->races || !sites_wanted(c))
        return;
    struct hn_run *run = hn_worker_copy(&c->workers[0], rec, config, false);

    hn_sites_add(&c->l->sites, run);
    hn_run_free(run);
}

int hn_campaign_profile(struct hn_campaign *c) {
    struct ds_profile *p = &c->config.profile;
    struct hn_worker *w = &c->workers[0];
    unsigned exact = 0;

    if (!lengths_wanted(c) && !sites_wanted(c))
        return 0;
    for (unsigned i = 0; i < HN_PROFILE_RUNS; i++) {
        struct ds_config config = config_of(c, i);

        if (hn_interrupted())
            return HN_INCOMPLETE;
        if (!hn_worker_run(w, &config, false))
            return HN_CANNOT;
        if (w->killed)
            return hn_fail(HN_INCOMPLETE, "a profile run met the wall-clock limit: %s", w->stuck);
        if (w->recs[0].preempted)
            continue;
        exact++;
        learn(c, &w->recs[0]);
        learn_sites(c, &w->recs[0], &config);
    }
    p->hash = hn_profile_hash(p, &c->l->sites);
    if (!exact)
        hn_campaign_warn(c,
                         "every profile run had to be pre-empted: strategies run without profile");
    return 0;
}
