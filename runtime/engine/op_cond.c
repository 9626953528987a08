/* op_cond.c: condition variables.
 *
 * A wait is two steps: COND_WAIT releases the mutex and becomes a waiter; COND_WAKE, once a signal,
 * a time-out or a spurious wake-up has come, takes the mutex again. A signal may wake any waiter. A
 * waiter whose deadline has passed may have timed out before a signal comes: whether it has is a
 * choice at that moment, and if so the signal goes to somebody else. The mutex is given back as
 * glibc does: a recursive one by a single level. Go's condition wakes its waiters in the order in which
 * they came, and they take the lock themselves.
 */
#include "internal.h"

static bool is_waiter(const struct ds_engine *e, uint32_t t, uint32_t cond) {
    const struct ds_task_rec *rec = ds_task(e, t);
    return rec->state == DS_TASK_READY && rec->want.op == DS_OP_COND_WAKE &&
           rec->want.obj == cond && !rec->woken && !ds_taskx(e, t)->expired;
}

bool ds_cond_waits(const struct ds_engine *e, uint32_t t) {
    return is_waiter(e, t, ds_task(e, t)->want.obj);
}

bool ds_cond_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_task_rec *rec = ds_task(e, t);
    if (rec->want.op == DS_OP_COND_DESTROY)
        return ds_obj(e, rec->want.obj)->waiting == 0;
    if (rec->want.op != DS_OP_COND_WAKE)
        return true;
    if (ds_cond_go(&rec->want))
        return rec->woken;
    return (rec->woken || ds_taskx(e, t)->expired) && ds_mutex_free(e, t, rec->want.obj2);
}

bool ds_cond_late(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    return is_waiter(e, t, w->obj) && ds_mutex_free(e, t, w->obj2);
}

void ds_cond_expire(struct ds_engine *e, uint32_t t) {
    ds_taskx(e, t)->expired = 1;
    ds_obj(e, ds_task(e, t)->want.obj)->waiting--;
}

/* Gives back the lock that W names; OK if T may wait now. */
static int give_back(struct ds_engine *e, uint32_t t, const struct ds_request *w,
                     struct ds_step *s) {
    uint16_t misuse = DS_MISUSE_NONE;
    if (ds_obj(e, w->obj2)->kind == DS_KIND_RWLOCK)
        return ds_rwlock_release(e, t, w->obj2, w->arg, s);
    int result = ds_mutex_release(e, t, w->obj2, w->arg, &misuse);
    if (misuse != DS_MISUSE_NONE)
        s->misuse = misuse == DS_MISUSE_USE_DESTROYED ? misuse : DS_MISUSE_COND_NOT_LOCKED;
    return result;
}

static void wait_begin(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    struct ds_request w = ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w.obj);
    if (w.bad_time != 0) {
        s->result = DS_INVAL;
        return;
    }
    if (o->waiting > 0 && o->mutex != w.obj2)
        s->misuse = DS_MISUSE_COND_TWO_MUTEXES;
    s->result = give_back(e, t, &w, s);
    if (s->result != DS_OK)
        return;
    o->mutex = w.obj2;
    o->waiting++;
    w.op = DS_OP_COND_WAKE;
    w.misuse = DS_MISUSE_NONE;
    uint32_t interrupted = ds_taskx(e, t)->interrupted;
    ds_task_want(e, t, &w);
    ds_taskx(e, t)->interrupted = interrupted;
    s->stay = true;
}

static void wait_end(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_task_rec *rec = ds_task(e, t);
    s->result = rec->woken ? DS_OK : DS_TIMEDOUT;
    s->from = rec->woken_from;
    if (ds_cond_go(&rec->want))
        return;
    int taken = ds_mutex_take(e, t, rec->want.obj2);
    if (taken != DS_OK)
        s->result = taken;
}

static void wake(struct ds_engine *e, uint32_t t) {
    struct ds_task_rec *rec = ds_task(e, t);
    rec->woken = 1;
    rec->woken_from = ds_seq_next(e);
    ds_obj(e, rec->want.obj)->waiting--;
}

/* Collects who a signal on COND may wake; waiters past their deadline may drop out here. */
static uint32_t waiters(struct ds_engine *e, uint32_t cond, uint32_t *list) {
    static const uint32_t both[2] = {0, 1};
    uint32_t n = 0;
    for (uint32_t i = 0; i < e->live && ds_obj(e, cond)->waiting > 0; i++) {
        uint32_t t = ds_live(e)[i];
        if (!is_waiter(e, t, cond))
            continue;
        if (ds_task(e, t)->want.deadline <= e->tot.now &&
            ds_choose(e, DS_CHOICE_TIMEOUT, both, 2) == 1)
            ds_cond_expire(e, t);
        else
            list[n++] = t;
    }
    return n;
}

/* Of the waiters in LIST, which one a signal wakes. */
static uint32_t next_waiter(struct ds_engine *e, const uint32_t *list, uint32_t n) {
    uint32_t best = 0;
    if (!ds_cond_go(&ds_task(e, list[0])->want))
        return ds_choose(e, DS_CHOICE_WAITER, list, n);
    for (uint32_t i = 1; i < n; i++)
        if (ds_task(e, list[i])->posted_seq < ds_task(e, list[best])->posted_seq)
            best = i;
    return best;
}

static void signal(struct ds_engine *e, struct ds_obj_rec *o, uint32_t cond, bool all,
                   struct ds_step *s) {
    uint32_t *list = ds_at(e, e->path_off);
    uint32_t n = waiters(e, cond, list);
    o->release_seq = ds_seq_next(e);
    if (n == 0) {
        s->flags |= DS_EV_VOID;
        o->void_seq = ds_seq_next(e);
        return;
    }
    o->signals++;
    if (all) {
        for (uint32_t i = 0; i < n; i++)
            wake(e, list[i]);
    } else {
        wake(e, list[next_waiter(e, list, n)]);
    }
}

void ds_cond_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    uint32_t cond = w->obj;
    if (w->op != DS_OP_COND_WAKE && w->op != DS_OP_COND_INIT && w->op != DS_OP_COND_DESTROY)
        ds_obj_use(e, cond, s);
    switch (w->op) {
    case DS_OP_COND_INIT:
        ds_obj_begin(e, t, cond, s);
        break;
    case DS_OP_COND_DESTROY:
        ds_obj_finish(e, t, cond, s);
        break;
    case DS_OP_COND_WAIT:
        wait_begin(e, t, s);
        break;
    case DS_OP_COND_WAKE:
        wait_end(e, t, s);
        break;
    default:
        signal(e, o, cond, w->op == DS_OP_COND_BROADCAST, s);
        break;
    }
}
