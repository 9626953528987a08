/* strategy_pct.c: PCT(d), priorities with d-1 change points.
 *
 * Source: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs", ASPLOS 2010. Each task gets a random rank above all change ranks; the
 * highest enabled one runs; at the i-th of d-1 random steps the task about to run drops to rank i.
 * A bug of depth d is hit with probability at least 1/(n k^(d-1)).
 * Departures: a step is a decision with two or more enabled tasks, and k is the profile's count of
 * those; fresh points are drawn when a run is longer than k; a task that yields, polls in vain,
 * sleeps short or makes DS_LONG_STREAK points in a row drops below everybody, and a task that did so
 * before drops below everybody at a change point, too; all other choices are uniform.
 */
#include "strategy.h"

#define CHANGE_BASE (1ull << 32)
#define DEFAULT_LENGTH 100

static uint32_t depth(const struct ds_engine *e) {
    uint32_t d = e->cfg.params.depth;
    return d < 1 ? 1 : d > DS_PCT_MAX_DEPTH ? DS_PCT_MAX_DEPTH : d;
}

static void draw_points(struct ds_engine *e) {
    struct ds_pct *p = &e->pct;
    uint64_t k = e->cfg.profile.decisions;
    uint32_t changes = depth(e) - 1;
    k = k == 0 ? DEFAULT_LENGTH : k > UINT32_MAX ? UINT32_MAX : k;
    for (uint32_t i = 0; i < changes; i++) {
        bool again;
        do {
            p->points[i] = p->until + 1 + ds_below(&e->rng, (uint32_t)k);
            again = false;
            for (uint32_t j = 0; j < i && i < k; j++)
                again |= p->points[j] == p->points[i];
        } while (again);
    }
    p->until += k;
}

static void begin(struct ds_engine *e) {
    e->pct.lowest = CHANGE_BASE;
    draw_points(e);
}

static void task(struct ds_engine *e, uint32_t t) {
    ds_task(e, t)->prio = ds_rand(&e->rng) | 1ull << 63;
}

static uint32_t highest(const struct ds_engine *e, const uint32_t *alts, uint32_t n) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++)
        if (ds_task(e, alts[i])->prio > ds_task(e, alts[best])->prio)
            best = i;
    return best;
}

static uint32_t pick(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n) {
    struct ds_pct *p = &e->pct;
    if (kind != DS_CHOICE_TASK)
        return ds_pick_uniform(e, kind, n);
    if (++p->steps > p->until)
        draw_points(e);
    uint32_t best = highest(e, alts, n);
    for (uint32_t i = 0; i + 1 < depth(e); i++) {
        if (p->points[i] == p->steps) {
            struct ds_task_rec *t = ds_task(e, alts[best]);
            uint64_t rank = CHANGE_BASE + 1 + i;
            t->prio = rank < t->prio ? rank : --p->lowest;
            best = highest(e, alts, n);
        }
    }
    return best;
}

static void idle(struct ds_engine *e, uint32_t t) {
    ds_task(e, t)->prio = --e->pct.lowest;
}

const struct ds_strategy ds_strategy_pct = {
    .name = "pct", .begin = begin, .task = task, .pick = pick, .idle = idle};
