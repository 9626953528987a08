/* object.c: the records of synchronisation objects: registration, new lives, ends of lives. */
#include "internal.h"

/* The rwlock OBJ is found held by main, which reads it READERS times or, if 0, writes. */
static void found_held(struct ds_engine *e, uint32_t obj, uint32_t readers) {
    ds_hold_add(e, 0, obj);
    if (e->full)
        return;
    if (readers == 0) {
        ds_obj(e, obj)->owner = 0;
        return;
    }
    ds_obj(e, obj)->count = readers;
    ds_hold_rec(e, ds_objx(e, obj)->holds)->count = readers;
    ds_task(e, 0)->held += readers - 1;
}

uint32_t ds_object(struct ds_engine *e, enum ds_kind kind, uint64_t key, uint32_t initial) {
    if (e->tot.objects >= e->cfg.max_objects) {
        e->full = 1;
        e->tot.limits |= DS_LIMIT_OBJECTS;
        return DS_NO_OBJ;
    }
    uint32_t obj = ++e->tot.objects;
    struct ds_obj_rec *o = ds_obj(e, obj);
    *o = (struct ds_obj_rec){.key = key, .kind = (uint16_t)kind, .owner = DS_NO_TASK};
    *ds_objx(e, obj) = ds_objx_none();
    if (kind == DS_KIND_MUTEX || kind == DS_KIND_SPIN) {
        if (initial > 0 && initial <= e->tot.tasks) {
            o->owner = initial - 1;
            ds_objx(e, obj)->users = 1;
            ds_hold_add(e, o->owner, obj);
        }
    } else if (kind == DS_KIND_RWLOCK && initial > 0) {
        found_held(e, obj, initial / 2);
    } else if (kind == DS_KIND_SEM) {
        ds_sem_seed(e, obj, initial);
    } else {
        o->count = initial;
    }
    return obj;
}

void ds_object_rekey(struct ds_engine *e, uint32_t obj, uint64_t key) {
    if (obj != DS_NO_OBJ && obj <= e->tot.objects)
        ds_obj(e, obj)->key = key;
}

static bool waits_on(const struct ds_engine *e, uint32_t t, uint32_t obj) {
    const struct ds_request *w = &ds_task(e, t)->want;
    if (ds_task(e, t)->state != DS_TASK_READY || !ds_taskx(e, t)->blocked)
        return false;
    /* One that was woken is only after the lock: the condition may go. */
    if (w->op == DS_OP_COND_WAKE)
        return w->obj2 == obj || (w->obj == obj && ds_cond_waits(e, t));
    return w->obj == obj && w->op >= DS_OP_MUTEX_INIT && w->op <= DS_OP_HB_AFTER;
}

bool ds_obj_busy(const struct ds_engine *e, uint32_t t, uint32_t obj) {
    if (ds_objx(e, obj)->holds != DS_NONE || ds_obj(e, obj)->owner != DS_NO_TASK)
        return true;
    for (uint32_t i = 0; i < e->live; i++)
        if (ds_live(e)[i] != t && waits_on(e, ds_live(e)[i], obj))
            return true;
    return false;
}

void ds_obj_begin(struct ds_engine *e, uint32_t t, uint32_t obj, struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    if (ds_obj_busy(e, t, obj))
        s->misuse = DS_MISUSE_REINIT_BUSY;
    ds_hold_clear(e, obj);
    ds_fifo_clear(e, &ds_objx(e, obj)->posts);
    *o = (struct ds_obj_rec){.key = o->key,
                             .kind = o->kind,
                             .generation = o->generation + 1,
                             .owner = DS_NO_TASK,
                             .waiting = o->waiting,
                             .init_seq = ds_seq_next(e)};
    ds_objx(e, obj)->users = 0;
}

void ds_obj_finish(struct ds_engine *e, uint32_t t, uint32_t obj, struct ds_step *s) {
    if (ds_obj(e, obj)->destroyed == DS_END_DESTROYED)
        s->misuse = DS_MISUSE_USE_DESTROYED;
    else if (ds_obj_busy(e, t, obj))
        s->misuse = DS_MISUSE_DESTROY_BUSY;
    ds_obj(e, obj)->destroyed = DS_END_DESTROYED;
}

void ds_obj_use(struct ds_engine *e, uint32_t obj, struct ds_step *s) {
    if (ds_obj(e, obj)->destroyed == DS_END_DESTROYED)
        s->misuse = DS_MISUSE_USE_DESTROYED;
}

void ds_object_freed(struct ds_engine *e, uint32_t obj) {
    if (obj != DS_NO_OBJ && obj <= e->tot.objects && ds_obj(e, obj)->destroyed == DS_END_NONE)
        ds_obj(e, obj)->destroyed = DS_END_FREED;
}
