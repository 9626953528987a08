/* summary.c: turns counts and entries into the report's model, and decides the exit status. */
#include "summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link.h"
#include "profile.h"
#include "util.h"

#define MAX_EXPLAINED 100 /* distinct findings that are confirmed and explained */

static int by_rank(const void *a, const void *b) {
    const struct rp_finding *x = a, *y = b;

    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    for (int k = 0; k < HN_KIND_COUNT; k++) {
        bool is_x = !strcmp(x->kind, hn_kind_text((enum hn_kind)k));
        bool is_y = !strcmp(y->kind, hn_kind_text((enum hn_kind)k));

        if (is_x != is_y)
            return is_x ? -1 : 1;
    }
    return strcmp(x->fingerprint, y->fingerprint);
}

/* Two entries may turn out to be one finding: nothing but nondeterminism does. */
static bool add_finding(struct hn_summary *s, const struct rp_finding *f) {
    for (size_t i = 0; i < s->finding_count; i++) {
        struct rp_finding *old = &s->findings[i];

        if (strcmp(old->fingerprint, f->fingerprint))
            continue;
        old->count += f->count;
        return false;
    }
    s->findings[s->finding_count++] = *f;
    return true;
}

/* Confirms and explains E. WORDS, to be freed, stand at the end of the explanation. 0 or a status. */
static int explain_one(struct hn_campaign *c, struct hn_summary *s, const struct hn_entry *e,
                       char *words) {
    struct rp_finding f = {0};

    if (c->l->input.fd >= 0 && !c->l->input.path)
        c->l->input.path = hn_store_input(c->store, c->l->input.fd, c->l->input.at);
    struct hn_run *run = hn_confirm(c, e, s->arena, &f);

    if (run && words)
        f.explanation = rp_arena_printf(s->arena, "%s\n\n%s", f.explanation, words);
    free(words);
    if (!run)
        return HN_CANNOT;
    if (!strcmp(f.kind, hn_kind_text(HN_THREAD_LEAK)) && f.severity == RP_WARNING &&
        c->opt->leaks_error)
        f.severity = RP_ERROR;
    if (e->hit.kind != HN_LOCK_ORDER)
        hn_predict_reached(&c->predictions, run, c->symbols);
    hn_run_shrink(run);
    if (add_finding(s, &f)) {
        hn_store_finding(c->store, &f, run);
        s->runs[s->finding_count - 1] = run;
    } else {
        hn_run_free(run);
    }
    return 0;
}

static char *steered_words(uint64_t seeds) {
    return seeds ? hn_text("%llu seed%s steered into it, and none got there.",
                           (unsigned long long)seeds, seeds == 1 ? " was" : "s were")
                 : hn_dup("No seed was steered into it.");
}

/* What profile runs have shown to be possible and no seed has come to. */
static int explain_predicted(struct hn_campaign *c, struct hn_summary *s) {
    const struct hn_predictions *p = &c->predictions;
    int status = 0;

    for (size_t i = 0; i < p->count && !status && hn_interrupted() < 2; i++) {
        struct hn_entry e;

        if (!hn_predict_tells(p, i))
            continue;
        struct ds_config config = hn_profile_config(c->l, p->items[i].seed);
        struct hn_run *run = hn_worker_play(&c->workers[0], &config, true);
        bool told = run && hn_predict_entry(p, i, run, &c->l->suppressions, c->symbols, &e);

        status = run ? 0 : HN_CANNOT;
        hn_run_free(run);
        if (told && e.hit.suppressed)
            c->l->suppressions.items[e.hit.suppressed - 1].seeds += e.count;
        else if (told)
            status = explain_one(c, s, &e, steered_words(p->items[i].steered));
    }
    return status;
}

static uint64_t both(const struct rp_finding *a, const struct rp_finding *b, void *context) {
    const struct hn_campaign *c = context;
    const struct hn_entry *e = hn_dedupe_find(&c->found, strtoull(a->fingerprint, NULL, 16));

    return hn_dedupe_both(e, strtoull(b->fingerprint, NULL, 16));
}

/* Stores what was changed once more; the runs go. */
static void link_all(struct hn_campaign *c, struct hn_summary *s) {
    bool *linked = hn_alloc((s->finding_count + 1) * sizeof(*linked));

    hn_link(s->findings, s->finding_count, both, c, s->arena, linked);
    for (size_t i = 0; i < s->finding_count; i++) {
        if (linked[i])
            hn_store_finding(c->store, &s->findings[i], s->runs[i]);
        hn_run_free(s->runs[i]);
    }
    free(linked);
    free(s->runs);
    s->runs = NULL;
}

static int explain_all(struct hn_campaign *c, struct hn_summary *s) {
    size_t n = c->found.count < MAX_EXPLAINED ? c->found.count : MAX_EXPLAINED;
    int status = 0;

    s->findings = rp_arena_array(s->arena, n + HN_MAX_PREDICTIONS, sizeof(*s->findings));
    s->runs = hn_alloc((n + HN_MAX_PREDICTIONS + 1) * sizeof(struct hn_run *));
    if (n < c->found.count)
        hn_campaign_warn(c, "only the first 100 distinct findings are explained");
    for (size_t i = 0; i < n && !status && hn_interrupted() < 2; i++)
        status = explain_one(c, s, &c->found.entries[i], NULL);
    if (!status)
        status = explain_predicted(c, s);
    link_all(c, s);
    qsort(s->findings, s->finding_count, sizeof(*s->findings), by_rank);
    return status;
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

static void fill_strategies(struct hn_campaign *c, struct hn_summary *s) {
    struct rp_strategy_count *list = rp_arena_array(s->arena, DS_STRAT_COUNT, sizeof(*list));
    size_t n = 0;

    for (unsigned id = 0; id < DS_STRAT_COUNT; id++)
        if (c->stats.by_strategy[id])
            list[n++] = (struct rp_strategy_count){.name = ds_strategy_name(id),
                                                   .seeds = c->stats.by_strategy[id]};
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

static void fill_program(struct hn_summary *s, const struct hn_launch *l) {
    struct rp_campaign *m = &s->campaign;

    m->program = l->target->path;
    m->argv = (const char *const *)l->argv;
    while (l->argv[m->argc])
        m->argc++;
    m->isolation = l->exec ? "exec" : "fork";
    m->carrier = l->carrier == DS_CARRIER_THREAD ? "thread" : "fiber";
    m->races = hn_race_text(&l->race);
    fill_suppressions(s, &l->suppressions);
    char *openmp = hn_openmp_text(&l->openmp);

    if (openmp)
        m->openmp = rp_arena_printf(s->arena, "%s", openmp);
    free(openmp);
}

/* Modules whose accesses to memory are not seen where those of others are; NULL: there are none. */
static const char *bare_modules(struct rp_arena *arena, const struct hn_race *race) {
    if (!race->built || race->off || !race->bare)
        return NULL;
    return rp_arena_printf(arena,
                           "memory accesses of modules that were not compiled for race "
                           "detection: %s",
                           race->bare);
}

static void add_warnings(struct hn_campaign *c) {
    if (c->stats.race_bound)
        hn_campaign_warn(c, "race detection met a bound, named below: there may be more than "
                            "it says");
    if (c->stats.done && c->stats.competed < 2)
        hn_campaign_warn(c, "two threads never competed: there was nothing to decide, and nothing "
                            "was tested");
    if (c->stats.preempted)
        hn_campaign_warn(c, "a busy loop had to be pre-empted by a timer: those schedules are not "
                            "exact");
    if (c->stats.distinct_full)
        hn_campaign_warn(c, "distinct schedules were counted up to 1048576; there may be more");
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

static const char *stopped_by(const struct hn_campaign *c, uint64_t asked) {
    if (c->stats.done >= asked || c->finished)
        return NULL;
    return c->interrupted   ? "interrupted before all seeds were played"
           : c->out_of_time ? "--max-time was reached before all seeds were played"
                            : "not all seeds were played";
}

int hn_summarize(struct hn_campaign *c, struct hn_summary *s) {
    uint64_t asked = c->opt->seed_end - c->opt->seed_first, n = c->stats.done;
    struct rp_campaign *m = &s->campaign;
    enum rp_severity worst = RP_NOTE;

    *s = (struct hn_summary){.arena = rp_arena_new()};
    int status = explain_all(c, s);

    if (status)
        return status;
    const char *stop = stopped_by(c, asked);

    add_warnings(c);
    fill_program(s, c->l);
    if (c->stats.race_bound)
        m->races = rp_arena_printf(s->arena, "checked in part: a bound was met in %llu seed%s",
                                   (unsigned long long)c->stats.race_bound,
                                   c->stats.race_bound == 1 ? "" : "s");
    fill_strategies(c, s);
    m->seeds = rp_arena_printf(s->arena, "%llu..%llu", (unsigned long long)c->opt->seed_first,
                               (unsigned long long)c->opt->seed_end);
    m->seeds_asked = asked;
    m->seeds_done = n;
    m->distinct = c->stats.distinct;
    m->points_min = n ? c->stats.points_min : 0;
    m->points_median = hn_stats_median(&c->stats);
    m->points_max = c->stats.points_max;
    m->limits = tally_lines(s->arena, &c->stats.limits, stop, &m->limit_count);
    m->uncontrolled = tally_lines(s->arena, &c->stats.uncontrolled,
                                  bare_modules(s->arena, &c->l->race), &m->uncontrolled_count);
    m->warnings = (const char *const *)c->warnings;
    m->warning_count = c->warning_count;
    m->findings = s->findings;
    m->finding_count = s->finding_count;
    for (size_t i = 0; i < s->finding_count; i++)
        worst = s->findings[i].severity > worst ? s->findings[i].severity : worst;
    bool failing = s->finding_count && worst >= c->opt->fail_on;

    bool undecided = stop || c->stats.undecided || c->stats.race_bound || hn_interrupted() > 1 ||
                     (c->found.count && !s->finding_count);

    m->verdict = failing            ? RP_FINDINGS
                 : undecided        ? RP_INCOMPLETE
                 : s->finding_count ? RP_FINDINGS
                                    : RP_CLEAN;
    status = failing ? HN_FINDING : undecided ? HN_INCOMPLETE : HN_CLEAN;
    /* Advice says nothing of how often it fails. */
    bool clean = !s->finding_count || (!failing && worst == RP_NOTE && !undecided);
    if (clean && n && !c->stats.undecided && !any_suppressed(&c->l->suppressions))
        m->failure_rate_bound_95 = bound_95(n);
    m->fail_on = c->opt->fail_on;
    m->exit_status = status;
    m->timing.wall_seconds = (double)(hn_wall() - c->started) / 1e9;
    m->timing.seeds_per_second =
        m->timing.wall_seconds > 0 ? (double)n / m->timing.wall_seconds : 0;
    return status;
}

void hn_summary_replay(struct hn_summary *s, const struct hn_launch *l, const struct hn_run *run,
                       const char *const *warnings, size_t warning_count, int exit_status) {
    struct rp_campaign *m = &s->campaign;
    struct rp_strategy_count *strategy = rp_arena_array(s->arena, 1, sizeof(*strategy));

    fill_program(s, l);
    strategy->name = hn_strategy_text(s->arena, &run->config);
    strategy->seeds = 1;
    m->strategies = strategy;
    m->strategy_count = 1;
    m->seeds = rp_arena_printf(s->arena, "%llu", (unsigned long long)run->config.seed);
    m->seeds_asked = m->seeds_done = m->distinct = 1;
    m->points_min = m->points_median = m->points_max = run->totals.points;
    m->limits = rp_arena_array(s->arena, 0, sizeof(char *));
    const char **uncontrolled = rp_arena_array(s->arena, 1, sizeof(char *));

    uncontrolled[0] = bare_modules(s->arena, &l->race);
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
    rp_arena_free(s->arena);
}
