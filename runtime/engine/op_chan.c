/* op_chan.c: what operations on channels do, as Go's runtime does it.
 *
 * Who is parked is served first come, first served, and a value goes to a parked receiver directly,
 * past the buffer. A send that finds the buffer full lets its value follow into the place that a receive
 * makes. Which of several cases that can go is taken is a choice.
 *
 * Happens-before follows the Go memory model: a receive from the send of its value; one that gives zero
 * from the close; a send on an unbuffered channel from its receive; the (k+C)-th send on one of capacity
 * C from the k-th receive. Of a parked task's operation it is the first event that orders others.
 */
#include "strategy.h"

static bool ready(const struct ds_engine *e, const struct ds_case_rec *c) {
    const struct ds_obj_rec *o = ds_obj(e, c->obj);
    const struct ds_queue *others = &ds_objx(e, c->obj)->queue[!c->sends];
    if (c->obj == DS_NO_OBJ)
        return false;
    if (o->round != 0 || others->first != DS_NONE)
        return true;
    return c->sends ? o->count < o->arg : o->count > 0;
}

/* The case of T's operation that is taken, DS_NONE if none can go. */
static uint32_t choose(struct ds_engine *e, uint32_t t) {
    uint32_t first = ds_chan_op(e, ds_taskx(e, t)->chan)->first, n = 0;
    for (uint32_t c = first; c != DS_NONE; c = ds_case_at(e, c)->next)
        n += ready(e, ds_case_at(e, c));
    if (n == 0)
        return DS_NONE;
    n = ds_choose(e, DS_CHOICE_SELECT, NULL, n);
    for (uint32_t c = first;; c = ds_case_at(e, c)->next)
        if (ready(e, ds_case_at(e, c)) && n-- == 0)
            return c;
}

static struct ds_chan_outcome with_peer(const struct ds_engine *e, uint32_t c, enum ds_move move) {
    const struct ds_chan_op *op = ds_chan_op(e, ds_case_at(e, c)->op);
    return (struct ds_chan_outcome){.move = move,
                                    .peer = op->task,
                                    .peer_case = ds_case_at(e, c)->index,
                                    .peer_depth = op->depth};
}

static uint64_t parked_at(const struct ds_engine *e, uint32_t c) {
    return ds_chan_op(e, ds_case_at(e, c)->op)->seq;
}

static void send(struct ds_engine *e, uint32_t obj, struct ds_chan_outcome *out,
                 struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    struct ds_objx *x = ds_objx(e, obj);
    uint32_t receiver = x->queue[0].first;
    uint64_t now = ds_seq_next(e);
    if (o->round != 0) {
        out->move = DS_MOVE_PANIC;
        s->result = DS_CLOSED;
        return;
    }
    if (receiver == DS_NONE) {
        out->move = DS_MOVE_BUFFER;
        s->from = ds_fifo_take(e, &x->room);
        ds_fifo_put(e, &x->posts, now, 1);
        o->count++;
        o->owner_seq = now;
        return;
    }
    *out = with_peer(e, receiver, DS_MOVE_PEER);
    s->from = parked_at(e, receiver);
    if (o->arg > 0) {
        uint64_t freed = ds_fifo_take(e, &x->room);
        ds_fifo_put(e, &x->room, s->from, 1);
        s->from = freed;
    }
    ds_chan_deal(e, receiver, now, DS_MOVE_NONE);
}

static void receive(struct ds_engine *e, uint32_t obj, struct ds_chan_outcome *out,
                    struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    struct ds_objx *x = ds_objx(e, obj);
    uint32_t sender = x->queue[1].first;
    uint64_t now = ds_seq_next(e);
    if (o->count == 0 && sender == DS_NONE) {
        out->move = DS_MOVE_ZERO;
        s->from = o->release_seq;
        s->flags |= DS_EV_VOID;
        return;
    }
    if (o->count == 0) {
        *out = with_peer(e, sender, DS_MOVE_PEER);
        s->from = parked_at(e, sender);
        ds_chan_deal(e, sender, now, DS_MOVE_NONE);
    } else {
        out->move = DS_MOVE_BUFFER;
        s->from = ds_fifo_take(e, &x->posts);
        ds_fifo_put(e, &x->room, now, 1);
        o->owner_seq = now;
        if (sender == DS_NONE) {
            o->count--;
        } else {
            *out = with_peer(e, sender, DS_MOVE_SHIFT);
            ds_fifo_put(e, &x->posts, parked_at(e, sender), 1);
            ds_chan_deal(e, sender, ds_fifo_take(e, &x->room), DS_MOVE_NONE);
        }
    }
    out->ok = 1;
}

/* What the event says of a select that took CASE. */
static uint32_t named(const struct ds_case_rec *c) {
    return c->index | (c->sends ? DS_CASE_SENDS : 0);
}

static bool selects(unsigned op) {
    return op == DS_OP_CHAN_SELECT || op == DS_OP_CHAN_POLL || op == DS_OP_CHAN_SELECTED;
}

/* T's operation is over with OUT, through CASE. */
static void finish(struct ds_engine *e, uint32_t t, const struct ds_case_rec *c,
                   const struct ds_chan_outcome *out, struct ds_step *s) {
    s->obj = c->obj;
    if (selects(ds_task(e, t)->want.op))
        s->arg = named(c);
    s->value = out->chosen;
    ds_taskx(e, t)->outcome = *out;
    ds_chan_end(e, t);
}

static void first_half(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_chan_op *op = ds_chan_op(e, ds_taskx(e, t)->chan);
    struct ds_chan_outcome out = {.peer = DS_NO_TASK};
    uint32_t c = choose(e, t);
    if (c != DS_NONE) {
        struct ds_case_rec rec = *ds_case_at(e, c);
        (rec.sends ? send : receive)(e, rec.obj, &out, s);
        out.chosen = rec.index;
        finish(e, t, &rec, &out, s);
    } else if (op->op == DS_OP_CHAN_POLL) {
        out.chosen = s->value = UINT32_MAX;
        s->result = DS_AGAIN;
        ds_taskx(e, t)->outcome = out;
        ds_chan_end(e, t);
    } else {
        s->arg = op->op == DS_OP_CHAN_SELECT ? op->count : 0;
        s->flags |= DS_EV_PARKED;
        s->stay = true;
        ds_chan_park(e, t);
    }
}

static void second_half(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_chan_op *op = ds_chan_op(e, ds_taskx(e, t)->chan);
    struct ds_chan_outcome out = op->out;
    uint32_t c = op->first;
    while (ds_case_at(e, c)->index != out.chosen)
        c = ds_case_at(e, c)->next;
    struct ds_case_rec rec = *ds_case_at(e, c);
    s->result = op->result;
    s->from = op->from;
    s->flags |= out.move == DS_MOVE_ZERO ? DS_EV_VOID : 0;
    finish(e, t, &rec, &out, s);
}

static void close(struct ds_engine *e, uint32_t obj, struct ds_step *s) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    const struct ds_objx *x = ds_objx(e, obj);
    uint64_t now = ds_seq_next(e);
    if (o->round != 0) {
        s->result = DS_CLOSED;
        return;
    }
    o->round = 1;
    o->release_seq = o->owner_seq = now;
    while (x->queue[0].first != DS_NONE)
        ds_chan_deal(e, x->queue[0].first, now, DS_MOVE_ZERO);
    while (x->queue[1].first != DS_NONE)
        ds_chan_deal(e, x->queue[1].first, now, DS_MOVE_PANIC);
}

bool ds_chan_can(const struct ds_engine *e, uint32_t t) {
    unsigned op = ds_task(e, t)->want.op;
    bool second = op == DS_OP_CHAN_SENT || op == DS_OP_CHAN_RECVD || op == DS_OP_CHAN_SELECTED;
    return !second || ds_chan_op(e, ds_taskx(e, t)->chan)->state == DS_CHAN_DONE;
}

void ds_chan_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    struct ds_obj_rec *o = ds_obj(e, w->obj);
    switch (w->op) {
    case DS_OP_CHAN_MAKE:
        o->init_seq = ds_seq_next(e);
        break;
    case DS_OP_CHAN_CLOSE:
        close(e, w->obj, s);
        break;
    case DS_OP_CHAN_LEN:
        s->value = s->arg = o->count;
        ds_look(e, t, w->obj, o->owner_seq, s);
        break;
    case DS_OP_CHAN_SENT:
    case DS_OP_CHAN_RECVD:
    case DS_OP_CHAN_SELECTED:
        second_half(e, t, s);
        break;
    default:
        first_half(e, t, s);
        break;
    }
}

uint32_t ds_chan(struct ds_engine *e, uint64_t key, uint32_t capacity, uint32_t buffered,
                 bool closed) {
    uint32_t obj = ds_object(e, DS_KIND_CHAN, key, 0);
    if (obj == DS_NO_OBJ)
        return obj;
    struct ds_obj_rec *o = ds_obj(e, obj);
    o->arg = capacity;
    o->count = buffered < capacity ? buffered : capacity;
    o->round = closed;
    if (o->count > 0)
        ds_fifo_put(e, &ds_objx(e, obj)->posts, 0, o->count);
    if (o->count < capacity)
        ds_fifo_put(e, &ds_objx(e, obj)->room, 0, capacity - o->count);
    return obj;
}
