/* ops.c: the table of operations: when each can go, and what performs it. */
#include "internal.h"

typedef bool can_fn(const struct ds_engine *e, uint32_t t);
typedef void run_fn(struct ds_engine *e, uint32_t t, struct ds_step *s);

static bool always(const struct ds_engine *e, uint32_t t) {
    (void)e;
    (void)t;
    return true;
}

static bool due(const struct ds_engine *e, uint32_t t) {
    return ds_task(e, t)->want.deadline <= e->tot.now;
}

static bool task_can(const struct ds_engine *e, uint32_t t) {
    switch (ds_task(e, t)->want.op) {
    case DS_OP_JOIN:
        return ds_join_can(e, t);
    case DS_OP_SLEEP:
        return due(e, t);
    case DS_OP_DRAIN: /* ds_next() sees to it */
        return false;
    case DS_OP_GOEXIT_MAIN:
        return e->live == 1 + e->daemons;
    default:
        return true;
    }
}

#define FAMILY_TASK \
    { task_can, ds_task_run }
#define FAMILY_TIME \
    { task_can, ds_task_run }
#define FAMILY_NONE \
    { always, ds_task_run }
#define FAMILY_MUTEX \
    { ds_mutex_can, ds_mutex_run }
#define FAMILY_COND \
    { ds_cond_can, ds_cond_run }
#define FAMILY_RWLOCK \
    { ds_rwlock_can, ds_rwlock_run }
#define FAMILY_SPIN \
    { ds_spin_can, ds_spin_run }
#define FAMILY_BARRIER \
    { ds_barrier_can, ds_barrier_run }
#define FAMILY_SEM \
    { ds_sem_can, ds_sem_run }
#define FAMILY_ONCE \
    { ds_once_can, ds_once_run }
#define FAMILY_NOTE \
    { always, ds_note_run }
#define FAMILY_EVENT \
    { ds_event_can, ds_event_run }
#define FAMILY_FUTEX \
    { ds_futex_can, ds_futex_run }
#define FAMILY_CHAN \
    { ds_chan_can, ds_chan_run }
#define FAMILY_WG \
    { ds_wg_can, ds_wg_run }
#define FAMILY_CTX \
    { always, ds_ctx_run }
#define FAMILY_ATOMIC \
    { always, ds_atomic_run }
#define FAMILY_MEMORY \
    { always, ds_memory_run }

/* What kind of object each family is about. */
#define KIND_TASK DS_KIND_NONE
#define KIND_TIME DS_KIND_NONE
#define KIND_NONE DS_KIND_NONE
#define KIND_MUTEX DS_KIND_MUTEX
#define KIND_COND DS_KIND_COND
#define KIND_RWLOCK DS_KIND_RWLOCK
#define KIND_SPIN DS_KIND_SPIN
#define KIND_BARRIER DS_KIND_BARRIER
#define KIND_SEM DS_KIND_SEM
#define KIND_ONCE DS_KIND_ONCE
#define KIND_NOTE DS_KIND_NOTE
#define KIND_EVENT DS_KIND_EVENT
#define KIND_FUTEX DS_KIND_FUTEX
#define KIND_CHAN DS_KIND_CHAN
#define KIND_WG DS_KIND_WG
#define KIND_CTX DS_KIND_CTX
#define KIND_ATOMIC DS_KIND_ATOMIC
#define KIND_MEMORY DS_KIND_MEMORY

static const struct {
    can_fn *can;
    run_fn *run;
} table[] = {
#define DS_OP(id, text, family, flags) [DS_OP_##id] = FAMILY_##family,
#include "op.def"
#undef DS_OP
};

static const uint8_t kinds[] = {
#define DS_OP(id, text, family, flags) [DS_OP_##id] = KIND_##family,
#include "op.def"
#undef DS_OP
};

bool ds_op_sane(const struct ds_engine *e, const struct ds_request *w) {
    if (w->op >= DS_OP_COUNT || (ds_op_flags(w->op) & DS_F_I) != 0 || w->obj2 > e->tot.objects)
        return false;
    if (kinds[w->op] == DS_KIND_NONE || ds_chan_announces(w->op) ||
        (kinds[w->op] == DS_KIND_EVENT && w->obj == DS_NO_OBJ))
        return true;
    if (w->obj > e->tot.objects || ds_obj(e, w->obj)->kind != kinds[w->op])
        return false;
    if (kinds[w->op] == DS_KIND_FUTEX && w->obj2 != DS_NO_OBJ)
        return ds_obj(e, w->obj2)->kind == DS_KIND_FUTEX;
    if (w->op != DS_OP_COND_WAIT || ds_obj(e, w->obj2)->kind == DS_KIND_MUTEX)
        return true;
    return ds_cond_go(w) && ds_obj(e, w->obj2)->kind == DS_KIND_RWLOCK;
}

bool ds_op_can(const struct ds_engine *e, uint32_t t) {
    return table[ds_task(e, t)->want.op].can(e, t);
}

void ds_op_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    uint32_t obj = kinds[w->op] != DS_KIND_NONE ? w->obj : DS_NO_OBJ;
    bool gone = obj != DS_NO_OBJ && ds_obj(e, obj)->destroyed == DS_END_FREED;
    table[w->op].run(e, t, s);
    if (gone && s->misuse == DS_MISUSE_NONE && ds_obj(e, obj)->destroyed != DS_END_NONE)
        s->misuse = DS_MISUSE_USE_FREED;
}

bool ds_op_is_timed(const struct ds_request *w) {
    if (w->op == DS_OP_SLEEP || (w->op == DS_OP_JOIN && w->bad_time != 0))
        return false;
    return w->deadline != DS_NEVER || w->bad_time != 0;
}

bool ds_op_block(struct ds_engine *e, uint32_t t) {
    struct ds_request *w = &ds_task(e, t)->want;
    if (w->op == DS_OP_JOIN)
        ds_task(e, w->obj)->joiner = t;
    if (w->op == DS_OP_RW_WRLOCK)
        ds_objx(e, w->obj)->writers++;
    if ((w->op == DS_OP_COND_DESTROY || w->op == DS_OP_BARRIER_DESTROY) &&
        ds_obj(e, w->obj)->waiting > 0)
        w->misuse = DS_MISUSE_DESTROY_BUSY;
    if (w->op == DS_OP_FUTEX_SLEEP || w->op == DS_OP_FUTEX_PI_SLEEP)
        ds_obj(e, w->obj)->waiting++;
    if (w->op == DS_OP_WG_WAIT)
        ds_wg_block(e, t);
    ds_graph_block(e, t);
    return w->op == DS_OP_JOIN || w->op == DS_OP_RW_WRLOCK;
}

void ds_op_unblock(struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    if (w->op == DS_OP_JOIN && ds_task(e, w->obj)->joiner == t)
        ds_task(e, w->obj)->joiner = DS_NO_TASK;
    if (w->op == DS_OP_RW_WRLOCK)
        ds_objx(e, w->obj)->writers--;
    ds_futex_leave(e, t);
}
