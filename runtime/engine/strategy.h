/* strategy.h: what a strategy must offer; one file each (strategy_*.c).
 *
 * A strategy sees the whole engine read-only, its parameters and the profile in e->cfg, and writes
 * only e->rng, the tasks' prio and prio2, and its own part of struct ds_engine. It is never asked
 * when there is one alternative, and must then consume no randomness. Fair continuation, drain and
 * held tasks are decided by the engine without it.
 */
#ifndef DS_STRATEGY_H
#define DS_STRATEGY_H

#include "internal.h"

struct ds_strategy {
    const char *name;
    /* A run begins; e->cfg is complete and task 0 does not exist yet. May be NULL. */
    void (*begin)(struct ds_engine *e);
    /* Task T was made. May be NULL. */
    void (*task)(struct ds_engine *e, uint32_t t);
    /* T announced a new operation (its want is set). May be NULL. */
    void (*announce)(struct ds_engine *e, uint32_t t);
    /* Chooses among ALTS[0..n), n >= 2; returns the index, or DS_NONE if the recorded choice does
     * not exist here (replay). Alternatives are task handles, oldest first, for TASK and WAITER;
     * 0 "go on" and 1 "time out" for TIMEOUT; for SELECT ALTS is NULL, and they are the cases that can
     * go, in their order; for the questions JUMP and SPURIOUS the first one is
     * DS_NO_TASK, which means no. */
    uint32_t (*pick)(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n);
    /* T is about to perform its announced operation; the enabled list is that of the decision. May
     * be NULL. */
    void (*perform)(struct ds_engine *e, uint32_t t);
    /* T polled and got nothing, yielded, slept less than it asked for, or made DS_LONG_STREAK points
     * while others could run. May be NULL. */
    void (*idle)(struct ds_engine *e, uint32_t t);
};

extern const struct ds_strategy ds_strategy_order, ds_strategy_random, ds_strategy_pct,
    ds_strategy_pos, ds_strategy_replay, ds_strategy_steer, ds_strategy_depart;

static inline const struct ds_strategy *ds_strategy_of(const struct ds_engine *e) {
    switch (e->cfg.strategy) {
    case DS_STRAT_RANDOM:
        return &ds_strategy_random;
    case DS_STRAT_PCT:
        return &ds_strategy_pct;
    case DS_STRAT_POS:
        return &ds_strategy_pos;
    case DS_STRAT_REPLAY:
        return &ds_strategy_replay;
    case DS_STRAT_STEER:
        return &ds_strategy_steer;
    case DS_STRAT_DEPART:
        return &ds_strategy_depart;
    default:
        return &ds_strategy_order;
    }
}

/* For the choices that a strategy has no opinion on: waiters and time-outs uniformly, a jump one time
 * in eight, a spurious wake-up one time in sixteen. */
uint32_t ds_pick_uniform(struct ds_engine *e, enum ds_choice kind, uint32_t n);

/* strategy_depart.c: the run chose INDEX where creation order is asked for its opinion here: notes it, if it is
 * another one, among the departures. To be called for each choice, in a run whose idle is creation order's. */
void ds_departure_note(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n,
                       uint32_t index);

#endif
