/* op_spin.c: spin locks; a task that would spin waits. glibc checks nothing. */
#include "internal.h"

bool ds_spin_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    return w->op != DS_OP_SPIN_LOCK || ds_obj(e, w->obj)->owner == DS_NO_TASK;
}

static void lock(struct ds_engine *e, uint32_t t, uint32_t obj, struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    if (o->owner != DS_NO_TASK) {
        s->result = DS_BUSY;
        return;
    }
    o->owner = t;
    o->owner_seq = ds_seq_next(e);
    s->from = o->release_seq;
    ds_hold_add(e, t, obj);
}

static void unlock(struct ds_engine *e, uint32_t t, uint32_t obj, struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    if (o->owner != t)
        s->misuse = o->owner == DS_NO_TASK ? DS_MISUSE_UNLOCK_UNLOCKED : DS_MISUSE_UNLOCK_NOT_OWNER;
    ds_hold_clear(e, obj);
    o->owner = DS_NO_TASK;
    o->release_seq = ds_seq_next(e);
}

void ds_spin_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    uint32_t obj = w->obj;
    switch (w->op) {
    case DS_OP_SPIN_INIT:
        ds_obj_begin(e, t, obj, s);
        break;
    case DS_OP_SPIN_DESTROY:
        ds_obj_finish(e, t, obj, s);
        break;
    case DS_OP_SPIN_UNLOCK:
        ds_obj_use(e, obj, s);
        unlock(e, t, obj, s);
        break;
    default:
        ds_obj_use(e, obj, s);
        lock(e, t, obj, s);
        break;
    }
}
