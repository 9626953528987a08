/* op_mutex.c: mutexes of the four kinds, with glibc 2.36's return codes.
 *
 * The record's owner and count (recursion depth beyond the first lock) say who holds it; `users` is
 * glibc's own count, which destroy looks at and which a wait on a condition does not give back.
 */
#include "internal.h"

bool ds_mutex_free(const struct ds_engine *e, uint32_t t, uint32_t obj) {
    const struct ds_obj_rec *o = ds_obj(e, obj);
    return o->owner == DS_NO_TASK || (o->owner == t && o->arg == DS_MUTEX_RECURSIVE);
}

bool ds_mutex_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    const struct ds_obj_rec *o = ds_obj(e, w->obj);
    if (w->op != DS_OP_MUTEX_LOCK || w->arg == DS_MUTEX_DEAD || o->owner == DS_NO_TASK)
        return true;
    return o->owner == t && (w->arg == DS_MUTEX_RECURSIVE || w->arg == DS_MUTEX_ERRORCHECK);
}

void ds_mutex_take(struct ds_engine *e, uint32_t t, uint32_t obj) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    if (o->owner == t) {
        o->count++;
        return;
    }
    o->owner = t;
    o->count = 0;
    o->owner_seq = ds_seq_next(e);
    ds_hold_add(e, t, obj);
}

static void lock(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    bool mine = o->owner == t;
    if (w->arg == DS_MUTEX_DEAD) {
        s->misuse = DS_MISUSE_USE_DESTROYED;
        s->result = DS_INVAL;
        return;
    }
    if (mine && w->arg == DS_MUTEX_RECURSIVE) {
        if (o->count == UINT32_MAX - 1) {
            s->result = DS_AGAIN;
            return;
        }
    } else if (mine && w->op == DS_OP_MUTEX_LOCK) {
        s->result = DS_DEADLK;
        return;
    } else if (o->owner != DS_NO_TASK) {
        s->result = DS_BUSY;
        return;
    } else {
        ds_objx(e, w->obj)->users++;
        s->from = o->release_seq;
    }
    o->arg = w->arg;
    ds_mutex_take(e, t, w->obj);
}

int ds_mutex_release(struct ds_engine *e, uint32_t t, uint32_t obj, uint32_t type,
                     uint16_t *misuse) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    bool checked = type == DS_MUTEX_RECURSIVE || type == DS_MUTEX_ERRORCHECK;
    if (type == DS_MUTEX_DEAD) {
        *misuse = DS_MISUSE_USE_DESTROYED;
        return DS_INVAL;
    }
    if (o->owner != t) {
        *misuse = o->owner == DS_NO_TASK ? DS_MISUSE_UNLOCK_UNLOCKED : DS_MISUSE_UNLOCK_NOT_OWNER;
        if (checked)
            return DS_PERM;
    } else if (type == DS_MUTEX_RECURSIVE && o->count > 0) {
        o->count--;
        return DS_OK;
    }
    if (o->owner != DS_NO_TASK)
        ds_hold_drop(e, o->owner, obj, true);
    o->owner = DS_NO_TASK;
    o->count = 0;
    o->release_seq = ds_seq_next(e);
    return DS_OK;
}

static void unlock(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    s->result = ds_mutex_release(e, t, w->obj, w->arg, &s->misuse);
    if (s->result == DS_OK && ds_obj(e, w->obj)->owner == DS_NO_TASK)
        ds_objx(e, w->obj)->users--;
}

static void destroy(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    if (w->arg == DS_MUTEX_DEAD) {
        s->misuse = DS_MISUSE_USE_DESTROYED; /* glibc destroys it once more */
        return;
    }
    if (ds_objx(e, w->obj)->users != 0) {
        s->result = DS_BUSY;
        if (ds_obj_busy(e, t, w->obj))
            s->misuse = DS_MISUSE_DESTROY_BUSY;
        return;
    }
    ds_obj_finish(e, t, w->obj, s);
}

void ds_mutex_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    switch (w->op) {
    case DS_OP_MUTEX_INIT:
        ds_obj_begin(e, t, w->obj, s);
        ds_obj(e, w->obj)->arg = w->arg;
        break;
    case DS_OP_MUTEX_DESTROY:
        destroy(e, t, s);
        break;
    case DS_OP_MUTEX_UNLOCK:
        unlock(e, t, s);
        break;
    default:
        lock(e, t, s);
        break;
    }
}
