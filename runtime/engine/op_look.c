/* op_look.c: contexts and atomics: what is done to them is the caller's; here stands who comes after
 * whom. Also looks of any kind that brought nothing new, so that loops around them are known. */
#include "internal.h"

void ds_look(struct ds_engine *e, uint32_t t, uint32_t obj, uint64_t changed, struct ds_step *s) {
    struct ds_taskx *x = ds_taskx(e, t);
    if (x->looked == obj && changed <= x->looked_seq)
        s->flags |= DS_EV_VOID;
    x->looked = obj;
    x->looked_seq = ds_seq_next(e);
}

void ds_ctx_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    s->from = o->release_seq;
    if (w->op == DS_OP_CTX_CANCEL && o->count == 0) {
        o->count = 1;
        o->release_seq = ds_seq_next(e);
    } else if (w->op == DS_OP_CTX_ERR && w->arg == 0) {
        ds_look(e, t, w->obj, o->release_seq, s);
    }
}

void ds_atomic_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    if (w->op != DS_OP_ATOMIC_STORE)
        s->from = o->release_seq;
    if (w->op == DS_OP_ATOMIC_LOAD)
        ds_look(e, t, w->obj, o->release_seq, s);
    else
        o->release_seq = ds_seq_next(e);
}
