/* views.c: read-only views of a run, and the names of things. */
#include "internal.h"
#include "strategy.h"

int64_t ds_now(const struct ds_engine *e) {
    return e->tot.now;
}

int64_t ds_clock_read(struct ds_engine *e) {
    /* A tenth of a point: two reads in a row differ, and a loop that polls a clock ends. */
    e->tot.now += 100;
    return e->tot.now;
}

uint64_t ds_program_random(struct ds_engine *e) {
    return ds_rand(&e->program_rng);
}

uint32_t ds_exiting(const struct ds_engine *e) {
    return e->exiting;
}

const struct ds_totals *ds_totals(const struct ds_engine *e) {
    return &e->tot;
}
const struct ds_config *ds_config(const struct ds_engine *e) {
    return &e->cfg;
}

const struct ds_task_rec *ds_task_at(const struct ds_engine *e, uint32_t task) {
    return task < e->tot.tasks ? ds_task(e, task) : NULL;
}

const struct ds_obj_rec *ds_obj_at(const struct ds_engine *e, uint32_t obj) {
    return obj != DS_NO_OBJ && obj <= e->tot.objects ? ds_obj(e, obj) : NULL;
}

const struct ds_event *ds_event_at(const struct ds_engine *e, uint64_t seq) {
    uint64_t last = e->tot.points, slots = e->cfg.event_slots;
    if (seq == 0 || seq > last || last - seq >= slots)
        return NULL;
    return (const struct ds_event *)ds_at(e, e->events_off) + ((seq - 1) & (slots - 1));
}

void ds_sources(const struct ds_engine *e, void (*mark)(uint64_t seq)) {
    const struct ds_post_rec *post = ds_at(e, e->posts_off);
    for (uint32_t t = 0; t < e->tot.tasks; t++) {
        const struct ds_task_rec *rec = ds_task(e, t);
        mark(rec->woken_from);
        mark(ds_taskx(e, t)->wg_from);
        if (rec->state == DS_TASK_READY)
            mark(rec->create_seq);
        else if (rec->state == DS_TASK_EXITED)
            mark(rec->exit_seq);
    }
    for (uint32_t o = 1; o <= e->tot.objects; o++) {
        mark(ds_obj(e, o)->release_seq);
        mark(ds_objx(e, o)->wrote);
        mark(ds_objx(e, o)->posts.newest);
        mark(ds_objx(e, o)->room.newest);
    }
    for (uint32_t p = 0; p < e->posts; p++)
        mark(post[p].seq);
    for (uint32_t o = 0; o < e->chan_ops; o++) {
        mark(ds_chan_op(e, o)->seq);
        mark(ds_chan_op(e, o)->from);
    }
}

const uint8_t *ds_choice_bytes(const struct ds_engine *e, uint32_t *len) {
    *len = e->kept;
    return ds_at(e, e->choices_off);
}

static const char *const op_text[] = {
#define DS_OP(id, text, family, flags) text,
#include "op.def"
#undef DS_OP
};
static const uint8_t op_flags[] = {
#define DS_OP(id, text, family, flags) flags,
#include "op.def"
#undef DS_OP
};
static const char *const misuse_text[] = {
#define DS_MISUSE(id, subkind, words) subkind,
#include "misuse.def"
#undef DS_MISUSE
};
static const char *const misuse_words[] = {
#define DS_MISUSE(id, subkind, words) words,
#include "misuse.def"
#undef DS_MISUSE
};

const char *ds_op_text(unsigned op) {
    return op < DS_OP_COUNT ? op_text[op] : "?";
}
unsigned ds_op_flags(unsigned op) {
    return op < DS_OP_COUNT ? op_flags[op] : 0;
}
bool ds_op_got_nothing(unsigned op, int32_t result, unsigned flags) {
    if (op == DS_OP_YIELD || op == DS_OP_PREEMPT || op == DS_OP_CLOCK)
        return true;
    return (ds_op_flags(op) & DS_F_P) != 0 &&
           (result == DS_BUSY || result == DS_AGAIN || (flags & DS_EV_VOID) != 0);
}
const char *ds_misuse_text(unsigned misuse) {
    return misuse < DS_MISUSE_COUNT ? misuse_text[misuse] : "?";
}
const char *ds_misuse_words(unsigned misuse) {
    return misuse < DS_MISUSE_COUNT ? misuse_words[misuse] : "?";
}

const char *ds_strategy_name(unsigned id) {
    static const struct ds_strategy *const all[] = {
        [DS_STRAT_ORDER] = &ds_strategy_order,   [DS_STRAT_RANDOM] = &ds_strategy_random,
        [DS_STRAT_PCT] = &ds_strategy_pct,       [DS_STRAT_POS] = &ds_strategy_pos,
        [DS_STRAT_REPLAY] = &ds_strategy_replay, [DS_STRAT_STEER] = &ds_strategy_steer,
        [DS_STRAT_DEPART] = &ds_strategy_depart,
    };
    return id < DS_STRAT_COUNT ? all[id]->name : "?";
}

uint64_t ds_key_mix(uint64_t a, uint64_t b) {
    uint64_t z = (a + 0x9e3779b97f4a7c15ull) ^ (b * 0xd6e8feb86659fd93ull + 0x632be59bd9b4e019ull);
    z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ull;
    z = (z ^ (z >> 29)) * 0x94d049bb133111ebull + b;
    z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ull;
    return z ^ (z >> 32);
}
