/* op_sem.c: semaphores. Units are consumed in the order in which they were posted, so that a wait
 * synchronises with the post it consumed. */
#include "internal.h"

#define SEM_MAX 0x7fffffffu

static void put(struct ds_engine *e, uint32_t obj, uint64_t seq, uint32_t count) {
    ds_obj(e, obj)->count += count;
    ds_fifo_put(e, &ds_objx(e, obj)->posts, seq, count);
}

static uint64_t take(struct ds_engine *e, uint32_t obj) {
    ds_obj(e, obj)->count--;
    return ds_fifo_take(e, &ds_objx(e, obj)->posts);
}

void ds_sem_seed(struct ds_engine *e, uint32_t obj, uint32_t value) {
    ds_obj(e, obj)->count = 0;
    if (value > 0)
        put(e, obj, 0, value);
}

bool ds_sem_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    return w->op != DS_OP_SEM_WAIT || w->bad_time != 0 || ds_obj(e, w->obj)->count > 0;
}

static void wait(struct ds_engine *e, const struct ds_request *w, struct ds_step *s) {
    if (w->bad_time != 0)
        s->result = DS_INVAL;
    else if (ds_obj(e, w->obj)->count == 0)
        s->result = DS_AGAIN;
    else
        s->from = take(e, w->obj);
}

static void post(struct ds_engine *e, uint32_t obj, struct ds_step *s) {
    if (ds_obj(e, obj)->count >= SEM_MAX) {
        s->result = DS_OVERFLOW;
        return;
    }
    ds_obj(e, obj)->release_seq = ds_seq_next(e);
    put(e, obj, ds_seq_next(e), 1);
}

static void init(struct ds_engine *e, uint32_t t, const struct ds_request *w, struct ds_step *s) {
    if (w->arg > SEM_MAX) {
        s->result = DS_INVAL;
        return;
    }
    ds_obj_begin(e, t, w->obj, s);
    ds_sem_seed(e, w->obj, w->arg);
}

void ds_sem_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    if (w->op != DS_OP_SEM_INIT && w->op != DS_OP_SEM_DESTROY)
        ds_obj_use(e, w->obj, s);
    switch (w->op) {
    case DS_OP_SEM_INIT:
        init(e, t, w, s);
        break;
    case DS_OP_SEM_DESTROY:
        ds_obj_finish(e, t, w->obj, s);
        break;
    case DS_OP_SEM_POST:
        post(e, w->obj, s);
        break;
    case DS_OP_SEM_GETVALUE:
        s->value = s->arg = ds_obj(e, w->obj)->count;
        break;
    default:
        wait(e, w, s);
        break;
    }
}
