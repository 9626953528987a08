/* choose.c: the one door through which every choice goes to the strategy and into the record. */
#include "strategy.h"

uint32_t ds_pick_uniform(struct ds_engine *e, enum ds_choice kind, uint32_t n) {
    uint32_t odds = kind == DS_CHOICE_JUMP ? 8 : 16;
    if (kind != DS_CHOICE_JUMP && kind != DS_CHOICE_SPURIOUS)
        return ds_below(&e->rng, n);
    if (ds_below(&e->rng, odds) != 0)
        return 0;
    return 1 + ds_below(&e->rng, n - 1);
}

/* In turns a select must not favour the case that stands first: the number of the step decides. */
static uint32_t mixed(const struct ds_engine *e, uint32_t n) {
    return (uint32_t)((ds_key_mix(e->tot.points, n) >> 8) % n);
}

/* Of the waiters, the one that has run least recently. */
static uint32_t longest(const struct ds_engine *e, const uint32_t *alts, uint32_t n) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++)
        if (ds_taskx(e, alts[i])->last_run < ds_taskx(e, alts[best])->last_run)
            best = i;
    return best;
}

uint32_t ds_choose(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n) {
    /* Fair continuation and drains follow from the state alone, so nothing is asked or recorded. */
    if (n >= 2 && kind == DS_CHOICE_WAITER && ds_in_turns(e))
        return longest(e, alts, n);
    if (n >= 2 && kind == DS_CHOICE_SELECT && ds_in_turns(e))
        return mixed(e, n);
    if (n < 2 || ds_in_turns(e))
        return 0;
    uint32_t index = ds_strategy_of(e)->pick(e, kind, alts, n);
    if (index >= n) {
        e->diverged = 1;
        return 0;
    }
    ds_record_choice(e, kind, index);
    return index;
}
