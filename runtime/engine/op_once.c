/* op_once.c: one-time initialisation, and the points named by happens-before annotations. */
#include "internal.h"

#define DONE 2

bool ds_once_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    return w->op != DS_OP_ONCE_BEGIN || ds_obj(e, w->obj)->owner == DS_NO_TASK;
}

void ds_once_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    if (w->op == DS_OP_ONCE_BEGIN) {
        s->from = o->release_seq;
        if (o->count == DONE)
            return;
        o->owner = t;
        o->owner_seq = ds_seq_next(e);
        s->result = DS_SERIAL;
        return;
    }
    o->owner = DS_NO_TASK;
    o->count = w->op == DS_OP_ONCE_END ? DONE : 0;
    o->release_seq = ds_seq_next(e);
}

void ds_note_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, ds_task(e, t)->want.obj);
    if (ds_task(e, t)->want.op == DS_OP_HB_BEFORE)
        o->release_seq = ds_seq_next(e);
    else
        s->from = o->release_seq;
}
