/* hold.c: who holds what: one record a (task, object), in two flat lists. */
#include "internal.h"

uint32_t ds_hold_find(const struct ds_engine *e, uint32_t t, uint32_t obj) {
    uint32_t h = ds_taskx(e, t)->holds;
    while (h != DS_NONE && ds_hold_rec(e, h)->obj != obj)
        h = ds_hold_rec(e, h)->next_of_task;
    return h;
}

bool ds_holds(const struct ds_engine *e, uint32_t task, uint32_t obj) {
    return task < e->tot.tasks && ds_hold_find(e, task, obj) != DS_NONE;
}

static uint32_t fresh(struct ds_engine *e) {
    uint32_t h = e->holds_free;
    if (h != DS_NONE) {
        e->holds_free = ds_hold_rec(e, h)->next_of_task;
        return h;
    }
    if (e->holds < e->max_holds)
        return e->holds++;
    e->full = 1;
    e->tot.limits |= DS_LIMIT_OBJECTS;
    return DS_NONE;
}

void ds_hold_add(struct ds_engine *e, uint32_t t, uint32_t obj) {
    uint32_t h = ds_hold_find(e, t, obj);
    ds_task(e, t)->held++;
    if (h != DS_NONE) {
        ds_hold_rec(e, h)->count++;
        return;
    }
    h = fresh(e);
    if (h == DS_NONE)
        return;
    *ds_hold_rec(e, h) = (struct ds_hold){.task = t,
                                          .obj = obj,
                                          .count = 1,
                                          .next_of_task = ds_taskx(e, t)->holds,
                                          .next_of_obj = ds_objx(e, obj)->holds};
    ds_taskx(e, t)->holds = h;
    ds_objx(e, obj)->holds = h;
}

static void unlink_hold(struct ds_engine *e, uint32_t h) {
    struct ds_hold *rec = ds_hold_rec(e, h);
    uint32_t *at = &ds_taskx(e, rec->task)->holds;
    while (*at != h)
        at = &ds_hold_rec(e, *at)->next_of_task;
    *at = rec->next_of_task;
    at = &ds_objx(e, rec->obj)->holds;
    while (*at != h)
        at = &ds_hold_rec(e, *at)->next_of_obj;
    *at = rec->next_of_obj;
    rec->next_of_task = e->holds_free;
    e->holds_free = h;
}

void ds_hold_drop(struct ds_engine *e, uint32_t t, uint32_t obj, bool all) {
    uint32_t h = ds_hold_find(e, t, obj);
    if (h == DS_NONE)
        return;
    uint32_t count = all ? ds_hold_rec(e, h)->count : 1;
    ds_task(e, t)->held -= count;
    ds_hold_rec(e, h)->count -= count;
    if (ds_hold_rec(e, h)->count == 0)
        unlink_hold(e, h);
}

void ds_hold_clear(struct ds_engine *e, uint32_t obj) {
    while (ds_objx(e, obj)->holds != DS_NONE)
        ds_hold_drop(e, ds_hold_rec(e, ds_objx(e, obj)->holds)->task, obj, true);
}
