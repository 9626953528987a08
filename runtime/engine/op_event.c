/* op_event.c: waits for what the caller watches (a descriptor, a signal, a child process), and the
 * ways in which the caller reaches into a run: interruption, tasks of its own, a forked copy.
 */
#include "internal.h"
#include "strategy.h"

bool ds_event_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_task_rec *rec = ds_task(e, t);
    return !ds_event_waits(rec) || rec->woken;
}

void ds_event_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    if (w->obj == DS_NO_OBJ)
        return;
    bool acts = w->op == DS_OP_EVENT_ACT;
    if (w->op == DS_OP_SIGNAL_PAUSE)
        return;
    if (acts ? (w->arg & DS_ACT_RECEIVE) != 0 : w->op != DS_OP_SIGNAL_SEND)
        s->from = o->release_seq;
    if (acts ? (w->arg & DS_ACT_SEND) != 0 : w->op == DS_OP_SIGNAL_SEND)
        o->release_seq = ds_seq_next(e);
}

bool ds_event_ready(struct ds_engine *e, uint32_t task, bool ready) {
    struct ds_task_rec *rec = ds_task(e, task);
    if (task >= e->tot.tasks || rec->state != DS_TASK_READY || !ds_event_waits(rec))
        return false;
    rec->woken = ready;
    return true;
}

bool ds_event_deadline(struct ds_engine *e, uint32_t task, int64_t deadline) {
    struct ds_task_rec *rec = ds_task(e, task);
    if (task >= e->tot.tasks || rec->state != DS_TASK_READY || !ds_event_waits(rec))
        return false;
    if (rec->want.deadline != deadline)
        rec->jumped = 0;
    rec->want.deadline = ds_taskx(e, task)->last_deadline = deadline;
    return true;
}

uint32_t ds_pick(struct ds_engine *e, const uint32_t *tasks, uint32_t n) {
    return tasks[ds_choose(e, DS_CHOICE_WAITER, tasks, n)];
}

bool ds_interrupt(struct ds_engine *e, uint32_t task) {
    if (task >= e->tot.tasks || ds_task(e, task)->state != DS_TASK_READY)
        return false;
    switch (ds_task(e, task)->want.op) {
    case DS_OP_COND_WAKE:
        if (!ds_cond_waits(e, task) || ds_cond_go(&ds_task(e, task)->want))
            return false; /* it only takes its mutex again, or is Go's */
        break;
    case DS_OP_COND_WAIT:
        if (ds_cond_go(&ds_task(e, task)->want))
            return false;
        break;
    case DS_OP_CHAN_SEND:
    case DS_OP_CHAN_SENT:
    case DS_OP_CHAN_RECV:
    case DS_OP_CHAN_RECVD:
    case DS_OP_CHAN_SELECT:
    case DS_OP_CHAN_SELECTED:
    case DS_OP_WG_WAIT:
    case DS_OP_FUTEX_SLEEP:
    case DS_OP_MUTEX_LOCK:
    case DS_OP_RW_RDLOCK:
    case DS_OP_RW_WRLOCK:
    case DS_OP_SPIN_LOCK:
    case DS_OP_SEM_WAIT:
    case DS_OP_JOIN:
    case DS_OP_SLEEP:
    case DS_OP_EVENT_WAIT:
    case DS_OP_SIGNAL_WAIT:
        break;
    default:
        return false;
    }
    ds_taskx(e, task)->interrupted = 1;
    return true;
}

void ds_event_interrupt(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    if (ds_task(e, t)->want.op == DS_OP_COND_WAKE) {
        ds_obj(e, ds_task(e, t)->want.obj)->waiting--;
        s->flags |= DS_EV_SPURIOUS;
    }
    s->result = DS_INTR;
}

uint32_t ds_serve(struct ds_engine *e, int64_t deadline) {
    struct ds_request wait = {.op = DS_OP_EVENT_WAIT, .deadline = deadline};
    uint32_t t = ds_task_new(e, DS_NO_TASK, ds_key_mix(0x736572766572, e->daemons + 1));
    if (t == DS_NO_TASK) {
        e->full = 1;
        return t;
    }
    ds_task(e, t)->detached = 1;
    ds_daemon(e, t);
    ds_task_want(e, t, &wait);
    return t;
}

void ds_daemon(struct ds_engine *e, uint32_t task) {
    if (task >= e->tot.tasks || ds_task(e, task)->daemon)
        return;
    ds_task(e, task)->daemon = 1;
    e->daemons++;
}

void ds_keep_only(struct ds_engine *e, uint32_t task, uint64_t key) {
    for (uint32_t t = 0; t < e->tot.tasks; t++) {
        uint32_t state = ds_task(e, t)->state;
        if (t != task && (state == DS_TASK_READY || state == DS_TASK_RUNNING)) {
            if (ds_taskx(e, t)->blocked)
                ds_op_unblock(e, t);
            ds_task_end(e, t, DS_TASK_GONE);
        }
    }
    for (uint32_t o = 1; o <= e->tot.objects; o++) {
        struct ds_obj_rec *obj = ds_obj(e, o);
        if (obj->kind == DS_KIND_COND)
            obj->waiting = 0;
        /* glibc's once knows that a fork came between, and lets the child begin anew */
        if (obj->kind == DS_KIND_ONCE && obj->owner != task)
            obj->owner = DS_NO_TASK;
    }
    e->alarms = 0;
    e->alarms_free = DS_NONE;
    e->current = task;
    e->exiting = DS_NO_TASK;
    bool plain = e->cfg.strategy == DS_STRAT_ORDER || e->cfg.strategy == DS_STRAT_REPLAY ||
                 e->cfg.strategy == DS_STRAT_DEPART;
    e->cfg.strategy = plain ? DS_STRAT_ORDER : DS_STRAT_RANDOM;
    e->rng = ds_key_mix(key, e->cfg.seed);
    e->cfg.spurious_max = 0;
}
