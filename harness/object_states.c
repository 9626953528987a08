/* object_states.c: from a run's events to the states of its objects, checked against the engine's record.
 *
 * The events are gone through three times: from objects that nobody has used yet, to see where that does
 * not fit and what must have been there before; from those beginnings, to see which objects then end as the
 * engine says; and once more for the caller.
 */
#include "object_states.h"

#include <string.h>

#include "detect/facts.h"
#include "object_steps.h"

struct hn_states {
    struct hn_steps steps;
    const struct hn_served **served; /* of each event of the run */
    struct hn_object_state *first;   /* of each object, before the first event */
    bool *known;
};

static bool second_half(const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_COND_WAKE:
    case DS_OP_FUTEX_SLEEP:
        return ev->result == DS_OK;
    case DS_OP_CHAN_SENT:
    case DS_OP_CHAN_RECVD:
    case DS_OP_CHAN_SELECTED:
        return ev->result == DS_OK || ev->result == DS_CLOSED;
    case DS_OP_RW_RDLOCK:
        return (ev->arg & DS_RW_GO) != 0 && (ev->flags & DS_EV_BLOCKED) != 0 && ev->result == DS_OK;
    default:
        return false;
    }
}

/* Event BY ended the wait of TASK by OP on OBJ. */
static void note_served(struct hn_states *st, uint64_t by, struct hn_served task) {
    const struct ds_event *ev = by ? hn_event_at(st->steps.run, by) : NULL;
    if (!ev)
        return;
    const struct hn_served **list = &st->served[ev - st->steps.run->events];
    struct hn_served *s = rp_arena_alloc(st->steps.arena, sizeof *s);
    *s = task;
    s->next = *list;
    *list = s;
}

/* The channel of the case that somebody has dealt with is known once its task has run on. */
static uint32_t served_object(const struct hn_run *run, const struct ds_task_rec *t) {
    const struct ds_event *by = hn_event_at(run, t->woken_from);
    return t->want.op == DS_OP_CHAN_SELECTED && by ? by->obj : t->want.obj;
}

static void find_served(struct hn_states *st) {
    const struct hn_run *run = st->steps.run;
    for (uint32_t i = run->totals.tasks; run->tasks && i-- > 0;) {
        const struct ds_task_rec *t = &run->tasks[i];
        if (t->state == DS_TASK_READY && t->woken)
            note_served(st, t->woken_from,
                        (struct hn_served){i, served_object(run, t), t->want.op, NULL});
    }
    for (size_t i = run->event_count; i-- > 0;) {
        const struct ds_event *ev = &run->events[i];
        if (second_half(ev))
            note_served(st, ev->from, (struct hn_served){ev->task, ev->obj, ev->op, NULL});
    }
}

static void rewind_all(struct hn_states *st) {
    for (uint32_t obj = 1; obj <= st->steps.run->totals.objects; obj++) {
        struct hn_object_state now = st->first[obj];
        size_t n = now.party_count;
        now.parties = rp_arena_array(st->steps.arena, n, sizeof *now.parties);
        now.party_room = n;
        if (n)
            memcpy(now.parties, st->first[obj].parties, n * sizeof *now.parties);
        st->steps.track[obj] = (struct hn_track){.now = now, .suspect = DS_NO_TASK};
    }
}

static void step(struct hn_states *st, const struct ds_event *ev) {
    st->steps.served = st->served[ev - st->steps.run->events];
    hn_object_step(&st->steps, ev);
}

static void play(struct hn_states *st) {
    rewind_all(st);
    for (size_t i = 0; i < st->steps.run->event_count; i++)
        step(st, &st->steps.run->events[i]);
}

static uint64_t parties(const struct hn_object_state *o) {
    uint64_t n = 0;
    for (size_t i = 0; i < o->party_count; i++)
        n += o->parties[i].times;
    return n;
}

/* What the engine counts of an object is what `count` says here. */
static int64_t counted(const struct ds_obj_rec *rec) {
    switch (rec->kind) {
    case DS_KIND_WG:
        return (int32_t)rec->count;
    case DS_KIND_BARRIER:
        return rec->waiting;
    case DS_KIND_ONCE:
        return rec->count == 2;
    default:
        return rec->count;
    }
}

static bool agrees(const struct hn_track *k, const struct ds_obj_rec *rec) {
    const struct hn_object_state *o = &k->now;
    if (k->odd || k->blind || (rec->destroyed == DS_END_DESTROYED) != o->gone)
        return false;
    switch (rec->kind) {
    case DS_KIND_MUTEX:
        return o->owner == rec->owner && (o->owner == DS_NO_TASK || o->again == rec->count) &&
               ((rec->arg & DS_MUTEX_ROBUST) == 0 || o->robust == rec->round);
    case DS_KIND_SPIN:
        return o->owner == rec->owner;
    case DS_KIND_RWLOCK:
        return o->owner == rec->owner && parties(o) == rec->count;
    case DS_KIND_COND:
    case DS_KIND_FUTEX:
        return parties(o) == rec->waiting;
    case DS_KIND_BARRIER:
        return o->size > 0 && o->count == counted(rec);
    case DS_KIND_ONCE:
        return o->owner == rec->owner && o->count == counted(rec);
    case DS_KIND_CHAN:
        return o->count == rec->count && o->count >= 0 && o->closed == (rec->round != 0);
    default:
        return o->count == counted(rec);
    }
}

static void add_party(struct hn_states *st, struct hn_object_state *o, uint32_t task) {
    struct hn_party *all = rp_arena_array(st->steps.arena, o->party_count + 1, sizeof *all);
    if (o->party_count)
        memcpy(all, o->parties, o->party_count * sizeof *all);
    all[o->party_count] = (struct hn_party){.task = task, .times = 1};
    o->parties = all;
    o->party_room = ++o->party_count;
}

/* Those who were seen to leave and not to come, and those who still wait and did not come either. */
static void guess_waiters(struct hn_states *st, uint32_t obj, const struct hn_track *k) {
    const struct hn_run *run = st->steps.run;
    struct hn_object_state *first = &st->first[obj];
    uint64_t start = run->event_count ? run->events[0].seq : 0;
    for (size_t i = 0; i < k->before.party_count; i++)
        add_party(st, first, k->before.parties[i].task);
    for (uint32_t i = 0; run->tasks && i < run->totals.tasks; i++) {
        const struct ds_task_rec *t = &run->tasks[i];
        bool waits = t->want.op == DS_OP_COND_WAKE || t->want.op == DS_OP_FUTEX_SLEEP;
        if (t->state == DS_TASK_READY && waits && t->want.obj == obj && !t->woken &&
            t->posted_seq < start)
            add_party(st, first, i);
    }
}

/* How the object must have been, for what happened to it to fit. */
static void guess(struct hn_states *st, uint32_t obj) {
    const struct hn_track *k = &st->steps.track[obj];
    const struct ds_obj_rec *rec = &st->steps.run->objs[obj];
    struct hn_object_state *first = &st->first[obj];
    switch (rec->kind) {
    case DS_KIND_MUTEX:
    case DS_KIND_SPIN:
        first->owner = k->set || k->suspect != DS_NO_TASK ? k->suspect : rec->owner;
        break;
    case DS_KIND_ONCE:
        first->owner = k->suspect;
        first->count = k->short_of != 0 || (!k->odd && !k->set && rec->count == 2);
        break;
    case DS_KIND_BARRIER:
        first->count = k->set ? k->short_of : counted(rec) - k->now.count;
        break;
    case DS_KIND_CHAN:
        first->closed = rec->round != 0 && !k->now.closed;
        first->count = counted(rec) - k->now.count;
        break;
    case DS_KIND_SEM:
    case DS_KIND_WG:
    case DS_KIND_CTX:
        first->count = k->set ? 0 : counted(rec) - k->now.count;
        break;
    case DS_KIND_COND:
    case DS_KIND_FUTEX:
        guess_waiters(st, obj, k);
        break;
    default:
        break;
    }
}

/* A barrier's size is told where it is made; one that was made before has the size that it still has. */
static uint32_t size_before(const struct ds_obj_rec *rec) {
    return rec->kind == DS_KIND_BARRIER ? rec->count : 0;
}

struct hn_states *hn_states_new(const struct hn_run *run, struct rp_arena *arena) {
    struct hn_states *st = rp_arena_alloc(arena, sizeof *st);
    size_t handles = (size_t)(run->objs ? run->totals.objects : 0) + 1;
    st->steps = (struct hn_steps){.run = run, .arena = arena};
    st->steps.track = rp_arena_array(arena, handles, sizeof *st->steps.track);
    st->steps.touched = rp_arena_array(arena, handles, sizeof *st->steps.touched);
    st->served = rp_arena_array(arena, run->event_count, sizeof(const struct hn_served *));
    st->first = rp_arena_array(arena, handles, sizeof *st->first);
    st->known = rp_arena_array(arena, handles, sizeof *st->known);
    find_served(st);
    for (uint32_t obj = 1; obj < handles; obj++)
        st->first[obj] =
            (struct hn_object_state){.owner = DS_NO_TASK, .size = size_before(&run->objs[obj])};
    play(st);
    for (uint32_t obj = 1; obj < handles; obj++)
        if (!agrees(&st->steps.track[obj], &run->objs[obj]))
            guess(st, obj);
    play(st);
    for (uint32_t obj = 1; obj < handles; obj++)
        st->known[obj] = agrees(&st->steps.track[obj], &run->objs[obj]);
    rewind_all(st);
    return st;
}

size_t hn_states_step(struct hn_states *st, const struct ds_event *ev, const uint32_t **touched) {
    step(st, ev);
    *touched = st->steps.touched;
    return st->steps.touched_count;
}

const struct hn_object_state *hn_states_of(const struct hn_states *st, uint32_t obj) {
    return hn_obj_at(st->steps.run, obj) && st->known[obj] ? &st->steps.track[obj].now : NULL;
}
