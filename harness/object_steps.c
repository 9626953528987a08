/* object_steps.c: the engine's rules for each kind of object, as they show in the event that applied them.
 */
#include "object_steps.h"

static struct hn_track *touch(struct hn_steps *s, uint32_t obj) {
    for (size_t i = 0; i < s->touched_count; i++)
        if (s->touched[i] == obj)
            return &s->track[obj];
    s->touched[s->touched_count++] = obj;
    return &s->track[obj];
}

/* What happens does not fit; it would if SUSPECT, if that is a task, had had it from the beginning. */
static void odd(struct hn_track *k, uint32_t suspect) {
    if (!k->set && k->suspect == DS_NO_TASK)
        k->suspect = suspect;
    k->odd = true;
}

static struct hn_party *party(struct hn_object_state *o, uint32_t task) {
    for (size_t i = 0; i < o->party_count; i++)
        if (o->parties[i].task == task)
            return &o->parties[i];
    return NULL;
}

static void join(struct hn_steps *s, struct hn_object_state *o, uint32_t task) {
    struct hn_party *p = party(o, task);
    if (p) {
        p->times++;
        return;
    }
    if (o->party_count == o->party_room) {
        size_t room = o->party_room ? 2 * o->party_room : 4;
        struct hn_party *wider = rp_arena_array(s->arena, room, sizeof *wider);
        for (size_t i = 0; i < o->party_count; i++)
            wider[i] = o->parties[i];
        o->parties = wider;
        o->party_room = room;
    }
    o->parties[o->party_count++] = (struct hn_party){.task = task, .times = 1};
}

static bool leave(struct hn_object_state *o, uint32_t task) {
    struct hn_party *p = party(o, task);
    if (!p)
        return false;
    if (--p->times > 0)
        return true;
    for (struct hn_party *end = o->parties + --o->party_count; p < end; p++)
        *p = p[1];
    return true;
}

static void begin(struct hn_track *k) {
    struct hn_object_state fresh = {
        .owner = DS_NO_TASK, .parties = k->now.parties, .party_room = k->now.party_room};
    k->now = fresh;
    k->set = true;
}

static void mutex_take(struct hn_track *k, const struct ds_event *ev) {
    struct hn_object_state *o = &k->now;
    if (o->owner == ev->task) {
        o->again++;
        if ((ev->arg & DS_MUTEX_TYPE) != DS_MUTEX_RECURSIVE)
            odd(k, DS_NO_TASK);
        return;
    }
    if (o->owner != DS_NO_TASK || (ev->result == DS_OWNERDEAD) != (o->robust == DS_ROBUST_DIED))
        odd(k, DS_NO_TASK);
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
        odd(k, ev->task);
    o->owner = DS_NO_TASK;
    o->again = 0;
    k->set = true;
    if (o->robust == DS_ROBUST_TOLD)
        o->robust = DS_ROBUST_LOST;
}

static void mutex(struct hn_track *k, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_MUTEX_INIT:
        begin(k);
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
            odd(k, DS_NO_TASK);
        else if (ev->result == DS_DEADLK && k->now.owner != ev->task)
            odd(k, ev->task);
        break;
    }
}

static void spin(struct hn_track *k, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_SPIN_INIT:
        begin(k);
        break;
    case DS_OP_SPIN_DESTROY:
        k->now.gone = true;
        break;
    case DS_OP_SPIN_UNLOCK:
        if (k->now.owner != ev->task && ev->misuse == DS_MISUSE_NONE)
            odd(k, ev->task);
        k->now.owner = DS_NO_TASK;
        k->set = true;
        break;
    default:
        if (ev->result != DS_OK)
            break;
        if (k->now.owner != DS_NO_TASK)
            odd(k, DS_NO_TASK);
        k->now.owner = ev->task;
        k->set = true;
        break;
    }
}

/* One of those who read gives the lock back: TASK if it does read, else who came last. */
static void reader_leaves(struct hn_track *k, uint32_t task) {
    struct hn_object_state *o = &k->now;
    if (leave(o, task))
        return;
    if (o->party_count == 0)
        odd(k, DS_NO_TASK);
    else
        leave(o, o->parties[o->party_count - 1].task);
}

/* Go's readers that waited have the lock as soon as the writer gives it back. */
static void let_readers_in(struct hn_steps *s, struct hn_track *k, uint32_t obj) {
    for (const struct hn_served *t = s->served; t; t = t->next)
        if (t->op == DS_OP_RW_RDLOCK && t->obj == obj)
            join(s, &k->now, t->task);
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
        odd(k, DS_NO_TASK);
    o->owner = DS_NO_TASK;
    if (go)
        let_readers_in(s, k, obj);
}

static void rwlock(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    struct hn_object_state *o = &k->now;
    switch (ev->op) {
    case DS_OP_RW_INIT:
        begin(k);
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
            odd(k, DS_NO_TASK);
        join(s, o, ev->task);
        break;
    default:
        if (ev->result != DS_OK)
            break;
        if (o->owner != DS_NO_TASK || o->party_count > 0)
            odd(k, DS_NO_TASK);
        o->owner = ev->task;
        break;
    }
}

static void waited_before(struct hn_steps *s, struct hn_track *k, uint32_t task) {
    join(s, &k->before, task);
    odd(k, DS_NO_TASK);
}

/* TASK comes back from its wait; if somebody woke it, it had left before. */
static void comes_back(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    if (!leave(&k->now, ev->task) && ev->result != DS_OK && !k->dropped)
        waited_before(s, k, ev->task);
}

static void served_leave(struct hn_steps *s, struct hn_track *k, uint32_t obj, unsigned op) {
    for (const struct hn_served *t = s->served; t; t = t->next)
        if (t->op == op && t->obj == obj && !leave(&k->now, t->task))
            waited_before(s, k, t->task);
}

static bool go_rwlock(const struct hn_steps *s, uint32_t obj) {
    return s->run->objs[obj].kind == DS_KIND_RWLOCK;
}

/* The lock of a condition wait is given back, and taken again at its end. */
static void condition_wait(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    bool waits = ev->op == DS_OP_COND_WAIT;
    if (waits && ev->result == DS_OK)
        join(s, &k->now, ev->task);
    if (!waits)
        comes_back(s, k, ev);
    if (ev->obj2 == DS_NO_OBJ || ev->obj2 > s->run->totals.objects)
        return;
    struct hn_track *lock = touch(s, ev->obj2);
    if (waits && ev->result == DS_OK && go_rwlock(s, ev->obj2))
        rw_give(s, lock, ev->obj2, ev);
    else if (waits && ev->result == DS_OK)
        mutex_give(lock, ev);
    else if (!waits && (ev->arg & DS_COND_GO) == 0 &&
             (ev->result == DS_OK || ev->result == DS_TIMEDOUT || ev->result == DS_OWNERDEAD))
        mutex_take(lock, ev);
}

static void condition(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_COND_INIT:
        begin(k);
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

static void futex(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_FUTEX_WAIT:
        if (ev->result == DS_OK)
            join(s, &k->now, ev->task);
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
            touch(s, ev->obj2)->blind = true;
        break;
    }
}

static void barrier(struct hn_track *k, const struct ds_event *ev) {
    struct hn_object_state *o = &k->now;
    switch (ev->op) {
    case DS_OP_BARRIER_INIT:
        if (ev->result != DS_OK)
            break;
        begin(k);
        o->size = ev->arg;
        break;
    case DS_OP_BARRIER_DESTROY:
        o->gone = true;
        break;
    case DS_OP_BARRIER_WAIT:
        if (ev->result != DS_SERIAL) {
            o->count++;
            break;
        }
        if (o->count + 1 < o->size && !k->odd && !k->set) {
            k->short_of = o->size - 1 - o->count;
            k->odd = true;
        }
        k->set = true;
        o->count = 0;
        break;
    default:
        break;
    }
}

static void semaphore(struct hn_track *k, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_SEM_INIT:
        if (ev->result != DS_OK)
            break;
        begin(k);
        k->now.count = ev->arg;
        break;
    case DS_OP_SEM_DESTROY:
        k->now.gone = true;
        break;
    case DS_OP_SEM_POST:
        k->now.count += ev->result == DS_OK;
        break;
    case DS_OP_SEM_GETVALUE:
        break;
    default:
        k->now.count -= ev->result == DS_OK;
        break;
    }
}

/* It is found done, and nobody was seen to do it. */
static void done_before(struct hn_track *k) {
    if (!k->odd && !k->set)
        k->short_of = 1;
    k->odd = true;
}

static void once(struct hn_track *k, const struct ds_event *ev) {
    struct hn_object_state *o = &k->now;
    if (ev->op == DS_OP_ONCE_BEGIN) {
        if (ev->result == DS_SERIAL)
            o->owner = ev->task;
        else if (ev->result == DS_OK && o->count == 0)
            done_before(k);
        return;
    }
    if (o->owner != ev->task)
        odd(k, ev->task);
    o->owner = DS_NO_TASK;
    o->count = ev->op == DS_OP_ONCE_END;
    k->set = true;
}

/* The operation that EV completed at once met a parked one: no value stays in the buffer, or the parked
 * sender's takes the place of the one that left. */
static bool met(const struct hn_steps *s, uint32_t obj) {
    for (const struct hn_served *t = s->served; t; t = t->next)
        if (t->obj == obj)
            return true;
    return false;
}

/* Who waits at a channel: of a select it is not known where. */
static void channel_waiters(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    bool sends = ev->op == DS_OP_CHAN_SEND;
    for (const struct hn_served *t = s->served; t; t = t->next)
        if (t->obj == ev->obj)
            leave(&k->now, t->task);
    if ((ev->flags & DS_EV_PARKED) == 0 || (!sends && ev->op != DS_OP_CHAN_RECV))
        return;
    join(s, &k->now, ev->task);
    party(&k->now, ev->task)->sends = sends;
}

static void channel(struct hn_steps *s, struct hn_track *k, const struct ds_event *ev) {
    bool sends = ev->op == DS_OP_CHAN_SEND, takes = ev->op == DS_OP_CHAN_RECV;
    if (ev->op == DS_OP_CHAN_SELECT || (ev->op == DS_OP_CHAN_POLL && ev->result == DS_OK)) {
        sends = (ev->arg & DS_CASE_SENDS) != 0;
        takes = !sends;
    }
    if (ev->op == DS_OP_CHAN_CLOSE && ev->result == DS_OK)
        k->now.closed = true;
    channel_waiters(s, k, ev);
    if ((ev->flags & DS_EV_PARKED) != 0 || ev->result != DS_OK || met(s, ev->obj))
        return;
    if (sends)
        k->now.count++;
    else if (takes && (ev->flags & DS_EV_VOID) == 0)
        k->now.count--;
}

static void group(struct hn_track *k, const struct ds_event *ev) {
    if (ev->op == DS_OP_WG_ADD)
        k->now.count += (int32_t)ev->arg;
    else if (ev->op == DS_OP_WG_DONE)
        k->now.count--;
}

/* Robust mutexes of a task that ends are free, and tell. */
static void owner_ends(struct hn_steps *s, const struct ds_event *ev) {
    for (uint32_t obj = 1; obj <= s->run->totals.objects; obj++) {
        const struct ds_obj_rec *rec = &s->run->objs[obj];
        if (rec->kind != DS_KIND_MUTEX || s->track[obj].now.owner != ev->task ||
            (rec->arg & DS_MUTEX_ROBUST) == 0)
            continue;
        struct hn_object_state *o = &touch(s, obj)->now;
        o->owner = DS_NO_TASK;
        o->again = 0;
        o->robust = DS_ROBUST_DIED;
    }
}

static bool about_task(unsigned op) {
    return op == DS_OP_CREATE || op == DS_OP_CREATED || op == DS_OP_JOIN || op == DS_OP_TRYJOIN ||
           op == DS_OP_DETACH;
}

void hn_object_step(struct hn_steps *s, const struct ds_event *ev) {
    s->touched_count = 0;
    if (ev->op == DS_OP_EXIT)
        owner_ends(s, ev);
    if (about_task(ev->op) || ev->obj == DS_NO_OBJ || ev->obj > s->run->totals.objects)
        return;
    struct hn_track *k = touch(s, ev->obj);
    switch (s->run->objs[ev->obj].kind) {
    case DS_KIND_MUTEX:
        mutex(k, ev);
        break;
    case DS_KIND_SPIN:
        spin(k, ev);
        break;
    case DS_KIND_RWLOCK:
        rwlock(s, k, ev);
        break;
    case DS_KIND_COND:
        condition(s, k, ev);
        break;
    case DS_KIND_FUTEX:
        futex(s, k, ev);
        break;
    case DS_KIND_BARRIER:
        barrier(k, ev);
        break;
    case DS_KIND_SEM:
        semaphore(k, ev);
        break;
    case DS_KIND_ONCE:
        once(k, ev);
        break;
    case DS_KIND_CHAN:
        channel(s, k, ev);
        break;
    case DS_KIND_WG:
        group(k, ev);
        break;
    case DS_KIND_CTX:
        if (ev->op == DS_OP_CTX_CANCEL)
            k->now.count = 1;
        break;
    default:
        k->blind = true;
        break;
    }
}
