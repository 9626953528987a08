/* op_mutex.c: mutexes of the four kinds, robust or not, with glibc 2.36's return codes. A priority
 * protocol changes those only: tasks have no priorities here. Go's mutex belongs to nobody: any task
 * may give it back, and a task that locks it twice may be helped by another.
 *
 * The record's owner and count (recursion depth beyond the first lock) say who holds it; `users` is
 * glibc's own count, which destroy looks at and which a wait on a condition does not give back.
 */
#include "internal.h"

/* Unless the caller knows better why its memory is no mutex. */
static void dead(uint16_t *misuse) {
    if (*misuse == DS_MISUSE_NONE)
        *misuse = DS_MISUSE_USE_DESTROYED;
}

static uint32_t type_of(uint32_t arg) {
    return arg & DS_MUTEX_TYPE;
}

bool ds_mutex_free(const struct ds_engine *e, uint32_t t, uint32_t obj) {
    const struct ds_obj_rec *o = ds_obj(e, obj);
    return o->owner == DS_NO_TASK || (o->owner == t && type_of(o->arg) == DS_MUTEX_RECURSIVE);
}

bool ds_mutex_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    const struct ds_obj_rec *o = ds_obj(e, w->obj);
    uint32_t type = type_of(w->arg);
    if (w->op != DS_OP_MUTEX_LOCK || type == DS_MUTEX_DEAD || o->owner == DS_NO_TASK)
        return true;
    return o->owner == t && (type == DS_MUTEX_RECURSIVE || type == DS_MUTEX_ERRORCHECK);
}

int ds_mutex_take(struct ds_engine *e, uint32_t t, uint32_t obj) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    bool robust = (o->arg & DS_MUTEX_ROBUST) != 0;
    if (o->owner == t) {
        o->count++;
        return DS_OK;
    }
    if (robust && o->round == DS_ROBUST_LOST)
        return DS_LOST;
    o->owner = t;
    o->count = 0;
    o->owner_seq = ds_seq_next(e);
    ds_hold_add(e, t, obj);
    if (!robust || o->round != DS_ROBUST_DIED)
        return DS_OK;
    o->round = DS_ROBUST_TOLD;
    return DS_OWNERDEAD;
}

void ds_mutex_died(struct ds_engine *e, uint32_t t) {
    for (uint32_t h = ds_taskx(e, t)->holds, next; h != DS_NONE; h = next) {
        uint32_t obj = ds_hold_rec(e, h)->obj;
        struct ds_obj_rec *o = ds_obj(e, obj);
        next = ds_hold_rec(e, h)->next_of_task;
        if (o->kind != DS_KIND_MUTEX || (o->arg & DS_MUTEX_ROBUST) == 0)
            continue;
        ds_hold_drop(e, t, obj, true);
        o->owner = DS_NO_TASK;
        o->count = 0;
        o->round = DS_ROBUST_DIED;
        o->release_seq = ds_seq_next(e);
    }
}

static void lock(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    bool mine = o->owner == t;
    /* Where the word names its owner, glibc's try looks as closely as its lock. */
    bool looks = w->op == DS_OP_MUTEX_LOCK || (w->arg & ~(uint32_t)DS_MUTEX_TYPE) != 0;
    uint32_t type = type_of(w->arg);
    if (type == DS_MUTEX_DEAD) {
        dead(&s->misuse);
        s->result = DS_INVAL;
        return;
    }
    if (mine && type == DS_MUTEX_RECURSIVE) {
        if (o->count == UINT32_MAX - 1) {
            s->result = DS_AGAIN;
            return;
        }
    } else if (mine && type == DS_MUTEX_ERRORCHECK && looks) {
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
    s->result = ds_mutex_take(e, t, w->obj);
}

int ds_mutex_release(struct ds_engine *e, uint32_t t, uint32_t obj, uint32_t arg,
                     uint16_t *misuse) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    uint32_t type = type_of(arg);
    bool told = (arg & DS_MUTEX_ROBUST) != 0 && o->round == DS_ROBUST_TOLD;
    bool checked = type == DS_MUTEX_RECURSIVE || type == DS_MUTEX_ERRORCHECK ||
                   (arg & (DS_MUTEX_ROBUST | DS_MUTEX_INHERIT)) != 0;
    if (type == DS_MUTEX_DEAD) {
        dead(misuse);
        return DS_INVAL;
    }
    if ((arg & DS_MUTEX_GO) != 0 && o->owner == DS_NO_TASK)
        return DS_PERM;
    bool helped = (arg & DS_MUTEX_GO) != 0 && o->owner != t;
    if (o->owner != t && !helped) {
        *misuse = o->owner == DS_NO_TASK ? DS_MISUSE_UNLOCK_UNLOCKED : DS_MISUSE_UNLOCK_NOT_OWNER;
        if (checked)
            return DS_PERM;
    } else if (type == DS_MUTEX_RECURSIVE && o->count > 0) {
        o->count--;
        return told ? DS_LOST : DS_OK;
    }
    if (o->owner != DS_NO_TASK)
        ds_hold_drop(e, o->owner, obj, true);
    o->owner = DS_NO_TASK;
    o->count = 0;
    o->release_seq = ds_seq_next(e);
    if (told)
        o->round = DS_ROBUST_LOST;
    if (helped)
        ds_graph_again(e);
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
    if (type_of(w->arg) == DS_MUTEX_DEAD) {
        dead(&s->misuse); /* glibc destroys it once more */
        return;
    }
    if (ds_objx(e, w->obj)->users != 0 && (w->arg & DS_MUTEX_ROBUST) == 0) {
        s->result = DS_BUSY;
        if (ds_obj_busy(e, t, w->obj))
            s->misuse = DS_MISUSE_DESTROY_BUSY;
        return;
    }
    ds_obj_finish(e, t, w->obj, s);
}

static void consistent(struct ds_obj_rec *o, uint32_t arg, struct ds_step *s) {
    if ((arg & DS_MUTEX_ROBUST) == 0 || o->round != DS_ROBUST_TOLD)
        s->result = DS_INVAL;
    else
        o->round = DS_ROBUST_GOOD;
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
    case DS_OP_MUTEX_CONSISTENT:
        consistent(ds_obj(e, w->obj), w->arg, s);
        break;
    default:
        lock(e, t, s);
        break;
    }
}
