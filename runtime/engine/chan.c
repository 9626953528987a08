/* chan.c: channel operations under way: their cases, and who is parked on which channel.
 *
 * A task has a stack of them: one that was interrupted stays parked below what the task does until it
 * takes it up again. A case that is parked stands in its channel's queue of receivers or senders; the
 * first to be dealt with takes all of its operation's cases out. Records of both pools are used anew.
 */
#include "internal.h"

bool ds_chan_announces(unsigned op) {
    return op == DS_OP_CHAN_SEND || op == DS_OP_CHAN_RECV || op == DS_OP_CHAN_SELECT ||
           op == DS_OP_CHAN_POLL;
}

static uint32_t fresh_case(struct ds_engine *e) {
    uint32_t c = e->cases_free;
    if (c == DS_NONE)
        return e->cases < e->max_cases ? e->cases++ : DS_NONE;
    e->cases_free = ds_case_at(e, c)->next;
    return c;
}

static uint32_t fresh_op(struct ds_engine *e) {
    uint32_t o = e->chan_ops_free;
    if (o == DS_NONE)
        return e->chan_ops < e->max_chan_ops ? e->chan_ops++ : DS_NONE;
    e->chan_ops_free = ds_chan_op(e, o)->outer;
    return o;
}

static void no_room(struct ds_engine *e) {
    e->full = 1;
    e->tot.limits |= DS_LIMIT_OBJECTS;
}

static void drop_unposted(struct ds_engine *e, uint32_t t) {
    uint32_t top = ds_taskx(e, t)->chan;
    if (top != DS_NONE && ds_chan_op(e, top)->state == DS_CHAN_GIVEN)
        ds_chan_end(e, t);
}

void ds_cases(struct ds_engine *e, uint32_t task, const struct ds_case *cases, uint32_t n) {
    if (task >= e->tot.tasks || ds_task(e, task)->state != DS_TASK_RUNNING)
        return;
    drop_unposted(e, task);
    uint32_t outer = ds_taskx(e, task)->chan, o = fresh_op(e);
    if (o == DS_NONE) {
        no_room(e);
        return;
    }
    struct ds_chan_op *op = ds_chan_op(e, o);
    *op = (struct ds_chan_op){.task = task, .outer = outer, .first = DS_NONE};
    op->depth = outer == DS_NONE ? 0 : ds_chan_op(e, outer)->depth + 1;
    ds_taskx(e, task)->chan = o;
    for (uint32_t *link = &op->first; op->count < n; op->count++) {
        const struct ds_case *from = &cases[op->count];
        uint32_t c = fresh_case(e);
        if (c == DS_NONE) {
            no_room(e);
            return;
        }
        bool known = from->obj <= e->tot.objects && ds_obj(e, from->obj)->kind == DS_KIND_CHAN;
        *ds_case_at(e, c) = (struct ds_case_rec){.op = o,
                                                 .obj = known ? from->obj : DS_NO_OBJ,
                                                 .sends = from->sends != 0,
                                                 .index = op->count,
                                                 .next = DS_NONE};
        *link = c;
        link = &ds_case_at(e, c)->next;
    }
}

static uint16_t second_half(unsigned op) {
    return op == DS_OP_CHAN_SEND   ? DS_OP_CHAN_SENT
           : op == DS_OP_CHAN_RECV ? DS_OP_CHAN_RECVD
                                   : DS_OP_CHAN_SELECTED;
}

bool ds_chan_post(struct ds_engine *e, uint32_t t, struct ds_request *w) {
    uint32_t top = ds_taskx(e, t)->chan;
    if (!ds_chan_announces(w->op)) {
        drop_unposted(e, t);
        return true;
    }
    if (top == DS_NONE)
        return false;
    struct ds_chan_op *op = ds_chan_op(e, top);
    const struct ds_case_rec *first = op->first == DS_NONE ? NULL : ds_case_at(e, op->first);
    bool plain = w->op == DS_OP_CHAN_SEND || w->op == DS_OP_CHAN_RECV;
    bool alone = op->count == 1 && first;
    w->obj2 = DS_NO_OBJ;
    w->obj = alone ? first->obj : DS_NO_OBJ;
    if (op->state == DS_CHAN_PARKED || op->state == DS_CHAN_DONE) {
        w->op = second_half(op->op);
        return true;
    }
    if (plain && (!alone || first->sends != (w->op == DS_OP_CHAN_SEND))) {
        drop_unposted(e, t);
        return false;
    }
    op->op = w->op;
    op->state = DS_CHAN_POSTED;
    return true;
}

void ds_chan_outcome(const struct ds_engine *e, uint32_t task, struct ds_chan_outcome *outcome) {
    *outcome = (struct ds_chan_outcome){.chosen = UINT32_MAX, .peer = DS_NO_TASK};
    if (task < e->tot.tasks)
        *outcome = ds_taskx(e, task)->outcome;
}

uint32_t ds_cases_of(const struct ds_engine *e, uint32_t task, struct ds_case *cases,
                     uint32_t max) {
    uint32_t n = 0, o = task < e->tot.tasks ? ds_taskx(e, task)->chan : DS_NONE;
    if (o == DS_NONE)
        return 0;
    const struct ds_chan_op *op = ds_chan_op(e, o);
    for (uint32_t c = op->first; n < op->count && c < e->cases; n++) {
        const struct ds_case_rec *rec = ds_case_at(e, c);
        bool known = rec->obj <= e->tot.objects;
        if (n < max)
            cases[n] = (struct ds_case){known ? rec->obj : DS_NO_OBJ, rec->sends != 0};
        c = rec->next;
    }
    return n;
}

static void park(struct ds_engine *e, uint32_t c) {
    struct ds_case_rec *rec = ds_case_at(e, c);
    if (rec->obj == DS_NO_OBJ)
        return;
    struct ds_queue *q = &ds_objx(e, rec->obj)->queue[rec->sends];
    rec->before = q->last;
    rec->after = DS_NONE;
    if (q->last == DS_NONE)
        q->first = c;
    else
        ds_case_at(e, q->last)->after = c;
    q->last = c;
    ds_obj(e, rec->obj)->waiting++;
}

static void unpark(struct ds_engine *e, uint32_t c) {
    struct ds_case_rec *rec = ds_case_at(e, c);
    if (rec->obj == DS_NO_OBJ)
        return;
    struct ds_queue *q = &ds_objx(e, rec->obj)->queue[rec->sends];
    *(rec->before == DS_NONE ? &q->first : &ds_case_at(e, rec->before)->after) = rec->after;
    *(rec->after == DS_NONE ? &q->last : &ds_case_at(e, rec->after)->before) = rec->before;
    ds_obj(e, rec->obj)->waiting--;
}

static void leave_queues(struct ds_engine *e, struct ds_chan_op *op) {
    if (op->state != DS_CHAN_PARKED)
        return;
    for (uint32_t c = op->first; c != DS_NONE; c = ds_case_at(e, c)->next)
        unpark(e, c);
}

void ds_chan_park(struct ds_engine *e, uint32_t t) {
    struct ds_chan_op *op = ds_chan_op(e, ds_taskx(e, t)->chan);
    struct ds_request w = ds_task(e, t)->want;
    uint32_t interrupted = ds_taskx(e, t)->interrupted;
    op->seq = ds_seq_next(e);
    op->state = DS_CHAN_PARKED;
    for (uint32_t c = op->first; c != DS_NONE; c = ds_case_at(e, c)->next)
        park(e, c);
    w.op = second_half(w.op);
    w.misuse = DS_MISUSE_NONE;
    ds_task_want(e, t, &w);
    ds_taskx(e, t)->interrupted = interrupted;
}

void ds_chan_deal(struct ds_engine *e, uint32_t c, uint64_t from, enum ds_move move) {
    const struct ds_case_rec *rec = ds_case_at(e, c);
    struct ds_chan_op *op = ds_chan_op(e, rec->op);
    struct ds_task_rec *task = ds_task(e, op->task);
    leave_queues(e, op);
    op->state = DS_CHAN_DONE;
    op->from = from;
    op->result = move == DS_MOVE_PANIC ? DS_CLOSED : DS_OK;
    op->out = (struct ds_chan_outcome){.chosen = rec->index,
                                       .move = move,
                                       .peer = DS_NO_TASK,
                                       .ok = !rec->sends && move == DS_MOVE_NONE};
    /* Not so while a handler runs in it: the task finds out when it takes the operation up again. */
    if (ds_taskx(e, op->task)->chan == rec->op && task->state == DS_TASK_READY &&
        task->want.op == second_half(op->op)) {
        task->woken = 1;
        task->woken_from = from;
    }
}

void ds_chan_end(struct ds_engine *e, uint32_t t) {
    uint32_t o = ds_taskx(e, t)->chan;
    struct ds_chan_op *op = ds_chan_op(e, o);
    leave_queues(e, op);
    for (uint32_t c = op->first, next; c != DS_NONE; c = next) {
        next = ds_case_at(e, c)->next;
        ds_case_at(e, c)->next = e->cases_free;
        e->cases_free = c;
    }
    ds_taskx(e, t)->chan = op->outer;
    op->outer = e->chan_ops_free;
    e->chan_ops_free = o;
}

void ds_chan_forget(struct ds_engine *e, uint32_t t) {
    while (ds_taskx(e, t)->chan != DS_NONE)
        ds_chan_end(e, t);
}

bool ds_chan_touches(const struct ds_engine *e, uint32_t t, uint32_t obj) {
    const struct ds_request *w = &ds_task(e, t)->want;
    if (!ds_chan_announces(w->op))
        return w->obj == obj;
    for (uint32_t c = ds_chan_op(e, ds_taskx(e, t)->chan)->first; c != DS_NONE;
         c = ds_case_at(e, c)->next)
        if (ds_case_at(e, c)->obj == obj)
            return true;
    return false;
}

bool ds_chan_meets(const struct ds_engine *e, uint32_t t, uint32_t u) {
    for (uint32_t c = ds_chan_op(e, ds_taskx(e, t)->chan)->first; c != DS_NONE;
         c = ds_case_at(e, c)->next)
        if (ds_case_at(e, c)->obj != DS_NO_OBJ && ds_chan_touches(e, u, ds_case_at(e, c)->obj))
            return true;
    return false;
}
