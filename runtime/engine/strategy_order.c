/* strategy_order.c: the creation-order run: nobody is ever pre-empted. */
#include "strategy.h"

/* Keeps the running task while it can run, else takes the oldest one; a task that yielded or polled
 * for nothing lets the next one in the order of creation go first, or a spin would never end.
 * Answers no question with yes, wakes the oldest waiter and takes no time-out that it can avoid: the
 * plainest run there is. A task's prio says that it was idle. */
static uint32_t pick(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n) {
    if (kind != DS_CHOICE_TASK)
        return 0;
    for (uint32_t i = 0; i < n; i++) {
        if (alts[i] != e->current)
            continue;
        if (ds_task(e, alts[i])->prio == 0)
            return i;
        ds_task(e, alts[i])->prio = 0;
        return (i + 1) % n;
    }
    return 0;
}

static void idle(struct ds_engine *e, uint32_t t) {
    ds_task(e, t)->prio = 1;
}

const struct ds_strategy ds_strategy_order = {.name = "order", .pick = pick, .idle = idle};
