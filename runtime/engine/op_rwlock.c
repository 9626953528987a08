/* op_rwlock.c: read-write locks, as glibc 2.36 behaves.
 *
 * PREFER_READER and PREFER_WRITER both let readers in while writers wait; only the non-recursive
 * writer preference stops new readers. Time-outs are checked before anything else.
 *
 * Go's: a writer that waits stops new readers; when one gives the lock back, the readers that wait have
 * it, before the next writer, whether they have run on or not. Nothing says EDEADLK: a task that waits
 * for itself may be helped by another, since anybody may unlock. A reader comes after the last release
 * by a writer, a writer after all releases: that of a reader comes after the one before it.
 */
#include "internal.h"

#define MAX_READERS ((1u << 29) - 1)

static bool readers_in(const struct ds_engine *e, const struct ds_request *w) {
    const struct ds_obj_rec *o = ds_obj(e, w->obj);
    bool writer_waits = ds_objx(e, w->obj)->writers > 0;
    if ((w->arg & DS_RW_GO) != 0)
        return o->owner == DS_NO_TASK && !writer_waits;
    return o->owner == DS_NO_TASK &&
           !(w->arg == DS_RW_WRITERS_NONREC && writer_waits && o->count > 0);
}

static bool writer_in(const struct ds_engine *e, const struct ds_request *w) {
    const struct ds_obj_rec *o = ds_obj(e, w->obj);
    bool tries = w->op == DS_OP_RW_TRYWRLOCK && (w->arg & DS_RW_GO) != 0;
    return o->owner == DS_NO_TASK && o->count == 0 && !(tries && ds_objx(e, w->obj)->writers > 0);
}

bool ds_rwlock_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    if (w->bad_time != 0 || (ds_obj(e, w->obj)->owner == t && (w->arg & DS_RW_GO) == 0))
        return true;
    if (w->op == DS_OP_RW_RDLOCK)
        return ds_task(e, t)->woken || readers_in(e, w);
    return w->op != DS_OP_RW_WRLOCK || writer_in(e, w);
}

/* glibc says so; POSIX lets the caller wait for itself. */
static void refuse(struct ds_step *s, uint16_t misuse) {
    s->result = DS_DEADLK;
    s->misuse = misuse;
}

static void rdlock(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    bool go = (w->arg & DS_RW_GO) != 0;
    if (ds_task(e, t)->woken) { /* by the writer that let it in */
        s->from = ds_task(e, t)->woken_from;
        return;
    }
    if (w->bad_time != 0)
        s->result = DS_INVAL;
    else if (o->owner == t && w->op == DS_OP_RW_RDLOCK)
        refuse(s, DS_MISUSE_READ_OF_WRITTEN);
    else if (!readers_in(e, w))
        s->result = DS_BUSY;
    else if (o->count >= MAX_READERS)
        s->result = DS_AGAIN;
    if (s->result != DS_OK)
        return;
    o->count++;
    o->owner_seq = ds_seq_next(e);
    s->from = go ? ds_objx(e, w->obj)->wrote : o->release_seq;
    ds_hold_add(e, t, w->obj);
}

static void wrlock(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    if (w->bad_time != 0)
        s->result = DS_INVAL;
    else if (o->owner == t && w->op == DS_OP_RW_WRLOCK)
        refuse(s, DS_MISUSE_RELOCK);
    else if (!writer_in(e, w))
        s->result = DS_BUSY;
    if (s->result != DS_OK)
        return;
    o->owner = t;
    o->owner_seq = ds_seq_next(e);
    s->from = o->release_seq;
    ds_hold_add(e, t, w->obj);
}

/* The readers that wait for the Go rwlock OBJ have it. */
static void let_readers_in(struct ds_engine *e, uint32_t obj) {
    for (uint32_t i = 0; i < e->live; i++) {
        uint32_t t = ds_live(e)[i];
        struct ds_task_rec *rec = ds_task(e, t);
        if (rec->state != DS_TASK_READY || rec->want.op != DS_OP_RW_RDLOCK ||
            rec->want.obj != obj || !ds_taskx(e, t)->blocked || rec->woken)
            continue;
        rec->woken = 1;
        rec->woken_from = ds_seq_next(e);
        ds_obj(e, obj)->count++;
        ds_obj(e, obj)->owner_seq = ds_seq_next(e);
        ds_hold_add(e, t, obj);
    }
}

int ds_rwlock_release(struct ds_engine *e, uint32_t t, uint32_t obj, uint32_t arg,
                      struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    bool reader = (arg & DS_RW_READER) != 0;
    uint32_t owner = reader && ds_hold_find(e, t, obj) != DS_NONE ? t : o->owner;
    if (reader ? o->owner != DS_NO_TASK || o->count == 0 : owner == DS_NO_TASK)
        return DS_PERM;
    if (reader && owner == DS_NO_TASK && ds_objx(e, obj)->holds != DS_NONE)
        owner = ds_hold_rec(e, ds_objx(e, obj)->holds)->task;
    if (owner != DS_NO_TASK)
        ds_hold_drop(e, owner, obj, !reader);
    if (reader) {
        s->from = o->release_seq;
        o->count--;
    } else {
        o->owner = DS_NO_TASK;
        ds_objx(e, obj)->wrote = ds_seq_next(e);
        let_readers_in(e, obj);
    }
    o->release_seq = ds_seq_next(e);
    if (owner != t)
        ds_graph_again(e);
    return DS_OK;
}

static void unlock(struct ds_engine *e, uint32_t t, uint32_t obj, struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    if (o->owner == t) {
        ds_hold_drop(e, t, obj, true);
        o->owner = DS_NO_TASK;
        o->release_seq = ds_seq_next(e);
    } else if (o->owner != DS_NO_TASK) {
        /* glibc corrupts its counters here; nothing sane can be modelled, so nothing changes */
        s->misuse = DS_MISUSE_UNLOCK_NOT_OWNER;
    } else if (o->count == 0) {
        s->misuse = DS_MISUSE_UNLOCK_UNLOCKED;
    } else {
        uint32_t reader = t;
        if (ds_hold_find(e, t, obj) == DS_NONE) {
            s->misuse = DS_MISUSE_UNLOCK_NOT_OWNER;
            reader = ds_hold_rec(e, ds_objx(e, obj)->holds)->task;
        }
        ds_hold_drop(e, reader, obj, false);
        o->count--;
        o->release_seq = ds_seq_next(e);
    }
}

void ds_rwlock_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    uint32_t obj = w->obj, arg = w->arg;
    if (w->op != DS_OP_RW_INIT && w->op != DS_OP_RW_DESTROY)
        ds_obj_use(e, obj, s);
    switch (w->op) {
    case DS_OP_RW_INIT:
        ds_obj_begin(e, t, obj, s);
        break;
    case DS_OP_RW_DESTROY:
        ds_obj_finish(e, t, obj, s);
        break;
    case DS_OP_RW_UNLOCK:
        if ((arg & DS_RW_GO) != 0)
            s->result = ds_rwlock_release(e, t, obj, arg, s);
        else
            unlock(e, t, obj, s);
        break;
    case DS_OP_RW_RDLOCK:
    case DS_OP_RW_TRYRDLOCK:
        rdlock(e, t, s);
        break;
    default:
        wrlock(e, t, s);
        break;
    }
    ds_obj(e, obj)->arg = arg & ~(uint32_t)DS_RW_READER;
}
