/* graph.c: who waits for whom: cycles of waiters that nothing can break.
 *
 * An edge leads from a blocked task to each task that must act before it can go on: the holders of
 * a lock, the writers that stop a reader, the runner of a once, the target of a join. A timed wait
 * ends by itself and has no edges; neither has a wait for a signal, a post or a barrier, which
 * anybody may end. Only a task that was running can close a cycle, by blocking, so one search from
 * it is enough; it is a depth-first walk with its path in scratch memory.
 */
#include "internal.h"

struct walk {
    uint32_t task, edge; /* the next of its edges to follow */
};

/* The Nth reader or writer that keeps a rwlock from T; DS_NO_TASK after the last. */
static uint32_t rwlock_edge(const struct ds_engine *e, uint32_t t, uint32_t n) {
    const struct ds_request *w = &ds_task(e, t)->want;
    const struct ds_obj_rec *o = ds_obj(e, w->obj);
    if (o->owner != DS_NO_TASK)
        return n == 0 ? o->owner : DS_NO_TASK;
    if (w->op == DS_OP_RW_WRLOCK) {
        uint32_t h = ds_objx(e, w->obj)->holds;
        for (; h != DS_NONE && n > 0; n--)
            h = ds_hold_rec(e, h)->next_of_obj;
        return h == DS_NONE ? DS_NO_TASK : ds_hold_rec(e, h)->task;
    }
    for (uint32_t i = 0; i < e->live; i++) {
        uint32_t u = ds_live(e)[i];
        const struct ds_request *v = &ds_task(e, u)->want;
        if (ds_task(e, u)->state == DS_TASK_READY && v->op == DS_OP_RW_WRLOCK && v->obj == w->obj &&
            ds_taskx(e, u)->blocked && n-- == 0)
            return u;
    }
    return DS_NO_TASK;
}

static uint32_t edge(const struct ds_engine *e, uint32_t t, uint32_t n) {
    const struct ds_task_rec *rec = ds_task(e, t);
    const struct ds_request *w = &rec->want;
    bool woken = w->op == DS_OP_COND_WAKE && (rec->woken || ds_taskx(e, t)->expired);
    bool locks = w->op == DS_OP_FUTEX_PI_SLEEP && ds_futex_waits(e, t) && w->obj2 == DS_NO_OBJ;
    if (rec->state != DS_TASK_READY || !ds_taskx(e, t)->blocked || (ds_op_is_timed(w) && !woken))
        return DS_NO_TASK;
    switch (w->op) {
    case DS_OP_MUTEX_LOCK:
    case DS_OP_SPIN_LOCK:
    case DS_OP_ONCE_BEGIN:
        return n == 0 ? ds_obj(e, w->obj)->owner : DS_NO_TASK;
    case DS_OP_COND_WAKE:
        return n == 0 && woken && !ds_cond_go(w) ? ds_obj(e, w->obj2)->owner : DS_NO_TASK;
    case DS_OP_FUTEX_PI_SLEEP:
        return n == 0 && locks ? ds_obj(e, w->obj)->owner : DS_NO_TASK;
    case DS_OP_RW_RDLOCK:
    case DS_OP_RW_WRLOCK:
        return rwlock_edge(e, t, n);
    case DS_OP_JOIN:
        return n == 0 ? w->obj : DS_NO_TASK;
    default:
        return DS_NO_TASK;
    }
}

void ds_graph_block(struct ds_engine *e, uint32_t t) {
    struct walk *path = ds_at(e, e->path_off);
    uint32_t depth = 1, next;
    for (uint32_t n = 0; (next = edge(e, t, n)) != DS_NO_TASK; n++)
        if (next == t)
            ds_task(e, t)->self_wait = 1;
    if (edge(e, t, 0) == DS_NO_TASK)
        return;
    for (uint32_t i = 0; i < e->live; i++)
        ds_taskx(e, ds_live(e)[i])->mark = 0;
    path[0] = (struct walk){.task = t};
    ds_taskx(e, t)->mark = 1;
    while (depth > 0) {
        struct walk *top = &path[depth - 1];
        next = edge(e, top->task, top->edge++);
        if (next == DS_NO_TASK) {
            depth--;
        } else if (depth > 1 && (next == t || ds_task(e, next)->in_cycle)) {
            /* a path that runs into a known cycle is stuck behind it, not part of it */
            for (uint32_t i = 0; next == t && i < depth; i++)
                ds_task(e, path[i].task)->in_cycle = 1;
        } else if (ds_taskx(e, next)->mark == 0) {
            ds_taskx(e, next)->mark = 1;
            path[depth++] = (struct walk){.task = next};
        }
    }
}

void ds_graph_again(struct ds_engine *e) {
    for (uint32_t i = 0; i < e->live; i++)
        ds_task(e, ds_live(e)[i])->in_cycle = ds_task(e, ds_live(e)[i])->self_wait = 0;
    for (uint32_t i = 0; i < e->live; i++)
        ds_graph_block(e, ds_live(e)[i]);
}
