/* task.c: the records of tasks: birth, announcement, end. */
#include "strategy.h"

uint32_t ds_task_new(struct ds_engine *e, uint32_t parent, uint64_t key) {
    uint32_t t = e->tot.tasks;
    if (t >= e->cfg.max_tasks) {
        e->tot.limits |= DS_LIMIT_TASKS;
        return DS_NO_TASK;
    }
    e->tot.tasks++;
    *ds_task(e, t) = (struct ds_task_rec){
        .key = key, .parent = parent, .joiner = DS_NO_TASK, .state = DS_TASK_READY};
    *ds_taskx(e, t) = (struct ds_taskx){.last_deadline = DS_NEVER,
                                        .holds = DS_NONE,
                                        .chan = DS_NONE,
                                        .outcome = {.chosen = UINT32_MAX, .peer = DS_NO_TASK}};
    ds_live(e)[e->live++] = t;
    if (ds_strategy_of(e)->task)
        ds_strategy_of(e)->task(e, t);
    return t;
}

void ds_task_end(struct ds_engine *e, uint32_t t, uint32_t state) {
    uint32_t *live = ds_live(e), kept = 0;
    for (uint32_t i = 0; i < e->live; i++)
        if (live[i] != t)
            live[kept++] = live[i];
    e->live = kept;
    ds_chan_forget(e, t);
    ds_wg_forget(e, t);
    e->drains -= ds_task(e, t)->state == DS_TASK_READY && ds_task(e, t)->want.op == DS_OP_DRAIN;
    if (ds_task(e, t)->nopreempt > 0)
        e->holding--;
    ds_task(e, t)->nopreempt = 0;
    e->daemons -= ds_task(e, t)->daemon;
    ds_task(e, t)->daemon = 0;
    ds_task(e, t)->state = state;
}

void ds_task_want(struct ds_engine *e, uint32_t t, const struct ds_request *req) {
    struct ds_task_rec *rec = ds_task(e, t);
    struct ds_taskx *x = ds_taskx(e, t);
    rec->want = *req;
    rec->state = DS_TASK_READY;
    rec->woken = 0;
    rec->woken_flags = 0;
    rec->woken_from = 0;
    rec->in_cycle = 0;
    rec->posted_seq = e->tot.points;
    /* A loop around a timed wait waits for the same moment again: that does not renew its patience. */
    if (req->deadline == DS_NEVER || req->deadline != x->last_deadline)
        rec->jumped = 0;
    x->last_deadline = req->deadline;
    x->blocked = 0;
    x->expired = 0;
    x->interrupted = 0;
    if (ds_strategy_of(e)->announce)
        ds_strategy_of(e)->announce(e, t);
}

uint32_t ds_adopt(struct ds_engine *e) {
    struct ds_request start = {.op = DS_OP_START, .deadline = DS_NEVER};
    uint32_t t = ds_task_new(e, DS_NO_TASK, ds_key_mix(0x61646f7074, ++e->adopted));
    if (t == DS_NO_TASK) {
        e->full = 1;
        return t;
    }
    ds_task(e, t)->nth = e->adopted;
    ds_task(e, t)->detached = 1;
    ds_task_want(e, t, &start);
    return t;
}

void ds_create_failed(struct ds_engine *e, uint32_t task) {
    if (task < e->tot.tasks && ds_task(e, task)->state == DS_TASK_READY &&
        ds_task(e, task)->want.op == DS_OP_START)
        ds_task_end(e, task, DS_TASK_GONE);
}
