/* summary.c: turns counts and entries into the report's model, and decides the exit status. */
#include "summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interrupt.h"
#include "profile.h"
#include "tell.h"
#include "util.h"

/* The teller of a campaign that plays. */
static struct hn_run *confirm(void *context, const struct hn_entry *e, struct rp_arena *arena,
                              struct rp_finding *out) {
    struct hn_campaign *c = context;

    if (c->l->input.fd >= 0 && !c->l->input.path)
        c->l->input.path = hn_store_input(c->store, c->l->input.fd, c->l->input.at);
    struct hn_run *run = hn_confirm(c, e, arena, out);

    if (!run)
        return NULL;
    if (e->hit.kind != HN_LOCK_ORDER)
        hn_predict_reached(&c->sum.predictions, run, c->symbols);
    hn_run_shrink(run);
    return run;
}

static bool variants(void *context, size_t n, struct hn_variants *out) {
    struct hn_campaign *c = context;
    const struct hn_predictions *p = &c->sum.predictions;
    struct ds_config config = hn_profile_config(c->l, p->items[n].seed);
    struct hn_run *run = hn_worker_play(&c->workers[0], &config, true);

    if (!run)
        return false;
    hn_predict_variants(p, n, run, &c->l->suppressions, c->symbols, out);
    hn_run_free(run);
    return true;
}

static const char *const *tally_lines(struct rp_arena *arena, const struct hn_tally *t,
                                      const char *extra, size_t *count) {
    const char **lines = rp_arena_array(arena, t->count + 1, sizeof(char *));

    for (size_t i = 0; i < t->count; i++)
        lines[i] = rp_arena_printf(arena, "%s (%llu seed%s)", t->lines[i].text,
                                   (unsigned long long)t->lines[i].count,
                                   t->lines[i].count == 1 ? "" : "s");
    *count = t->count;
    if (extra)
        lines[(*count)++] = extra;
    return lines;
}

static void fill_strategies(const struct hn_stats *stats, struct hn_summary *s) {
    struct rp_strategy_count *list = rp_arena_array(s->arena, DS_STRAT_COUNT, sizeof(*list));
    size_t n = 0;

    for (unsigned id = 0; id < DS_STRAT_COUNT; id++)
        if (stats->by_strategy[id])
            list[n++] = (struct rp_strategy_count){.name = ds_strategy_name(id),
                                                   .seeds = stats->by_strategy[id]};
    s->campaign.strategies = list;
    s->campaign.strategy_count = n;
}

static void fill_suppressions(struct hn_summary *s, const struct hn_suppressions *all) {
    struct rp_suppression *list = rp_arena_array(s->arena, all->count, sizeof(*list));

    for (size_t i = 0; i < all->count; i++)
        list[i] = (struct rp_suppression){.text = all->items[i].text,
                                          .file = all->items[i].file,
                                          .line = all->items[i].line,
                                          .seeds = all->items[i].seeds};
    s->campaign.suppressions = list;
    s->campaign.suppression_count = all->count;
}

static bool any_suppressed(const struct hn_suppressions *all) {
    uint64_t seeds = 0;

    for (size_t i = 0; i < all->count; i++)
        seeds += all->items[i].seeds;
    return seeds != 0;
}

static void fill_program(struct hn_summary *s, const struct hn_facts *f,
                         const struct hn_suppressions *suppressions) {
    struct rp_campaign *m = &s->campaign;

    m->program = f->program;
    m->argv = (const char *const *)f->argv;
    while (f->argv[m->argc])
        m->argc++;
    m->isolation = f->isolation;
    m->carrier = f->carrier;
    m->races = f->races;
    m->openmp = f->openmp;
    fill_suppressions(s, suppressions);
}

static void add_warnings(struct hn_account *a) {
    if (a->stats.race_bound)
        hn_account_warn(a, "race detection met a bound, named below: there may be more than it "
                           "says");
    if (a->stats.done && a->stats.competed < 2)
        hn_account_warn(a, "two threads never competed: there was nothing to decide, and nothing "
                           "was tested");
    if (a->stats.preempted)
        hn_account_warn(a, "a busy loop had to be pre-empted by a timer: those schedules are not "
                           "exact");
    if (a->stats.distinct_full)
        hn_account_warn(a, "distinct schedules were counted up to 1048576; there may be more");
}

/* 1 - 0.05^(1/n): N clean seeds in a row are that likely, at least, below this failure rate. The
 * series of 1 - exp(-y) for y = -ln(0.05)/n, at most 3. */
static double bound_95(uint64_t n) {
    double y = 2.995732273553991 / (double)n, term = y, sum = 0;

    for (int k = 2; k < 40; k++) {
        sum += term;
        term *= -y / k;
    }
    return sum;
}

static void fill_counts(const struct hn_account *a, const struct hn_ending *end,
                        struct hn_summary *s) {
    const struct hn_options *o = a->opt;
    struct rp_campaign *m = &s->campaign;
    uint64_t n = a->stats.done;

    if (a->stats.race_bound)
        m->races = rp_arena_printf(s->arena, "checked in part: a bound was met in %llu seed%s",
                                   (unsigned long long)a->stats.race_bound,
                                   a->stats.race_bound == 1 ? "" : "s");
    fill_strategies(&a->stats, s);
    m->seeds = rp_arena_printf(s->arena, "%llu..%llu", (unsigned long long)o->seed_first,
                               (unsigned long long)o->seed_end);
    if (o->sharded)
        m->seeds = rp_arena_printf(s->arena, "%s, shard %llu/%llu", m->seeds,
                                   (unsigned long long)o->shard.index + 1,
                                   (unsigned long long)o->shard.count);
    m->seeds_asked = hn_shard_seeds(&o->shard, o->seed_first, o->seed_end);
    m->seeds_done = n;
    m->distinct = a->stats.distinct;
    m->points_min = n ? a->stats.points_min : 0;
    m->points_median = hn_stats_median(&a->stats);
    m->points_max = a->stats.points_max;
    m->limits = tally_lines(s->arena, &a->stats.limits, end->stop, &m->limit_count);
    m->uncontrolled =
        tally_lines(s->arena, &a->stats.uncontrolled, a->facts.bare, &m->uncontrolled_count);
    m->warnings = (const char *const *)a->warnings;
    m->warning_count = a->warning_count;
    m->timing.wall_seconds = (double)(hn_wall() - end->started) / 1e9;
    m->timing.seeds_per_second =
        m->timing.wall_seconds > 0 ? (double)n / m->timing.wall_seconds : 0;
}

/* From findings and counts. */
static int decide(const struct hn_account *a, const struct hn_ending *end, struct hn_summary *s) {
    struct rp_campaign *m = &s->campaign;
    enum rp_severity worst = RP_NOTE;

    for (size_t i = 0; i < s->finding_count; i++)
        worst = s->findings[i].severity > worst ? s->findings[i].severity : worst;
    bool failing = s->finding_count && worst >= a->opt->fail_on;
    bool undecided = end->stop || a->stats.undecided || a->stats.race_bound ||
                     (a->found.count && !s->finding_count);

    m->verdict = failing            ? RP_FINDINGS
                 : undecided        ? RP_INCOMPLETE
                 : s->finding_count ? RP_FINDINGS
                                    : RP_CLEAN;
    m->exit_status = failing ? HN_FINDING : undecided ? HN_INCOMPLETE : HN_CLEAN;
    m->fail_on = a->opt->fail_on;
    /* Advice says nothing of how often it fails. */
    bool clean = !s->finding_count || (!failing && worst == RP_NOTE && !undecided);
    if (clean && a->stats.done && !a->stats.undecided && !any_suppressed(a->suppressions))
        m->failure_rate_bound_95 = bound_95(a->stats.done);
    return m->exit_status;
}

int hn_summary_fill(struct hn_account *a, struct hn_teller *teller, struct hn_store *store,
                    const struct hn_ending *end, struct hn_summary *s) {
    struct hn_told told = {0};

    *s = (struct hn_summary){.arena = rp_arena_new()};
    int status = hn_tell(a, teller, store, s->arena, &told);

    if (status)
        return status;
    struct hn_ending ending = *end;

    if (teller->left && !ending.stop)
        ending.stop = end->left;
    s->campaign.findings = s->findings = told.findings;
    s->campaign.finding_count = s->finding_count = told.count;
    add_warnings(a);
    fill_program(s, &a->facts, a->suppressions);
    fill_counts(a, &ending, s);
    return decide(a, &ending, s);
}

static const char *stopped_by(const struct hn_campaign *c) {
    if (c->sum.stats.done >= c->asked || c->sum.finished)
        return NULL;
    return c->interrupted   ? "interrupted before all seeds were played"
           : c->out_of_time ? "--max-time was reached before all seeds were played"
                            : "not all seeds were played";
}

int hn_summarize(struct hn_campaign *c, struct hn_summary *s) {
    struct hn_teller teller = {.explain = confirm, .variants = variants, .context = c};
    const struct hn_ending end = {.stop = stopped_by(c),
                                  .left = "interrupted before all findings were confirmed",
                                  .started = c->started};
    int status = hn_summary_fill(&c->sum, &teller, c->store, &end, s);

    if (status != HN_CANNOT && c->opt->sharded && hn_tell_spare(&c->sum, &teller, c->store))
        status = HN_CANNOT;
    return status;
}

void hn_summary_replay(struct hn_summary *s, const struct hn_launch *l, const struct hn_run *run,
                       const char *const *warnings, size_t warning_count, int exit_status) {
    struct rp_campaign *m = &s->campaign;
    struct rp_strategy_count *strategy = rp_arena_array(s->arena, 1, sizeof(*strategy));

    hn_facts_fill(&s->facts, l, 0);
    fill_program(s, &s->facts, &l->suppressions);
    strategy->name = hn_strategy_text(s->arena, &run->config);
    strategy->seeds = 1;
    m->strategies = strategy;
    m->strategy_count = 1;
    m->seeds = rp_arena_printf(s->arena, "%llu", (unsigned long long)run->config.seed);
    m->seeds_asked = m->seeds_done = m->distinct = 1;
    m->points_min = m->points_median = m->points_max = run->totals.points;
    m->limits = rp_arena_array(s->arena, 0, sizeof(char *));
    const char **uncontrolled = rp_arena_array(s->arena, 1, sizeof(char *));

    uncontrolled[0] = s->facts.bare;
    m->uncontrolled = uncontrolled;
    m->uncontrolled_count = uncontrolled[0] != NULL;
    m->warnings = warnings;
    m->warning_count = warning_count;
    m->findings = s->findings;
    m->finding_count = s->finding_count;
    m->verdict = s->finding_count          ? RP_FINDINGS
                 : exit_status == HN_CLEAN ? RP_CLEAN
                                           : RP_INCOMPLETE;
    m->exit_status = exit_status;
}

void hn_summary_free(struct hn_summary *s) {
    hn_facts_free(&s->facts);
    rp_arena_free(s->arena);
}
