/* waiting.c: whether anybody would gain from a pre-emption of the running task. */
#include "internal.h"

bool ds_others_waiting(const struct ds_engine *e, uint32_t task) {
    const uint32_t *live = ds_live(e);
    for (uint32_t i = 0; i < e->live; i++) {
        uint32_t t = live[i];
        if (t == task || ds_task(e, t)->state != DS_TASK_READY || t == e->exiting)
            continue;
        const struct ds_request *w = &ds_task(e, t)->want;
        if (ds_op_can(e, t) || w->deadline != DS_NEVER || w->op == DS_OP_DRAIN)
            return true;
    }
    return false;
}
