/* mix.c: what the default mix of strategies decides for a seed. */
#include "internal.h"

void ds_mix_apply(struct ds_config *cfg, uint64_t seed) {
    uint64_t draw = ds_key_mix(seed, 0x6d6978);
    uint32_t share = ds_below(&draw, 100);
    cfg->seed = seed;
    cfg->spurious_max = 0;
    cfg->params.depth = 0;
    cfg->params.cycle = 0;
    if (seed == 0) {
        cfg->strategy = DS_STRAT_ORDER;
        return;
    }
    if (cfg->profile.cycle_count > 0 && seed % 4 == 1) {
        cfg->strategy = DS_STRAT_STEER;
        cfg->params.cycle = (uint32_t)(seed / 4 % cfg->profile.cycle_count);
        return;
    }
    cfg->strategy = share < 30 ? DS_STRAT_RANDOM : share < 70 ? DS_STRAT_POS : DS_STRAT_PCT;
    if (cfg->strategy == DS_STRAT_PCT)
        cfg->params.depth = 2 + ds_below(&draw, 4);
    if (ds_below(&draw, 4) == 0)
        cfg->spurious_max = 2;
}
