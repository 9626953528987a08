/* op_memory.c: accesses to the program's memory, atomic and plain. What they do and what they order is
 * the caller's; here stands which of them bring their task nothing new, so that loops around them are
 * known for polling.
 */
#include "strategy.h"

void ds_memory_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    if (w->op == DS_OP_MEM_LOAD || w->op == DS_OP_MEM_READ) {
        ds_look(e, t, w->obj, o->release_seq, s);
        return;
    }
    o->owner_seq = o->release_seq; /* should it turn out to change nothing */
    o->release_seq = ds_seq_next(e);
}

void ds_memory_done(struct ds_engine *e, uint32_t task, uint64_t from, bool in_vain) {
    struct ds_event *v = (struct ds_event *)(uintptr_t)ds_event_at(e, e->tot.points);
    if (v == NULL || v->task != task)
        return;
    v->from = from;
    if (!in_vain || v->op != DS_OP_MEM_UPDATE)
        return;
    struct ds_obj_rec *o = ds_obj(e, v->obj);
    o->release_seq = o->owner_seq;
    v->flags |= DS_EV_VOID;
    if (ds_strategy_of(e)->idle)
        ds_strategy_of(e)->idle(e, task);
}
