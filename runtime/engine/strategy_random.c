/* strategy_random.c: the uniform random walk over the enabled tasks. */
#include "strategy.h"

static uint32_t pick(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n) {
    (void)alts;
    return ds_pick_uniform(e, kind, n);
}

const struct ds_strategy ds_strategy_random = {.name = "random", .pick = pick};
