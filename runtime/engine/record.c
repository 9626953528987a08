/* record.c: writes down what happened: the ring of events, the two hashes, the choice stream. */
#include "internal.h"

uint64_t ds_seq_next(const struct ds_engine *e) {
    return e->tot.points + 1;
}

static uint64_t fold(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0xff51afd7ed558ccdull;
    return hash ^ (hash >> 32);
}

static bool names_task(unsigned op) {
    return op == DS_OP_CREATE || op == DS_OP_CREATED || op == DS_OP_JOIN || op == DS_OP_TRYJOIN ||
           op == DS_OP_DETACH;
}

static uint64_t key_of(const struct ds_engine *e, unsigned op, uint32_t handle) {
    if (names_task(op))
        return handle < e->tot.tasks ? ds_task(e, handle)->key : 0;
    return handle == DS_NO_OBJ || handle > e->tot.objects ? 0 : ds_obj(e, handle)->key;
}

/* What the operation told its task is in the event's arg. */
static bool shows_arg(unsigned op) {
    return op == DS_OP_SEM_GETVALUE || op == DS_OP_CHAN_SELECT || op == DS_OP_CHAN_SELECTED ||
           op == DS_OP_CHAN_POLL || op == DS_OP_CHAN_LEN;
}

static void hash_event(struct ds_engine *e, const struct ds_event *v) {
    uint64_t task = ds_task(e, v->task)->key, h = fold(e->tot.trace_hash, task);
    uint64_t seen = (uint64_t)v->op | (uint64_t)(v->flags & (DS_EV_EARLY | DS_EV_SPURIOUS)) << 16 |
                    (uint64_t)(uint32_t)v->result << 32;
    h = fold(h, seen);
    h = fold(h, key_of(e, v->op, v->obj));
    if (v->obj2 != DS_NO_OBJ)
        h = fold(h, ~key_of(e, DS_OP_NONE, v->obj2));
    if (shows_arg(v->op))
        h = fold(h, v->arg);
    e->tot.trace_hash = fold(h, (uint64_t)v->time);
    e->tot.schedule_hash = fold(fold(e->tot.schedule_hash, task), v->op);
}

void ds_record(struct ds_engine *e, uint32_t t, const struct ds_request *w,
               const struct ds_step *s) {
    uint64_t seq = ++e->tot.points, slots = e->cfg.event_slots;
    struct ds_event *v = (struct ds_event *)ds_at(e, e->events_off) + ((seq - 1) & (slots - 1));
    uint32_t n = e->enabled;
    if (seq > slots)
        e->tot.limits |= DS_LIMIT_EVENTS;
    *v = (struct ds_event){
        .seq = seq,
        .time = e->tot.now,
        .site = w->site,
        .from = s->from,
        .task = t,
        .obj = s->obj,
        .obj2 = s->obj2,
        .result = s->result,
        .stack = w->stack,
        .op = w->op,
        .misuse = s->misuse,
        .flags = s->flags,
        .enabled = n > UINT16_MAX ? UINT16_MAX : (uint16_t)n,
        .arg = s->arg,
    };
    e->tot.early += (v->flags & DS_EV_EARLY) != 0;
    hash_event(e, v);
    e->tot.now += e->cfg.tick_ns;
}

void ds_amend(struct ds_engine *e, int32_t result, uint16_t flags) {
    struct ds_event *v = (struct ds_event *)(uintptr_t)ds_event_at(e, e->tot.points);
    if (v == NULL)
        return;
    v->result = result;
    v->flags |= flags;
    e->tot.trace_hash = fold(e->tot.trace_hash, (uint64_t)(uint32_t)result << 16 | flags);
}

static void put_varint(struct ds_engine *e, uint64_t value) {
    uint8_t bytes[10];
    uint32_t n = 0;
    do {
        bytes[n++] = (uint8_t)((value & 127) | (value > 127 ? 128 : 0));
        value >>= 7;
    } while (value != 0);
    /* Never half a number, and nothing after the first one that did not fit. */
    if (e->tot.choices == e->kept && n <= e->cfg.max_choices - e->kept) {
        for (uint32_t i = 0; i < n; i++)
            ((uint8_t *)ds_at(e, e->choices_off))[e->kept + i] = bytes[i];
        e->kept += n;
    } else {
        e->tot.limits |= DS_LIMIT_CHOICES;
    }
    e->tot.choices += n;
}

void ds_record_choice(struct ds_engine *e, enum ds_choice kind, uint32_t index) {
    bool question = kind == DS_CHOICE_JUMP || kind == DS_CHOICE_SPURIOUS;
    if (question && index == 0) {
        e->skipped++;
        return;
    }
    put_varint(e, (uint64_t)index * 2 + question);
    if (question)
        put_varint(e, e->skipped);
    e->skipped = 0;
}
