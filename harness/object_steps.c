/* object_steps.c: the engine's rules for counters and channels, as they show in the event that applied them; and
 * which object goes by which rules. */
#include "object_steps.h"

struct hn_track *hn_step_touch(struct hn_steps *s, uint32_t obj) {
    for (size_t i = 0; i < s->touched_count; i++)
        if (s->touched[i] == obj)
            return &s->track[obj];
    s->touched[s->touched_count++] = obj;
    return &s->track[obj];
}

void hn_step_odd(struct hn_track *k, uint32_t suspect) {
    if (!k->set && k->suspect == DS_NO_TASK)
        k->suspect = suspect;
    k->odd = true;
}

struct hn_party *hn_step_party(struct hn_object_state *o, uint32_t task) {
    for (size_t i = 0; i < o->party_count; i++)
        if (o->parties[i].task == task)
            return &o->parties[i];
    return NULL;
}

void hn_step_join(struct hn_steps *s, struct hn_object_state *o, uint32_t task) {
    struct hn_party *p = hn_step_party(o, task);
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

bool hn_step_leave(struct hn_object_state *o, uint32_t task) {
    struct hn_party *p = hn_step_party(o, task);
    if (!p)
        return false;
    if (--p->times > 0)
        return true;
    for (struct hn_party *end = o->parties + --o->party_count; p < end; p++)
        *p = p[1];
    return true;
}

void hn_step_begin(struct hn_track *k) {
    struct hn_object_state fresh = {
        .owner = DS_NO_TASK, .parties = k->now.parties, .party_room = k->now.party_room};
    k->now = fresh;
    k->set = true;
}

static void barrier(struct hn_track *k, const struct ds_event *ev) {
    struct hn_object_state *o = &k->now;
    switch (ev->op) {
    case DS_OP_BARRIER_INIT:
        if (ev->result != DS_OK)
            break;
        hn_step_begin(k);
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
        hn_step_begin(k);
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
        hn_step_odd(k, ev->task);
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
            hn_step_leave(&k->now, t->task);
    if ((ev->flags & DS_EV_PARKED) == 0 || (!sends && ev->op != DS_OP_CHAN_RECV))
        return;
    hn_step_join(s, &k->now, ev->task);
    hn_step_party(&k->now, ev->task)->sends = sends;
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

static bool about_task(unsigned op) {
    return op == DS_OP_CREATE || op == DS_OP_CREATED || op == DS_OP_JOIN || op == DS_OP_TRYJOIN ||
           op == DS_OP_DETACH;
}

void hn_object_step(struct hn_steps *s, const struct ds_event *ev) {
    s->touched_count = 0;
    if (ev->op == DS_OP_EXIT)
        hn_step_owner_ends(s, ev);
    if (about_task(ev->op) || ev->obj == DS_NO_OBJ || ev->obj > s->run->totals.objects)
        return;
    struct hn_track *k = hn_step_touch(s, ev->obj);
    switch (s->run->objs[ev->obj].kind) {
    case DS_KIND_MUTEX:
        hn_step_mutex(k, ev);
        break;
    case DS_KIND_SPIN:
        hn_step_spin(k, ev);
        break;
    case DS_KIND_RWLOCK:
        hn_step_rwlock(s, k, ev);
        break;
    case DS_KIND_COND:
        hn_step_condition(s, k, ev);
        break;
    case DS_KIND_FUTEX:
        hn_step_futex(s, k, ev);
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
