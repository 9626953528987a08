/* explain_objects.c: the objects of a run, what each event does to them, and their states in words. */
#include <string.h>

#include "explain_parts.h"
#include "object_states.h"

struct hn_ex_objects {
    struct hn_ex *ex;
    struct hn_states *states;
    size_t *places;     /* of each handle: where it stands in `objects`; SIZE_MAX: nowhere */
    const char **words; /* of each handle: its state as last told */
    struct rp_object *objects;
    size_t count;
    uint32_t *waiting; /* handles whose states have changed since the last event that was told */
    size_t waiting_count;
    bool *is_waiting;
};

static const char *kind_of(const struct ds_obj_rec *rec) {
    static const char *const names[DS_KIND_COUNT] = {
        [DS_KIND_MUTEX] = "mutex",      [DS_KIND_COND] = "condition",  [DS_KIND_RWLOCK] = "rwlock",
        [DS_KIND_SPIN] = "spinlock",    [DS_KIND_BARRIER] = "barrier", [DS_KIND_SEM] = "semaphore",
        [DS_KIND_ONCE] = "once",        [DS_KIND_NOTE] = "annotation", [DS_KIND_FUTEX] = "futex",
        [DS_KIND_EVENT] = "descriptor", [DS_KIND_CHAN] = "channel",    [DS_KIND_WG] = "waitgroup",
        [DS_KIND_CTX] = "context",      [DS_KIND_ATOMIC] = "atomic"};
    return rec->kind < DS_KIND_COUNT && names[rec->kind] ? names[rec->kind] : "";
}

static const char *joined(struct hn_ex *ex, const char *list, const char *word) {
    return list[0] ? rp_arena_printf(ex->arena, "%s, %s", list, word) : word;
}

static const char *mutex_detail(struct hn_ex *ex, uint32_t arg) {
    unsigned type = arg & DS_MUTEX_TYPE;
    const char *text = type == DS_MUTEX_RECURSIVE    ? "recursive"
                       : type == DS_MUTEX_ERRORCHECK ? "error-checking"
                                                     : "";
    if (arg & DS_MUTEX_ROBUST)
        text = joined(ex, text, "robust");
    if (arg & DS_MUTEX_INHERIT)
        text = joined(ex, text, "priority inheritance");
    if (arg & DS_MUTEX_PROTECT)
        text = joined(ex, text, "priority protection");
    return text;
}

static const char *detail_of(struct hn_ex *ex, const struct ds_obj_rec *rec) {
    switch (rec->kind) {
    case DS_KIND_MUTEX:
        return mutex_detail(ex, rec->arg);
    case DS_KIND_RWLOCK:
        return rec->arg == DS_RW_WRITERS_NONREC ? "writers come first" : "";
    case DS_KIND_BARRIER:
        return rec->count ? rp_arena_printf(ex->arena, "for %u", rec->count) : "";
    case DS_KIND_CHAN:
        return rec->arg ? rp_arena_printf(ex->arena, "capacity %u", rec->arg) : "unbuffered";
    default:
        return "";
    }
}

static const char *names(struct hn_ex *ex, const struct hn_object_state *o) {
    const char *list = "";
    for (size_t i = 0; i < o->party_count; i++) {
        const struct hn_party *p = &o->parties[i];
        const char *id = hn_ex_id(ex, p->task);
        if (p->times > 1)
            id = rp_arena_printf(ex->arena, "%s (%u times)", id, p->times);
        list = joined(ex, list, id);
    }
    return list;
}

static const char *held(struct hn_ex *ex, const struct hn_object_state *o) {
    const char *id = hn_ex_id(ex, o->owner);
    if (o->again == 0)
        return rp_arena_printf(ex->arena, "held by %s", id);
    if (o->again == 1)
        return rp_arena_printf(ex->arena, "held by %s, twice", id);
    return rp_arena_printf(ex->arena, "held by %s, %u times", id, o->again + 1);
}

static const char *lock_words(struct hn_ex *ex, const struct hn_object_state *o) {
    if (o->owner != DS_NO_TASK)
        return held(ex, o);
    if (o->party_count > 0)
        return rp_arena_printf(ex->arena, "read by %s", names(ex, o));
    return o->robust == DS_ROBUST_DIED   ? "free, its owner has died"
           : o->robust == DS_ROBUST_LOST ? "not recoverable"
                                         : "free";
}

/* ", T1 and T2 wait to send", or "". */
static const char *queue_words(struct hn_ex *ex, const struct hn_object_state *o, bool sends) {
    const char *list = "";
    size_t n = 0;
    for (size_t i = 0; i < o->party_count; i++)
        if (o->parties[i].sends == sends) {
            list = joined(ex, list, hn_ex_id(ex, o->parties[i].task));
            n++;
        }
    return n ? rp_arena_printf(ex->arena, ", %s wait%s to %s", list, n == 1 ? "s" : "",
                               sends ? "send" : "receive")
             : "";
}

static const char *channel_words(struct hn_ex *ex, const struct hn_object_state *o,
                                 const struct ds_obj_rec *rec) {
    const char *text =
        o->count == 0 ? "empty"
                      : rp_arena_printf(ex->arena, "%lld of %u", (long long)o->count, rec->arg);
    if (rec->arg == 0)
        text = o->closed ? "closed" : "open";
    else if (o->closed)
        text = rp_arena_printf(ex->arena, "closed, %s", text);
    return rp_arena_printf(ex->arena, "%s%s%s", text, queue_words(ex, o, true),
                           queue_words(ex, o, false));
}

static const char *waiter_words(struct hn_ex *ex, const struct hn_object_state *o) {
    if (o->party_count == 0)
        return "nobody waits";
    return rp_arena_printf(ex->arena, "%zu waiter%s: %s", o->party_count,
                           o->party_count == 1 ? "" : "s", names(ex, o));
}

/* "" if it is not known. */
static const char *state_words(struct hn_ex_objects *t, uint32_t obj) {
    struct hn_ex *ex = t->ex;
    const struct ds_obj_rec *rec = &ex->run->objs[obj];
    const struct hn_object_state *o = hn_states_of(t->states, obj);
    if (!o)
        return "";
    if (o->gone)
        return "gone";
    switch (rec->kind) {
    case DS_KIND_MUTEX:
    case DS_KIND_SPIN:
    case DS_KIND_RWLOCK:
        return lock_words(ex, o);
    case DS_KIND_COND:
    case DS_KIND_FUTEX:
        return waiter_words(ex, o);
    case DS_KIND_BARRIER:
        return rp_arena_printf(ex->arena, "%lld of %u came", (long long)o->count, o->size);
    case DS_KIND_SEM:
        return rp_arena_printf(ex->arena, "value %lld", (long long)o->count);
    case DS_KIND_ONCE:
        return o->owner != DS_NO_TASK
                   ? rp_arena_printf(ex->arena, "run by %s", hn_ex_id(ex, o->owner))
               : o->count ? "done"
                          : "not begun";
    case DS_KIND_CHAN:
        return channel_words(ex, o, rec);
    case DS_KIND_WG:
        return rp_arena_printf(ex->arena, "counter %lld", (long long)o->count);
    case DS_KIND_CTX:
        return o->count ? "cancelled" : "live";
    default:
        return "";
    }
}

struct hn_ex_objects *hn_ex_objects_new(struct hn_ex *ex) {
    const struct hn_run *run = ex->run;
    size_t handles = (size_t)(run->objs ? run->totals.objects : 0) + 1;
    struct hn_ex_objects *t = rp_arena_alloc(ex->arena, sizeof *t);
    t->ex = ex;
    t->states = hn_states_new(run, ex->arena);
    t->places = rp_arena_array(ex->arena, handles, sizeof *t->places);
    t->words = rp_arena_array(ex->arena, handles, sizeof *t->words);
    t->objects = rp_arena_array(ex->arena, handles, sizeof *t->objects);
    t->waiting = rp_arena_array(ex->arena, handles, sizeof *t->waiting);
    t->is_waiting = rp_arena_array(ex->arena, handles, sizeof *t->is_waiting);
    for (size_t i = 0; i < handles; i++)
        t->places[i] = SIZE_MAX;
    return t;
}

static bool makes(unsigned op) {
    switch (op) {
    case DS_OP_MUTEX_INIT:
    case DS_OP_COND_INIT:
    case DS_OP_RW_INIT:
    case DS_OP_SPIN_INIT:
    case DS_OP_BARRIER_INIT:
    case DS_OP_SEM_INIT:
    case DS_OP_CHAN_MAKE:
        return true;
    default:
        return false;
    }
}

/* OBJ is about to be touched by EV. */
static void meet(struct hn_ex_objects *t, const struct ds_event *ev, uint32_t obj) {
    const struct ds_obj_rec *rec = hn_obj_at(t->ex->run, obj);
    if (!rec || t->places[obj] != SIZE_MAX || !kind_of(rec)[0])
        return;
    struct rp_object *o = &t->objects[t->count];
    t->places[obj] = t->count++;
    o->name = hn_ex_object(t->ex, obj);
    o->kind = kind_of(rec);
    o->detail = detail_of(t->ex, rec);
    o->at_first = makes(ev->op) ? "" : state_words(t, obj);
    o->made = (struct rp_stack){0};
    if (t->ex->run->places)
        o->made = hn_ex_stack(t->ex, t->ex->run->places[obj].made_stack);
    t->words[obj] = o->at_first;
}

static bool about_object(const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_CREATE:
    case DS_OP_CREATED:
    case DS_OP_JOIN:
    case DS_OP_TRYJOIN:
    case DS_OP_DETACH:
    case DS_OP_EXIT:
        return false;
    default:
        return true;
    }
}

void hn_ex_object_step(struct hn_ex_objects *t, const struct ds_event *ev) {
    if (about_object(ev)) {
        meet(t, ev, ev->obj);
        meet(t, ev, ev->obj2);
    }
    const uint32_t *touched;
    size_t n = hn_states_step(t->states, ev, &touched);
    for (size_t i = 0; i < n; i++) {
        if (t->is_waiting[touched[i]] || t->places[touched[i]] == SIZE_MAX)
            continue;
        t->is_waiting[touched[i]] = true;
        t->waiting[t->waiting_count++] = touched[i];
    }
}

static enum rp_act io_act(const struct ds_event *ev) {
    if (ev->arg & DS_ACT_SEND)
        return RP_ACT_SEND;
    return ev->arg & DS_ACT_RECEIVE ? RP_ACT_RECEIVE : RP_ACT_NONE;
}

/* Of an event that came to what it was for. */
static const uint8_t acts[DS_OP_COUNT] = {
    [DS_OP_MUTEX_LOCK] = RP_ACT_TAKE,       [DS_OP_MUTEX_TRYLOCK] = RP_ACT_TAKE,
    [DS_OP_RW_WRLOCK] = RP_ACT_TAKE,        [DS_OP_RW_TRYWRLOCK] = RP_ACT_TAKE,
    [DS_OP_SPIN_LOCK] = RP_ACT_TAKE,        [DS_OP_SPIN_TRYLOCK] = RP_ACT_TAKE,
    [DS_OP_FUTEX_TRYLOCK_PI] = RP_ACT_TAKE, [DS_OP_FUTEX_PI_SLEEP] = RP_ACT_TAKE,
    [DS_OP_RW_RDLOCK] = RP_ACT_SHARE,       [DS_OP_RW_TRYRDLOCK] = RP_ACT_SHARE,
    [DS_OP_MUTEX_UNLOCK] = RP_ACT_GIVE,     [DS_OP_RW_UNLOCK] = RP_ACT_GIVE,
    [DS_OP_SPIN_UNLOCK] = RP_ACT_GIVE,      [DS_OP_FUTEX_UNLOCK_PI] = RP_ACT_GIVE,
    [DS_OP_SIGNAL_SEND] = RP_ACT_SEND,      [DS_OP_SIGNAL_TAKE] = RP_ACT_RECEIVE,
    [DS_OP_SIGNAL_WAIT] = RP_ACT_RECEIVE,   [DS_OP_COND_WAKE] = RP_ACT_WAIT,
    [DS_OP_BARRIER_WAIT] = RP_ACT_SIGNAL,   [DS_OP_BARRIER_LEAVE] = RP_ACT_WAIT,
    [DS_OP_SEM_WAIT] = RP_ACT_WAIT,         [DS_OP_SEM_TRYWAIT] = RP_ACT_WAIT,
    [DS_OP_ONCE_BEGIN] = RP_ACT_WAIT,       [DS_OP_HB_AFTER] = RP_ACT_WAIT,
    [DS_OP_EVENT_WAIT] = RP_ACT_WAIT,       [DS_OP_FUTEX_SLEEP] = RP_ACT_WAIT,
    [DS_OP_WG_WAIT] = RP_ACT_WAIT,          [DS_OP_COND_SIGNAL] = RP_ACT_SIGNAL,
    [DS_OP_COND_BROADCAST] = RP_ACT_SIGNAL, [DS_OP_SEM_POST] = RP_ACT_SIGNAL,
    [DS_OP_ONCE_END] = RP_ACT_SIGNAL,       [DS_OP_ONCE_ABORT] = RP_ACT_SIGNAL,
    [DS_OP_HB_BEFORE] = RP_ACT_SIGNAL,      [DS_OP_FUTEX_WAKE] = RP_ACT_SIGNAL,
    [DS_OP_FUTEX_REQUEUE] = RP_ACT_SIGNAL,  [DS_OP_FUTEX_WAKE_OP] = RP_ACT_SIGNAL,
    [DS_OP_WG_DONE] = RP_ACT_SIGNAL,        [DS_OP_CTX_CANCEL] = RP_ACT_SIGNAL,
    [DS_OP_MUTEX_DESTROY] = RP_ACT_DESTROY, [DS_OP_COND_DESTROY] = RP_ACT_DESTROY,
    [DS_OP_RW_DESTROY] = RP_ACT_DESTROY,    [DS_OP_SPIN_DESTROY] = RP_ACT_DESTROY,
    [DS_OP_SEM_DESTROY] = RP_ACT_DESTROY,   [DS_OP_BARRIER_DESTROY] = RP_ACT_DESTROY};

static enum rp_act act_of(const struct hn_run *run, const struct ds_event *ev) {
    switch (hn_chan_step(run, ev)) {
    case HN_STEP_SEND:
        return RP_ACT_SEND;
    case HN_STEP_RECV:
    case HN_STEP_RECV_CLOSED:
        return RP_ACT_RECEIVE;
    case HN_STEP_CLOSE:
        return RP_ACT_CLOSE;
    default:
        break;
    }
    bool came = ev->result == DS_OK || ev->result == DS_SERIAL || ev->result == DS_OWNERDEAD;
    if (!came || ev->op >= DS_OP_COUNT)
        return RP_ACT_NONE;
    if (ev->op == DS_OP_EVENT_ACT)
        return io_act(ev);
    return makes(ev->op) ? RP_ACT_MAKE : (enum rp_act)acts[ev->op];
}

void hn_ex_object_event(struct hn_ex_objects *t, const struct ds_event *ev, struct rp_event *out) {
    out->object_id = SIZE_MAX;
    if (about_object(ev) && hn_obj_at(t->ex->run, ev->obj) && t->places[ev->obj] != SIZE_MAX) {
        out->object_id = t->places[ev->obj];
        out->act = act_of(t->ex->run, ev);
    }
    struct rp_change *changes = rp_arena_array(t->ex->arena, t->waiting_count, sizeof *changes);
    for (size_t i = 0; i < t->waiting_count; i++) {
        uint32_t obj = t->waiting[i];
        const char *now = state_words(t, obj);
        t->is_waiting[obj] = false;
        if (strcmp(now, t->words[obj]) == 0)
            continue;
        t->words[obj] = now;
        changes[out->change_count++] = (struct rp_change){t->places[obj], now};
    }
    t->waiting_count = 0;
    out->changes = changes;
}

void hn_ex_objects_end(struct hn_ex_objects *t, struct rp_finding *out) {
    out->objects = t->objects;
    out->object_count = t->count;
}
