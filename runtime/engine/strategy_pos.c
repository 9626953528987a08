/* strategy_pos.c: partial-order sampling.
 *
 * Source: Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018. Every pending event
 * has a random priority and the highest enabled one runs; its priority and those of the enabled
 * events that race with it are then drawn anew.
 * Departures: priorities are drawn at the first decision that needs them, which is the same
 * distribution and spends nothing where there is no choice; two operations race if they share an
 * object (a condition wait's mutex and all channels of a select included) and either is write-like; a poll that brought nothing
 * races with everything, so that a spinning task cannot keep out an event of very low priority.
 */
#include "strategy.h"

static bool same_object(const struct ds_request *a, const struct ds_request *b) {
    if (a->obj != DS_NO_OBJ && (a->obj == b->obj || a->obj == b->obj2))
        return true;
    return a->obj2 != DS_NO_OBJ && (a->obj2 == b->obj || a->obj2 == b->obj2);
}

static bool races(const struct ds_engine *e, uint32_t t, uint32_t u) {
    const struct ds_request *a = &ds_task(e, t)->want, *b = &ds_task(e, u)->want;
    unsigned fa = ds_op_flags(a->op), fb = ds_op_flags(b->op);
    /* JOIN and DETACH name a task where others name an object; they are not write-like, but their
     * partner may be. */
    bool task_a = a->op <= DS_OP_CLOCK, task_b = b->op <= DS_OP_CLOCK;
    if (task_a || task_b || ((fa | fb) & DS_F_W) == 0)
        return false;
    return ds_chan_announces(a->op)   ? ds_chan_meets(e, t, u)
           : ds_chan_announces(b->op) ? ds_chan_meets(e, u, t)
                                      : same_object(a, b);
}

static uint32_t pick(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n) {
    uint32_t best = 0;
    if (kind != DS_CHOICE_TASK)
        return ds_pick_uniform(e, kind, n);
    for (uint32_t i = 0; i < n; i++) {
        struct ds_task_rec *t = ds_task(e, alts[i]);
        if (t->prio == 0)
            t->prio = ds_rand(&e->rng) | 1;
        if (t->prio > ds_task(e, alts[best])->prio)
            best = i;
    }
    return best;
}

static void announce(struct ds_engine *e, uint32_t t) {
    ds_task(e, t)->prio = 0;
}

static void perform(struct ds_engine *e, uint32_t t) {
    for (uint32_t i = 0; i < e->enabled; i++) {
        struct ds_task_rec *other = ds_task(e, ds_enabled(e)[i]);
        if (ds_enabled(e)[i] == t || races(e, t, ds_enabled(e)[i]))
            other->prio = 0;
    }
}

static void idle(struct ds_engine *e, uint32_t t) {
    (void)t;
    for (uint32_t i = 0; i < e->enabled; i++)
        ds_task(e, ds_enabled(e)[i])->prio = 0;
}

const struct ds_strategy ds_strategy_pos = {
    .name = "pos", .announce = announce, .pick = pick, .perform = perform, .idle = idle};
