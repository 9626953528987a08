/* object_locks.c: the engine's rules for locks, conditions and futex words, as they show in the event that applied
 * them. */
#include "object_steps.h"

static void mutex_take(struct hn_track *k, const struct ds_event *ev) {
    struct hn_object_state *o = &k->now;
    if (o->owner == ev->task) {
        o->again++;
        if ((ev->arg & DS_MUTEX_TYPE) != DS_MUTEX_RECURSIVE)
            hn_step_odd(k, DS_NO_TASK);
        return;
    }
    if (o->owner != DS_NO_TASK || (ev->result == DS_OWNERDEAD) != (o->robust == DS_ROBUST_DIED))
        hn_step_odd(k, DS_NO_TASK);
    o->owner = ev->task;
    o->again = 0;
    k->set = true;
    if (ev->result == DS_OWNERDEAD)
        o->robust = DS_ROBUST_TOLD;
}

static void mutex_give(struct hn_track *k, const struct ds_event *ev) {
    struct hn_object_state *o = &k->now;
    bool mine = o->owner == ev->task;
    if (mine && o->again > 0 && (ev->arg & DS_MUTEX_TYPE) == DS_MUTEX_RECURSIVE) {
        o->again--;
        return;
    }
    if (!mine && ev->misuse == DS_MISUSE_NONE &&
        ((ev->arg & DS_MUTEX_GO) == 0 || o->owner == DS_NO_TASK))
        hn_step_odd(k, ev->task);
    o->owner = DS_NO_TASK;
    o->again = 0;
    k->set = true;
    if (o->robust == DS_ROBUST_TOLD)
        o->robust = DS_ROBUST_LOST;
}

void hn_step_mutex(struct hn_track *k, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_MUTEX_INIT:
        hn_step_begin(k);
        break;
    case DS_OP_MUTEX_DESTROY:
        k->now.gone |= ev->result == DS_OK;
        break;
    case DS_OP_MUTEX_UNLOCK:
        if (ev->result == DS_OK || ev->result == DS_LOST)
            mutex_give(k, ev);
        break;
    case DS_OP_MUTEX_CONSISTENT:
        if (ev->result == DS_OK)
            k->now.robust = DS_ROBUST_GOOD;
        break;
    default:
        if (ev->result == DS_OK || ev->result == DS_OWNERDEAD)
            mutex_take(k, ev);
        else if ((ev->result == DS_BUSY && k->now.owner == DS_NO_TASK) ||
                 (ev->result == DS_LOST && k->now.robust != DS_ROBUST_LOST))
            hn_step_odd(k, DS_NO_TASK);
        else if (ev->result == DS_DEADLK && k->now.owner != ev->task)
            hn_step_odd(k, ev->task);
        break;
    }
}

void hn_step_spin(struct hn_track *k, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_SPIN_INIT:
        hn_step_begin(k);
        break;
    case DS_OP_SPIN_DESTROY:
        k->now.gone = true;
        break;
    case DS_OP_SPIN_UNLOCK:
        if (k->now.owner != ev->task && ev->misuse == DS_MISUSE_NONE)
            hn_step_odd(k, ev->task);
        k->now.owner = DS_NO_TASK;
        k->set = true;
        break;
    default:
        if (ev->result != DS_OK)
            break;
        if (k->now.owner != DS_NO_TASK)
            hn_step_odd(k, DS_NO_TASK);
        k->now.owner = ev->task;
        k->set = true;
        break;
    }
}

/* One of those who read gives the lock back: TASK if it does read, else who came last. */
static void reader_leaves(struct hn_track *k, uint32_t task) {
    struct hn_object_state *o = &k->now;
    if (hn_step_leave(o, task))
        return;
    if (o->party_count == 0)
        hn_step_odd(k, DS_NO_TASK);
    else
        hn_step_leave(o, o->parties[o->party_count - 1].task);
}

/* Go's readers that waited have the lock as soon as the writer gives it back. */
static void let_readers_in(struct hn_steps *s, struct hn_track *k, uint32_t obj) {
    for (const struct hn_served *t = s->served; t; t = t->next)
        if (t->op == DS_OP_RW_RDLOCK && t->obj == obj)
            hn_step_join(s, &k->now, t->task);
}

static void rw_give(struct hn_steps *s, struct hn_track *k, uint32_t obj,
                    const struct ds_event *ev) {
    struct hn_object_state *o = &k->now;
    bool go = (ev->arg & DS_RW_GO) != 0;
    if (go ? (ev->arg & DS_RW_READER) != 0 : o->owner != ev->task) {
        if (go || (o->owner == DS_NO_TASK && ev->misuse != DS_MISUSE_UNLOCK_UNLOCKED))
            reader_leaves(k, ev->task);
        return;
    }
    if (o->owner == DS_NO_TASK)
        hn_step_odd(k, DS_NO_TASK);
    o->owner = DS_NO_TASK;
    if (go)
        let_readers_in(s, k, obj);
}

void hn_step_rwlock(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    struct hn_object_state *o = &k->now;
    switch (ev->op) {
    case DS_OP_RW_INIT:
        hn_step_begin(k);
        break;
    case DS_OP_RW_DESTROY:
        o->gone = true;
        break;
    case DS_OP_RW_UNLOCK:
        if (ev->result == DS_OK)
            rw_give(s, k, ev->obj, ev);
        break;
    case DS_OP_RW_RDLOCK:
    case DS_OP_RW_TRYRDLOCK:
        if (ev->result != DS_OK)
            break;
        if ((ev->arg & DS_RW_GO) != 0 && (ev->flags & DS_EV_BLOCKED) != 0)
            break; /* the writer let it in */
        if (o->owner != DS_NO_TASK)
            hn_step_odd(k, DS_NO_TASK);
        hn_step_join(s, o, ev->task);
        break;
    default:
        if (ev->result != DS_OK)
            break;
        if (o->owner != DS_NO_TASK || o->party_count > 0)
            hn_step_odd(k, DS_NO_TASK);
        o->owner = ev->task;
        break;
    }
}

static void waited_before(struct hn_steps *s, struct hn_track *k, uint32_t task) {
    hn_step_join(s, &k->before, task);
    hn_step_odd(k, DS_NO_TASK);
}

/* TASK comes back from its wait; if somebody woke it, it had left before. */
static void comes_back(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    if (!hn_step_leave(&k->now, ev->task) && ev->result != DS_OK && !k->dropped)
        waited_before(s, k, ev->task);
}

static void served_leave(struct hn_steps *s, struct hn_track *k, uint32_t obj, unsigned op) {
    for (const struct hn_served *t = s->served; t; t = t->next)
        if (t->op == op && t->obj == obj && !hn_step_leave(&k->now, t->task))
            waited_before(s, k, t->task);
}

static bool go_rwlock(const struct hn_steps *s, uint32_t obj) {
    return s->run->objs[obj].kind == DS_KIND_RWLOCK;
}

/* The lock of a condition wait is given back, and taken again at its end. */
static void condition_wait(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    bool waits = ev->op == DS_OP_COND_WAIT;
    if (waits && ev->result == DS_OK)
        hn_step_join(s, &k->now, ev->task);
    if (!waits)
        comes_back(s, k, ev);
    if (ev->obj2 == DS_NO_OBJ || ev->obj2 > s->run->totals.objects)
        return;
    struct hn_track *lock = hn_step_touch(s, ev->obj2);
    if (waits && ev->result == DS_OK && go_rwlock(s, ev->obj2))
        rw_give(s, lock, ev->obj2, ev);
    else if (waits && ev->result == DS_OK)
        mutex_give(lock, ev);
    else if (!waits && (ev->arg & DS_COND_GO) == 0 &&
             (ev->result == DS_OK || ev->result == DS_TIMEDOUT || ev->result == DS_OWNERDEAD))
        mutex_take(lock, ev);
}

void hn_step_condition(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_COND_INIT:
        hn_step_begin(k);
        break;
    case DS_OP_COND_DESTROY:
        k->now.gone = true;
        break;
    case DS_OP_COND_WAIT:
    case DS_OP_COND_WAKE:
        condition_wait(s, k, ev);
        break;
    default:
        served_leave(s, k, ev->obj, DS_OP_COND_WAKE);
        /* Who is not woken by a signal for all, or by one that finds nobody, had timed out before. */
        if (ev->op == DS_OP_COND_BROADCAST || (ev->flags & DS_EV_VOID) != 0) {
            k->dropped |= k->now.party_count > 0;
            k->now.party_count = 0;
        }
        break;
    }
}

void hn_step_futex(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_FUTEX_WAIT:
        if (ev->result == DS_OK)
            hn_step_join(s, &k->now, ev->task);
        break;
    case DS_OP_FUTEX_SLEEP:
        comes_back(s, k, ev);
        break;
    case DS_OP_FUTEX_WAKE:
        served_leave(s, k, ev->obj, DS_OP_FUTEX_SLEEP);
        break;
    default: /* moves waiters to another word, or has owners that only the word tells */
        k->blind = true;
        if (ev->obj2 != DS_NO_OBJ && ev->obj2 <= s->run->totals.objects)
            hn_step_touch(s, ev->obj2)->blind = true;
        break;
    }
}

/* Robust mutexes of a task that ends are free, and tell. */
void hn_step_owner_ends(struct hn_steps *s, const struct ds_event *ev) {
    for (uint32_t obj = 1; obj <= s->run->totals.objects; obj++) {
        const struct ds_obj_rec *rec = &s->run->objs[obj];
        if (rec->kind != DS_KIND_MUTEX || s->track[obj].now.owner != ev->task ||
            (rec->arg & DS_MUTEX_ROBUST) == 0)
            continue;
        struct hn_object_state *o = &hn_step_touch(s, obj)->now;
        o->owner = DS_NO_TASK;
        o->again = 0;
        o->robust = DS_ROBUST_DIED;
    }
}
