/* op_futex.c: futex words as Linux has them: waits, wakes, requeues, and the calls with an owner.
 *
 * What a word holds is the program's memory, which the engine does not see. So such an operation has
 * two halves: the point, at which it is chosen and recorded, and ds_futex(), which the caller makes
 * at once, before any task runs on, with what the words hold at that moment. A call that has to wait
 * then announces FUTEX_SLEEP or FUTEX_PI_SLEEP, and is a waiter from there on. Nobody else can come
 * in between, so comparing and queueing are one step, as in the kernel.
 *
 * No order among waiters is promised, so who is woken or moved is a choice. A waiter whose deadline
 * has passed may have left before a wake comes, as with conditions. A PI word's owner is known only
 * while it has waiters: without any, tasks take and give it without a call.
 */
#include "strategy.h"

bool ds_futex_waits(const struct ds_engine *e, uint32_t t) {
    const struct ds_task_rec *rec = ds_task(e, t);
    return rec->state == DS_TASK_READY &&
           (rec->want.op == DS_OP_FUTEX_SLEEP || rec->want.op == DS_OP_FUTEX_PI_SLEEP) &&
           !rec->woken && !ds_taskx(e, t)->expired;
}

bool ds_futex_can(const struct ds_engine *e, uint32_t t) {
    const struct ds_task_rec *rec = ds_task(e, t);
    bool sleeps = rec->want.op == DS_OP_FUTEX_SLEEP || rec->want.op == DS_OP_FUTEX_PI_SLEEP;
    return !sleeps || rec->woken || ds_taskx(e, t)->expired;
}

static bool is_pi(const struct ds_engine *e, uint32_t t) {
    return ds_task(e, t)->want.op == DS_OP_FUTEX_PI_SLEEP;
}

/* Waits for the lock itself, not to be moved to it. */
static bool wants_lock(const struct ds_engine *e, uint32_t t) {
    return is_pi(e, t) && ds_task(e, t)->want.obj2 == DS_NO_OBJ;
}

static void forget_owner(struct ds_engine *e, uint32_t obj) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    if (o->owner != DS_NO_TASK)
        ds_hold_drop(e, o->owner, obj, true);
    o->owner = DS_NO_TASK;
}

static bool lock_waiters(const struct ds_engine *e, uint32_t obj) {
    for (uint32_t i = 0; i < e->live && ds_obj(e, obj)->waiting > 0; i++)
        if (ds_task(e, ds_live(e)[i])->want.obj == obj && ds_futex_waits(e, ds_live(e)[i]) &&
            wants_lock(e, ds_live(e)[i]))
            return true;
    return false;
}

void ds_futex_leave(struct ds_engine *e, uint32_t t) {
    uint32_t obj = ds_task(e, t)->want.obj;
    if (!ds_futex_waits(e, t))
        return;
    ds_taskx(e, t)->expired = 1;
    ds_obj(e, obj)->waiting--;
    if (wants_lock(e, t) && !lock_waiters(e, obj))
        forget_owner(e, obj);
}

void ds_futex_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_task_rec *rec = ds_task(e, t);
    if (rec->want.op != DS_OP_FUTEX_SLEEP && rec->want.op != DS_OP_FUTEX_PI_SLEEP)
        return; /* ds_futex() does the rest */
    s->result = rec->woken ? DS_OK : DS_TIMEDOUT;
    s->from = rec->woken_from;
    if (is_pi(e, t))
        s->value = rec->want.arg;
}

/* Who waits on OBJ with one of BITS, oldest task first; the calls with an owner have all bits. */
static uint32_t waiters(struct ds_engine *e, uint32_t obj, uint32_t bits, uint32_t *list) {
    static const uint32_t both[2] = {0, 1};
    uint32_t n = 0;
    for (uint32_t i = 0; i < e->live && ds_obj(e, obj)->waiting > 0; i++) {
        uint32_t t = ds_live(e)[i];
        const struct ds_request *w = &ds_task(e, t)->want;
        if (!ds_futex_waits(e, t) || w->obj != obj || (!is_pi(e, t) && (w->arg & bits) == 0))
            continue;
        if (w->deadline <= e->tot.now && ds_choose(e, DS_CHOICE_TIMEOUT, both, 2) == 1)
            ds_futex_leave(e, t);
        else
            list[n++] = t;
    }
    return n;
}

static void wake(struct ds_engine *e, uint32_t t, uint64_t from) {
    struct ds_task_rec *rec = ds_task(e, t);
    rec->woken = 1;
    rec->woken_from = from;
    ds_obj(e, rec->want.obj)->waiting--;
}

static void move(struct ds_engine *e, uint32_t t, uint32_t to) {
    struct ds_request *w = &ds_task(e, t)->want;
    ds_obj(e, w->obj)->waiting--;
    ds_obj(e, to)->waiting++;
    w->obj = to;
    w->obj2 = DS_NO_OBJ;
}

/* Takes one out of LIST by choice. */
static uint32_t draw(struct ds_engine *e, uint32_t *list, uint32_t *n) {
    uint32_t at = ds_choose(e, DS_CHOICE_WAITER, list, *n), t = list[at];
    for (--*n; at < *n; at++)
        list[at] = list[at + 1];
    return t;
}

/* Wakes up to MOST out of LIST, or moves them to TO; returns how many. All of them is no choice. */
static uint32_t serve(struct ds_engine *e, uint32_t *list, uint32_t *n, uint32_t most,
                      uint32_t to) {
    uint32_t done = 0;
    for (; *n > 0 && done < most; done++) {
        uint32_t t = list[0];
        if (*n > most - done)
            t = draw(e, list, n);
        else
            for (uint32_t i = 0, last = --*n; i < last; i++)
                list[i] = list[i + 1];
        if (to == DS_NO_OBJ)
            wake(e, t, e->tot.points);
        else
            move(e, t, to);
    }
    return done;
}

static bool any_pi(const struct ds_engine *e, const uint32_t *list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (is_pi(e, list[i]))
            return true;
    return false;
}

/* The kernel looks at the count after the first one: less than one means one. */
static uint32_t at_least_one(int32_t most) {
    return most < 1 ? 1 : (uint32_t)most;
}

static int wake_some(struct ds_engine *e, uint32_t obj, int32_t most, uint32_t bits,
                     struct ds_futex *f) {
    uint32_t *list = ds_at(e, e->path_off), n = waiters(e, obj, bits, list);
    ds_obj(e, obj)->release_seq = e->tot.points;
    if (any_pi(e, list, n))
        return DS_INVAL;
    f->count += serve(e, list, &n, at_least_one(most), DS_NO_OBJ);
    return DS_OK;
}

static int requeue(struct ds_engine *e, const struct ds_request *w, struct ds_futex *f) {
    uint32_t *list = ds_at(e, e->path_off);
    if (f->most[0] < 0 || f->most[1] < 0)
        return DS_INVAL;
    if (f->compare && f->word[0] != f->expect)
        return DS_AGAIN;
    uint32_t n = waiters(e, w->obj, UINT32_MAX, list);
    if (any_pi(e, list, n))
        return DS_INVAL;
    f->count = serve(e, list, &n, (uint32_t)f->most[0], DS_NO_OBJ);
    f->count += serve(e, list, &n, (uint32_t)f->most[1], w->obj2);
    return DS_OK;
}

bool ds_futex_op(uint32_t encoded, uint32_t *word, bool *holds, bool *written) {
    uint32_t op = encoded >> 28 & 7, cmp = encoded >> 24 & 15, old = *word;
    int32_t arg = (int32_t)(encoded << 8) >> 20, limit = (int32_t)(encoded << 20) >> 20;
    uint32_t by = encoded >> 31 ? 1u << (arg & 31) : (uint32_t)arg;
    int32_t was = (int32_t)old;
    const uint32_t results[] = {by, old + by, old | by, old & ~by, old ^ by};
    const bool answers[] = {was == limit, was != limit,
                            was<limit, was >= limit, was <= limit, was> limit};
    *written = op < 5;
    if (!*written)
        return false;
    *word = results[op];
    if (cmp >= 6)
        return false; /* the word has changed all the same */
    *holds = answers[cmp];
    return true;
}

static int wake_op(struct ds_engine *e, const struct ds_request *w, struct ds_futex *f) {
    bool holds = false;
    if (!ds_futex_op(f->wake_op, &f->word[1], &holds, &f->write[1]))
        return DS_NOSYS;
    int result = wake_some(e, w->obj, f->most[0], UINT32_MAX, f);
    if (result == DS_OK && holds)
        result = wake_some(e, w->obj2, f->most[1], UINT32_MAX, f);
    return result;
}

/* OWNER is known to hold OBJ, which others wait for. */
static void note_owner(struct ds_engine *e, uint32_t obj, uint32_t owner) {
    struct ds_obj_rec *o = ds_obj(e, obj);
    if (o->owner == owner)
        return;
    forget_owner(e, obj);
    o->owner = owner;
    if (o->round != owner + 1)
        o->owner_seq = e->tot.points;
    o->round = owner + 1;
    ds_hold_add(e, owner, obj);
}

/* Without waiters nothing is kept but when T took it. */
static void note_taken(struct ds_engine *e, uint32_t obj, uint32_t t) {
    ds_obj(e, obj)->round = t + 1;
    ds_obj(e, obj)->owner_seq = e->tot.points;
}

/* The kernel finds a ring of owners that wait for each other's PI words, and lets nobody close one. */
static bool leads_back(const struct ds_engine *e, uint32_t owner, uint32_t t) {
    for (uint32_t i = 0; owner != t && i <= e->live; i++) {
        if (owner == DS_NO_TASK || !ds_futex_waits(e, owner) || !wants_lock(e, owner))
            return false;
        owner = ds_obj(e, ds_task(e, owner)->want.obj)->owner;
    }
    return owner == t;
}

/* T wants OBJ, whose word is *WORD. OK: it has it; BUSY: it must wait for it; else an error. */
static int acquire(struct ds_engine *e, uint32_t t, uint32_t obj, uint32_t *word, bool *write) {
    uint32_t owner = *word & DS_FUTEX_OWNER;
    bool contended = lock_waiters(e, obj);
    if (owner == t + 1)
        return DS_DEADLK;
    if (!contended && ds_obj(e, obj)->waiting > 0)
        return DS_INVAL; /* they wait for something else than the lock */
    if (owner == 0 && !contended) {
        *word = (*word & DS_FUTEX_DIED) | (t + 1);
        *write = true;
        return DS_OK;
    }
    *word |= DS_FUTEX_WAITERS;
    *write = true;
    if (ds_obj(e, obj)->owner != DS_NO_TASK)
        owner = ds_obj(e, obj)->owner + 1; /* one that died has handed it on, and the word lags */
    if (owner == 0 || owner > e->tot.tasks || ds_task(e, owner - 1)->state == DS_TASK_EXITED ||
        ds_task(e, owner - 1)->state == DS_TASK_GONE)
        return DS_SRCH;
    if (leads_back(e, owner - 1, t))
        return DS_DEADLK;
    note_owner(e, obj, owner - 1);
    return DS_BUSY;
}

static int lock_pi(struct ds_engine *e, uint32_t t, bool attempt, struct ds_futex *f) {
    uint32_t obj = ds_task(e, t)->want.obj;
    int result = acquire(e, t, obj, &f->word[0], &f->write[0]);
    if (result == DS_OK)
        note_taken(e, obj, t);
    if (result != DS_BUSY)
        return result;
    if (attempt && !lock_waiters(e, obj))
        forget_owner(e, obj);
    f->sleep = !attempt;
    return attempt ? DS_AGAIN : DS_OK;
}

/* Gives OBJ to one of those who wait for it; DS_NO_TASK if nobody does. */
static uint32_t hand_over(struct ds_engine *e, uint32_t obj, uint64_t from) {
    uint32_t *list = ds_at(e, e->path_off), n = waiters(e, obj, UINT32_MAX, list);
    if (n == 0) {
        forget_owner(e, obj);
        return DS_NO_TASK;
    }
    uint32_t next = draw(e, list, &n);
    wake(e, next, from);
    forget_owner(e, obj);
    ds_obj(e, obj)->round = next + 1;
    ds_obj(e, obj)->owner_seq = from;
    if (n > 0)
        note_owner(e, obj, next);
    return next;
}

static int unlock_pi(struct ds_engine *e, uint32_t t, struct ds_futex *f) {
    uint32_t obj = ds_task(e, t)->want.obj;
    if ((f->word[0] & DS_FUTEX_OWNER) != t + 1)
        return DS_PERM;
    if (ds_obj(e, obj)->waiting > 0 && !lock_waiters(e, obj))
        return DS_INVAL;
    ds_obj(e, obj)->release_seq = e->tot.points;
    uint32_t next = hand_over(e, obj, e->tot.points);
    f->word[0] = next == DS_NO_TASK ? 0 : (next + 1) | DS_FUTEX_WAITERS;
    f->write[0] = true;
    return DS_OK;
}

void ds_futex_died(struct ds_engine *e, uint32_t t) {
    for (uint32_t h = ds_taskx(e, t)->holds, next; h != DS_NONE; h = next) {
        uint32_t obj = ds_hold_rec(e, h)->obj;
        next = ds_hold_rec(e, h)->next_of_task;
        if (ds_obj(e, obj)->kind != DS_KIND_FUTEX)
            continue;
        uint32_t heir = hand_over(e, obj, ds_seq_next(e));
        if (heir != DS_NO_TASK)
            ds_task(e, heir)->want.arg = 1;
    }
}

static int requeue_pi(struct ds_engine *e, const struct ds_request *w, struct ds_futex *f) {
    uint32_t *list = ds_at(e, e->path_off), to = w->obj2;
    if (f->most[0] != 1 || f->most[1] < 0 || w->obj == to)
        return DS_INVAL;
    if (f->word[0] != f->expect)
        return DS_AGAIN;
    uint32_t n = waiters(e, w->obj, UINT32_MAX, list);
    for (uint32_t i = 0; i < n; i++)
        if (!is_pi(e, list[i]) || ds_task(e, list[i])->want.obj2 != to)
            return DS_INVAL;
    if (n == 0)
        return DS_OK;
    uint32_t first = draw(e, list, &n), left = (uint32_t)f->most[1];
    int result = acquire(e, first, to, &f->word[1], &f->write[1]);
    if (result != DS_OK && result != DS_BUSY)
        return result;
    f->count = 1;
    if (result == DS_OK) {
        f->word[1] |= left > 0 ? DS_FUTEX_WAITERS : 0;
        wake(e, first, e->tot.points);
        note_taken(e, to, first);
        if (n > 0 && left > 0)
            note_owner(e, to, first);
    } else {
        move(e, first, to);
        ds_graph_block(e, first);
    }
    while (n > 0 && left-- > 0) {
        uint32_t t = draw(e, list, &n);
        move(e, t, to);
        f->count++;
    }
    return DS_OK;
}

static int carry_out(struct ds_engine *e, uint32_t t, struct ds_futex *f) {
    struct ds_request w = ds_task(e, t)->want;
    switch (w.op) {
    case DS_OP_FUTEX_WAIT:
    case DS_OP_FUTEX_WAIT_PI:
        if (w.op == DS_OP_FUTEX_WAIT_PI && w.obj == w.obj2)
            return DS_INVAL;
        f->sleep = f->word[0] == f->expect;
        return f->sleep ? DS_OK : DS_AGAIN;
    case DS_OP_FUTEX_WAKE:
        return wake_some(e, w.obj, f->most[0], f->bits, f);
    case DS_OP_FUTEX_REQUEUE:
        return requeue(e, &w, f);
    case DS_OP_FUTEX_WAKE_OP:
        return wake_op(e, &w, f);
    case DS_OP_FUTEX_REQUEUE_PI:
        return requeue_pi(e, &w, f);
    case DS_OP_FUTEX_LOCK_PI:
    case DS_OP_FUTEX_TRYLOCK_PI:
        return lock_pi(e, t, w.op == DS_OP_FUTEX_TRYLOCK_PI, f);
    case DS_OP_FUTEX_UNLOCK_PI:
        return unlock_pi(e, t, f);
    default:
        return DS_INVAL;
    }
}

int ds_futex(struct ds_engine *e, uint32_t task, struct ds_futex *f) {
    unsigned op = ds_task(e, task)->want.op;
    f->write[0] = f->write[1] = f->sleep = false;
    f->count = 0;
    int result = carry_out(e, task, f);
    bool wakes = op == DS_OP_FUTEX_WAKE || op == DS_OP_FUTEX_REQUEUE || op == DS_OP_FUTEX_WAKE_OP ||
                 op == DS_OP_FUTEX_REQUEUE_PI;
    ds_amend(e, result, wakes && result == DS_OK && f->count == 0 ? DS_EV_VOID : 0);
    if (result == DS_AGAIN && (ds_op_flags(op) & DS_F_P) != 0 && ds_strategy_of(e)->idle)
        ds_strategy_of(e)->idle(e, task);
    return result;
}
