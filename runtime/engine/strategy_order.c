/* strategy_order.c: the creation-order run: nobody is ever pre-empted. */
#include "strategy.h"

/* Keeps the running task while it can run, else takes the oldest one. Answers no question with yes,
 * wakes the oldest waiter and takes no time-out that it can avoid: the plainest run there is. */
static uint32_t pick(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n) {
    if (kind != DS_CHOICE_TASK)
        return 0;
    for (uint32_t i = 0; i < n; i++)
        if (alts[i] == e->current)
            return i;
    return 0;
}

const struct ds_strategy ds_strategy_order = {.name = "order", .pick = pick};
