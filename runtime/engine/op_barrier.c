/* op_barrier.c: barriers. The last to arrive is the serial one and goes on at once; the others are
 * released and leave one by one. Destroying waits, as glibc does, until everybody has left. */
#include "internal.h"

#define MAX_COUNT (UINT32_MAX / 2) /* glibc refuses it and what is above */

bool ds_barrier_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_task_rec *rec = ds_task(e, t);
    if (rec->want.op == DS_OP_BARRIER_LEAVE)
        return rec->woken != 0;
    return rec->want.op != DS_OP_BARRIER_DESTROY ||
           (ds_obj(e, rec->want.obj)->waiting == 0 && ds_objx(e, rec->want.obj)->leaving == 0);
}

static void release(struct ds_engine *e, uint32_t obj) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    for (uint32_t i = 0; i < e->live; i++) {
        struct ds_task_rec *rec = ds_task(e, ds_live(e)[i]);
        if (rec->state != DS_TASK_READY || rec->want.op != DS_OP_BARRIER_LEAVE ||
            rec->want.obj != obj || rec->woken)
            continue;
        rec->woken = 1;
        rec->woken_from = ds_seq_next(e);
        ds_objx(e, obj)->leaving++;
    }
    o->waiting = 0;
    o->round++;
}

static void arrive(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    struct ds_request w = ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w.obj);
    s->from = o->release_seq;
    o->release_seq = ds_seq_next(e);
    if (o->waiting + 1 >= o->count) {
        release(e, w.obj);
        s->result = DS_SERIAL;
        return;
    }
    o->waiting++;
    w.op = DS_OP_BARRIER_LEAVE;
    w.misuse = DS_MISUSE_NONE;
    ds_task_want(e, t, &w);
    s->stay = true;
}

static void init(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    if (w->arg == 0 || w->arg >= MAX_COUNT) {
        s->result = DS_INVAL;
        return;
    }
    ds_obj_begin(e, t, w->obj, s);
    ds_obj(e, w->obj)->waiting = 0;
    ds_obj(e, w->obj)->count = w->arg;
}

void ds_barrier_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_task_rec *rec = ds_task(e, t);
    switch (rec->want.op) {
    case DS_OP_BARRIER_INIT:
        init(e, t, s);
        break;
    case DS_OP_BARRIER_DESTROY:
        ds_obj_finish(e, t, rec->want.obj, s);
        break;
    case DS_OP_BARRIER_WAIT:
        ds_obj_use(e, rec->want.obj, s);
        arrive(e, t, s);
        break;
    default:
        s->from = rec->woken_from;
        ds_objx(e, rec->want.obj)->leaving--;
        break;
    }
}
