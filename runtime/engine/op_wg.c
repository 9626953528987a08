/* op_wg.c: wait groups, as Go's are.
 *
 * A wait that has to wait is let go by the Done (or Add) that brings the counter to zero, whatever
 * becomes of the counter before it returns; if it is not zero then, Go panics, since the group was
 * reused too early. Go's other panic, of an Add that comes while the waiters are being let go, has no
 * place here, where that is one step.
 *
 * Each Add and Done comes after those before it, so that a wait comes after all of them. An Add to zero
 * must be ordered with each Wait; only who made them is known here, so one of another task's is marked,
 * and whether something orders them is for the reader of the trace to find out.
 */
#include "internal.h"

bool ds_wg_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    const struct ds_taskx *x = ds_taskx(e, t);
    return w->op != DS_OP_WG_WAIT || ds_obj(e, w->obj)->count == 0 ||
           (x->wg == w->obj && x->wg_from != 0);
}

void ds_wg_forget(struct ds_engine *e, uint32_t t) {
    struct ds_taskx *x = ds_taskx(e, t);
    if (x->wg != DS_NO_OBJ && x->wg_from == 0)
        ds_obj(e, x->wg)->waiting--;
    x->wg = DS_NO_OBJ;
    x->wg_from = 0;
}

void ds_wg_block(struct ds_engine *e, uint32_t t) {
    uint32_t obj = ds_task(e, t)->want.obj;
    if (ds_taskx(e, t)->wg == obj)
        return; /* it takes an interrupted wait up again */
    ds_wg_forget(e, t);
    ds_taskx(e, t)->wg = obj;
    ds_obj(e, obj)->waiting++;
}

static void let_go(struct ds_engine *e, uint32_t obj) {
    for (uint32_t i = 0; i < e->live && ds_obj(e, obj)->waiting > 0; i++) {
        uint32_t t = ds_live(e)[i];
        struct ds_taskx *x = ds_taskx(e, t);
        struct ds_task_rec *rec = ds_task(e, t);
        if (x->wg != obj || x->wg_from != 0)
            continue;
        x->wg_from = ds_seq_next(e);
        ds_obj(e, obj)->waiting--;
        if (rec->state == DS_TASK_READY && rec->want.op == DS_OP_WG_WAIT && rec->want.obj == obj) {
            rec->woken = 1;
            rec->woken_from = x->wg_from;
        }
    }
}

/* BY is another than T, or stands for several tasks. */
static bool another(uint32_t by, uint32_t t) {
    return by != 0 && by != t + 1;
}

static uint32_t and_also(uint32_t by, uint32_t t) {
    return another(by, t) ? DS_SEVERAL : t + 1;
}

static void add(struct ds_engine *e, uint32_t t, uint32_t obj, uint32_t delta, struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    struct ds_objx *x = ds_objx(e, obj);
    s->from = o->release_seq;
    o->release_seq = ds_seq_next(e);
    if (o->count == 0 && (int32_t)delta > 0) {
        o->owner_seq = ds_seq_next(e);
        x->adder = and_also(x->adder, t);
        if (another(x->waiter, t))
            s->misuse = DS_MISUSE_WG_ADD_RACES;
    }
    o->count += delta;
    if ((int32_t)o->count < 0)
        s->result = DS_NEGATIVE;
    else if (o->count == 0)
        let_go(e, obj);
}

static void wait(struct ds_engine *e, uint32_t t, uint32_t obj, struct ds_step *s) {
    const struct ds_obj_rec *o = ds_obj(e, obj);
    struct ds_objx *x = ds_objx(e, obj);
    bool let = ds_taskx(e, t)->wg == obj && ds_taskx(e, t)->wg_from != 0;
    s->from = let ? ds_taskx(e, t)->wg_from : o->release_seq;
    s->result = let && o->count != 0 ? DS_REUSED : DS_OK;
    if (another(x->adder, t))
        s->misuse = DS_MISUSE_WG_ADD_RACES;
    x->waiter = and_also(x->waiter, t);
    ds_wg_forget(e, t);
}

void ds_wg_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    if (w->op == DS_OP_WG_WAIT)
        wait(e, t, w->obj, s);
    else
        add(e, t, w->obj, w->op == DS_OP_WG_DONE ? UINT32_MAX : w->arg, s);
}
