/* layout.c: where everything lies in the caller's memory: sizes, start of a run, validation. */
#include "internal.h"
#include "strategy.h"

#define DS_MAX_COUNT (1u << 22)

void ds_config_default(struct ds_config *cfg) {
    *cfg = (struct ds_config){
        .strategy = DS_STRAT_RANDOM,
        .max_tasks = 65536,
        .max_objects = 1u << 20,
        .max_choices = 1u << 20,
        .event_slots = 1u << 16,
        .params = {.depth = 3},
        .max_steps = 1000000,
        .max_fair_steps = 1000000,
        .drain_steps = 20000,
        .drain_ns = 10000000000,
        .patience_ns = 1000000000,
        .sleep_patience_ns = 10000000000,
        .start_ns = 1000000000000,
        .tick_ns = 1000,
    };
}

static bool sane(const struct ds_config *c) {
    return c->strategy < DS_STRAT_COUNT && c->max_tasks >= 1 && c->max_tasks <= DS_MAX_COUNT &&
           c->max_objects <= DS_MAX_COUNT && c->event_slots >= 1 && c->event_slots <= 1u << 26 &&
           (c->event_slots & (c->event_slots - 1)) == 0 && c->max_choices <= 1u << 30 &&
           c->replay_len <= 1u << 30 && c->departures <= 1u << 20 && c->tick_ns >= 0 &&
           c->tick_ns <= 1000000000 && c->start_ns >= 0 && c->start_ns <= INT64_MAX / 4 &&
           c->drain_ns >= 0 && c->drain_ns <= INT64_MAX / 4 && c->patience_ns >= 0 &&
           c->sleep_patience_ns >= 0;
}

static uint64_t place(uint64_t *end, uint64_t bytes) {
    uint64_t at = *end;
    *end = (at + bytes + 15) & ~15ull;
    return at;
}

uint64_t ds_layout(struct ds_engine *e) {
    const struct ds_config *c = &e->cfg;
    uint64_t tasks = c->max_tasks, objs = (uint64_t)c->max_objects + 1, end = 0;
    if (!sane(c))
        return 0;
    e->max_holds = c->max_objects + 8 * c->max_tasks;
    e->max_posts = 4 * c->max_objects + 64;
    e->max_cases = 4 * c->max_tasks + 1024;
    e->max_chan_ops = 2 * c->max_tasks;
    e->max_alarms = c->max_objects + 64;
    place(&end, sizeof *e);
    e->tasks_off = place(&end, tasks * sizeof(struct ds_task_rec));
    e->taskx_off = place(&end, tasks * sizeof(struct ds_taskx));
    e->live_off = place(&end, tasks * sizeof(uint32_t));
    e->enabled_off = place(&end, tasks * sizeof(uint32_t));
    /* also the list of a choice's alternatives, which has one entry more */
    e->path_off = place(&end, (tasks + 1) * 2 * sizeof(uint32_t));
    e->objs_off = place(&end, objs * sizeof(struct ds_obj_rec));
    e->objx_off = place(&end, objs * sizeof(struct ds_objx));
    e->holds_off = place(&end, (uint64_t)e->max_holds * sizeof(struct ds_hold));
    e->posts_off = place(&end, (uint64_t)e->max_posts * sizeof(struct ds_post_rec));
    e->cases_off = place(&end, (uint64_t)e->max_cases * sizeof(struct ds_case_rec));
    e->chan_ops_off = place(&end, (uint64_t)e->max_chan_ops * sizeof(struct ds_chan_op));
    e->alarms_off = place(&end, (uint64_t)e->max_alarms * sizeof(struct ds_alarm_rec));
    e->events_off = place(&end, (uint64_t)c->event_slots * sizeof(struct ds_event));
    e->choices_off = place(&end, c->max_choices);
    e->replay_off = place(&end, c->replay_len);
    e->departures_off = place(&end, c->departures * sizeof(struct ds_departure));
    return end;
}

size_t ds_engine_size(const struct ds_config *cfg) {
    struct ds_engine e;
    e.cfg = *cfg;
    return (size_t)ds_layout(&e);
}

struct ds_engine *ds_engine_init(void *mem, size_t size, const struct ds_config *cfg) {
    struct ds_engine *e = mem;
    struct ds_config copy = *cfg; /* the template may lie in MEM */
    if (size < sizeof *e || ((uintptr_t)mem & 15) != 0)
        return NULL;
    *e = (struct ds_engine){0};
    e->cfg = copy;
    e->size = ds_layout(e);
    if (e->size == 0 || e->size > size)
        return NULL;
    e->magic = DS_ENGINE_MAGIC;
    e->version = DS_ENGINE_VERSION;
    e->holds_free = e->posts_free = e->cases_free = e->chan_ops_free = e->alarms_free = DS_NONE;
    e->exiting = DS_NO_TASK;
    e->rng = ds_key_mix(copy.seed, 0x5eed0 + copy.strategy);
    e->program_rng = 0x70726f6772616d00ull;
    e->tot.now = copy.start_ns;
    /* the place of "no object": a request that names it must not read junk */
    *ds_obj(e, 0) = (struct ds_obj_rec){.owner = DS_NO_TASK};
    *ds_objx(e, 0) = ds_objx_none();
    if (ds_strategy_of(e)->begin)
        ds_strategy_of(e)->begin(e);
    ds_task_new(e, DS_NO_TASK, ds_key_mix(0x6d61696e, 0));
    ds_task(e, 0)->state = DS_TASK_RUNNING;
    return e;
}

uint8_t *ds_replay_bytes(struct ds_engine *e) {
    return ds_at(e, e->replay_off);
}

struct ds_departure *ds_departures(const struct ds_engine *e, uint32_t *made) {
    *made = e->departed;
    return ds_at(e, e->departures_off);
}

/* What ds_cases_of() goes by: no task claims more cases than there are, nor all of them together. */
static bool cases_valid(const struct ds_engine *e) {
    uint64_t cases = 0;
    for (uint32_t t = 0; t < e->tot.tasks; t++) {
        uint32_t o = ds_taskx(e, t)->chan;
        if (o != DS_NONE && o >= e->chan_ops)
            return false;
        cases += o == DS_NONE ? 0 : ds_chan_op(e, o)->count;
    }
    return cases <= e->cases;
}

static bool lists_valid(const struct ds_engine *e) {
    for (uint32_t i = 0; i < e->tot.tasks; i++) {
        const struct ds_task_rec *t = ds_task(e, i);
        if (t->state > DS_TASK_GONE || t->want.op >= DS_OP_COUNT ||
            t->want.misuse >= DS_MISUSE_COUNT ||
            (t->parent != DS_NO_TASK && t->parent >= e->tot.tasks) ||
            (t->joiner != DS_NO_TASK && t->joiner >= e->tot.tasks))
            return false;
    }
    for (uint32_t i = 1; i <= e->tot.objects; i++) {
        const struct ds_obj_rec *o = ds_obj(e, i);
        if (o->kind >= DS_KIND_COUNT || (o->owner != DS_NO_TASK && o->owner >= e->tot.tasks) ||
            o->mutex > e->tot.objects)
            return false;
    }
    return true;
}

bool ds_engine_valid(const void *mem, size_t size) {
    const struct ds_engine *e = mem;
    struct ds_engine want;
    if (size < sizeof *e || ((uintptr_t)mem & 15) != 0 || e->magic != DS_ENGINE_MAGIC ||
        e->version != DS_ENGINE_VERSION)
        return false;
    want.cfg = e->cfg;
    uint64_t bytes = ds_layout(&want);
    if (bytes == 0 || bytes > size || e->size != bytes)
        return false;
    if (e->tasks_off != want.tasks_off || e->taskx_off != want.taskx_off ||
        e->live_off != want.live_off || e->enabled_off != want.enabled_off ||
        e->path_off != want.path_off || e->objs_off != want.objs_off ||
        e->objx_off != want.objx_off || e->holds_off != want.holds_off ||
        e->posts_off != want.posts_off || e->cases_off != want.cases_off ||
        e->chan_ops_off != want.chan_ops_off || e->alarms_off != want.alarms_off ||
        e->max_cases != want.max_cases || e->max_chan_ops != want.max_chan_ops ||
        e->max_alarms != want.max_alarms || e->events_off != want.events_off ||
        e->choices_off != want.choices_off || e->replay_off != want.replay_off ||
        e->departures_off != want.departures_off)
        return false;
    if (e->tot.tasks == 0 || e->tot.tasks > e->cfg.max_tasks ||
        e->tot.objects > e->cfg.max_objects || e->live > e->tot.tasks ||
        e->enabled > e->tot.tasks || e->cases > e->max_cases || e->chan_ops > e->max_chan_ops ||
        e->alarms > e->max_alarms || e->kept > e->cfg.max_choices || e->tot.status >= DS_ST_COUNT)
        return false;
    return lists_valid(e) && cases_valid(e);
}
