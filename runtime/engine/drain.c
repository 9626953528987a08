/* drain.c: DRAIN: a task lets the others run, in turns, until none of them can go on, time would have
 * to jump too far, or they have made too many points. */
#include "internal.h"

static bool drains(const struct ds_engine *e, uint32_t t) {
    return ds_task(e, t)->state == DS_TASK_READY && ds_task(e, t)->want.op == DS_OP_DRAIN;
}

void ds_drain_begin(struct ds_engine *e, uint32_t t) {
    ds_taskx(e, t)->drain_points = e->tot.points;
    ds_taskx(e, t)->drain_start = e->tot.now;
    e->drains++;
}

uint32_t ds_drain_over(struct ds_engine *e, bool quiet) {
    for (uint32_t i = 0; i < e->live; i++) {
        uint32_t t = ds_live(e)[i];
        struct ds_taskx *x = ds_taskx(e, t);
        if (!drains(e, t))
            continue;
        x->can = DS_CAN_GO;
        if (quiet)
            return t;
        if (e->tot.points - x->drain_points < e->cfg.drain_steps &&
            e->tot.now - x->drain_start <= e->cfg.drain_ns)
            continue;
        if (e->enabled > 0)
            e->tot.limits |= DS_LIMIT_DRAIN;
        return t;
    }
    return DS_NO_TASK;
}

int64_t ds_drain_limit(const struct ds_engine *e) {
    int64_t limit = e->tot.draining ? e->drain_start + e->cfg.drain_ns : DS_NEVER;
    for (uint32_t i = 0; i < e->live && e->drains > 0; i++) {
        uint32_t t = ds_live(e)[i];
        if (drains(e, t) && ds_taskx(e, t)->drain_start + e->cfg.drain_ns < limit)
            limit = ds_taskx(e, t)->drain_start + e->cfg.drain_ns;
    }
    return limit;
}
