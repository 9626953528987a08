/* order.c: what the engine's events say of before and after.
 *
 * An event that releases has a snapshot, and an event that names another as its `from` comes after it. That
 * is exact wherever one event comes after one other. Objects at which several come together have clocks
 * of their own: a writer comes after all readers since the last writer, and readers after that writer alone;
 * whoever leaves a barrier comes after all who arrived in its round; a wait group's Wait after all Adds and
 * Dones; who reads from a pipe, or takes a signal, after all who wrote or sent before, since nobody knows
 * whose bytes they are; a happens-after annotation after all happens-befores. A channel's events release
 * before they acquire, since a receive comes after the send of its value, not after what that send
 * waited for. Accesses to memory are the business of word.c.
 */
#include "limits.h"
#include "snapshot.h"

struct object {
    struct race_clock all;   /* what came together */
    struct race_clock write; /* rwlock: the last writer's release */
    uint64_t last;           /* mutex: the event that released it last */
    uint32_t writer;         /* rwlock: who holds it for writing + 1 */
    uint32_t is_rwlock;
};

static const uint8_t op_flags[] = {
#define DS_OP(id, text, family, flags) flags,
#include "../engine/op.def"
#undef DS_OP
};

static struct object *objects;

bool race_order_begin(void) {
    objects = race_host->pages(RACE_MAX_OBJECTS * sizeof *objects);
    return objects != NULL && race_snapshot_begin();
}

static struct object *object(uint32_t obj) {
    if (obj < RACE_MAX_OBJECTS)
        return &objects[obj];
    race_stop("more synchronisation objects than are kept");
    return objects; /* no object has the number 0 */
}

static void release(struct race_task *t, struct race_clock *to) {
    struct race_clock c = race_clock_now(t);
    race_clock_add(to, &c);
    race_clock_drop(&c);
}

/* Nobody knows what T comes after: all there was. */
static void learn_everything(struct race_task *t) {
    for (uint32_t i = 0; i < race_task_count(); i++) {
        struct race_task *u = race_task_at(i);
        if (u == NULL || u == t || !u->begun)
            continue;
        race_tick(u, true);
        struct race_clock c = race_clock_now(u);
        race_clock_learn(t, &c);
        race_clock_drop(&c);
    }
}

static void learn(struct race_task *t, uint64_t from) {
    if (from != 0)
        race_snapshot_learn(t, from);
}

static void read_locked(struct race_task *t, const struct ds_event *v) {
    struct object *o = object(v->obj);
    o->is_rwlock = 1;
    if (v->result == DS_OK)
        race_clock_learn(t, &o->write);
}

static void write_locked(struct race_task *t, const struct ds_event *v) {
    struct object *o = object(v->obj);
    o->is_rwlock = 1;
    if (v->result != DS_OK)
        return;
    o->writer = t->id + 1;
    race_clock_learn(t, &o->write);
    race_clock_learn(t, &o->all);
    race_clock_drop(&o->all);
}

static void rw_unlocked(struct race_task *t, struct object *o, bool go, bool reader) {
    bool writes = go ? !reader : o->writer == t->id + 1;
    if (!writes) {
        release(t, &o->all);
        return;
    }
    o->writer = 0;
    race_clock_drop(&o->write);
    o->write = race_clock_now(t);
}

static void unlocked(struct race_task *t, const struct ds_event *v, uint32_t lock) {
    struct object *o = object(lock);
    if (o->is_rwlock) {
        rw_unlocked(t, o, true, (v->arg & DS_RW_READER) != 0);
        return;
    }
    o->last = v->seq;
    race_snapshot_put(t, v);
}

/* A wait that has its mutex again; Go's is locked by the waiter itself. */
static void cond_woken(struct race_task *t, const struct ds_event *v) {
    learn(t, v->from);
    if ((v->arg & DS_COND_GO) != 0)
        return;
    if (v->result == DS_OWNERDEAD)
        learn_everything(t);
    else if (v->result == DS_OK || v->result == DS_TIMEDOUT)
        learn(t, object(v->obj2)->last);
}

static void arrived(struct race_task *t, const struct ds_event *v) {
    struct object *o = object(v->obj);
    if (v->result != DS_OK && v->result != DS_SERIAL)
        return;
    release(t, &o->all);
    if (v->result != DS_SERIAL)
        return;
    race_clock_learn(t, &o->all);
    race_clock_drop(&o->all);
    race_snapshot_put(t, v); /* what those who leave name */
}

static void acted(struct race_task *t, const struct ds_event *v, bool sends, bool receives) {
    if (v->obj == DS_NO_OBJ || v->result != DS_OK)
        return;
    struct object *o = object(v->obj);
    if (receives)
        race_clock_learn(t, &o->all);
    if (sends)
        release(t, &o->all);
}

/* The first event of a task: after the one that made it. */
static void begins(struct race_task *t, const struct ds_event *v) {
    t->begun = 1;
    if (v->op == DS_OP_START && v->from != 0)
        race_snapshot_learn(t, v->from);
    else
        learn_everything(t);
}

/* T runs none of the program's code any more. */
static void ends(struct race_task *t) {
    struct race_clock known = {.known = t->known};
    t->quiet = t->ended = RACE_QUIET_READS | RACE_QUIET_WRITES;
    t->known = NULL;
    race_clock_drop(&known);
    race_clock_drop(&t->fence);
    race_clock_drop(&t->pending);
    race_stack_clear(t);
}

/* Objects with clocks of their own. False if V is about another. */
static bool at_object(struct race_task *t, const struct ds_event *v) {
    switch (v->op) {
    case DS_OP_RW_RDLOCK:
    case DS_OP_RW_TRYRDLOCK:
        read_locked(t, v);
        return true;
    case DS_OP_RW_WRLOCK:
    case DS_OP_RW_TRYWRLOCK:
        write_locked(t, v);
        return true;
    case DS_OP_RW_UNLOCK:
        if (v->result == DS_OK)
            rw_unlocked(t, object(v->obj), (v->arg & DS_RW_GO) != 0, (v->arg & DS_RW_READER) != 0);
        return true;
    case DS_OP_BARRIER_INIT:
    case DS_OP_RW_INIT:
        race_clock_drop(&object(v->obj)->all);
        race_clock_drop(&object(v->obj)->write);
        object(v->obj)->writer = 0;
        return true;
    case DS_OP_BARRIER_WAIT:
        arrived(t, v);
        return true;
    case DS_OP_HB_BEFORE:
    case DS_OP_SIGNAL_SEND:
        acted(t, v, true, false);
        return true;
    case DS_OP_HB_AFTER:
    case DS_OP_EVENT_WAIT:
    case DS_OP_SIGNAL_WAIT:
    case DS_OP_SIGNAL_TAKE:
    case DS_OP_WG_WAIT:
        acted(t, v, false, true);
        return true;
    case DS_OP_EVENT_ACT:
        acted(t, v, (v->arg & DS_ACT_SEND) != 0, (v->arg & DS_ACT_RECEIVE) != 0);
        return true;
    case DS_OP_WG_ADD:
    case DS_OP_WG_DONE:
        release(t, &object(v->obj)->all);
        return true;
    default:
        return false;
    }
}

void race_order_event(const struct ds_event *v) {
    struct race_task *t = race_task_at(v->task);
    if (t == NULL)
        return;
    race_tick(t, false);
    t->seq = v->seq;
    if (!t->begun)
        begins(t, v);
    if (at_object(t, v))
        return;
    switch (v->op) {
    case DS_OP_MEM_LOAD:
    case DS_OP_MEM_STORE:
    case DS_OP_MEM_UPDATE:
    case DS_OP_MEM_FENCE:
    case DS_OP_MEM_READ:
    case DS_OP_MEM_WRITE:
    case DS_OP_START:
        break;
    case DS_OP_MUTEX_UNLOCK:
        if (v->result == DS_OK || v->result == DS_LOST)
            unlocked(t, v, v->obj);
        break;
    case DS_OP_COND_WAIT:
        if (v->result == DS_OK)
            unlocked(t, v, v->obj2);
        break;
    case DS_OP_COND_WAKE:
        cond_woken(t, v);
        break;
    case DS_OP_CHAN_SEND:
    case DS_OP_CHAN_RECV:
    case DS_OP_CHAN_SELECT:
    case DS_OP_CHAN_POLL:
        race_snapshot_put(t, v);
        learn(t, v->from);
        break;
    default:
        learn(t, v->from);
        if ((op_flags[v->op] & DS_F_R) != 0)
            race_snapshot_put(t, v);
        if (v->op == DS_OP_EXIT && v->result != DS_LAST)
            ends(t);
        break;
    }
}
