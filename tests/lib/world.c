/* world.c: plays scripted worlds on the engine; see world.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/engine/internal.h"
#include "world.h"

enum { MAX_HANDLES = WORLD_TASKS * 4 };

struct ds_config world_config(enum ds_strategy_id strategy, uint64_t seed) {
    struct ds_config cfg;
    ds_config_default(&cfg);
    cfg.strategy = strategy;
    cfg.seed = seed;
    cfg.max_tasks = MAX_HANDLES;
    cfg.max_objects = WORLD_OBJECTS;
    cfg.max_choices = 1024;
    cfg.event_slots = 512;
    cfg.max_steps = 1000;
    cfg.max_fair_steps = 1000;
    cfg.drain_steps = 1000;
    return cfg;
}

static void start(struct world *w, const struct ds_config *cfg) {
    w->e = ds_engine_init(w->e, w->size, cfg);
    if (w->e == NULL)
        abort();
    for (int i = 0; i < w->script.objects; i++) {
        const struct world_object *o = &w->script.object[i];
        w->word[i] = o->initial;
        uint64_t key = ds_key_mix(o->kind, (uint64_t)i);
        w->object[i] = o->kind == DS_KIND_CHAN ? ds_chan(w->e, key, o->initial, 0, false)
                                               : ds_object(w->e, o->kind, key, o->initial);
        w->mutex_type[i] = o->arg;
    }
    for (int i = 0; i < WORLD_TASKS; i++)
        w->handle[i] = DS_NO_TASK;
    memset(w->pc, 0, sizeof w->pc);
    memset(w->sleeps, 0, sizeof w->sleeps);
    memset(w->buffer, 0, sizeof w->buffer);
    w->sent = 0;
    for (int i = 0; i < MAX_HANDLES; i++)
        w->created[i] = -1;
    w->handle[0] = 0;
    w->script_of[0] = 0;
    w->current = 0;
    w->over = false;
}

void world_restart(struct world *w, const struct ds_config *cfg) {
    size_t size = ds_engine_size(cfg);
    if (size > w->size) {
        free(w->e);
        w->size = (size + 63) & ~(size_t)63;
        w->e = aligned_alloc(64, w->size);
        memset(w->e, 0xa5, w->size);
    }
    start(w, cfg);
}

struct world *world_new(const char *text, const struct ds_config *cfg) {
    struct world *w = calloc(1, sizeof *w);
    world_parse(&w->script, text);
    world_restart(w, cfg);
    return w;
}

struct world *world_copy(const struct world *w) {
    struct world *copy = malloc(sizeof *copy);
    memcpy(copy, w, sizeof *copy);
    copy->e = aligned_alloc(64, w->size);
    memcpy(copy->e, w->e, w->size);
    return copy;
}

void world_free(struct world *w) {
    free(w->e);
    free(w);
}

static bool wanted(const struct world *w, const struct world_op *op) {
    bool good = w->good[w->current];
    return op->when == 0 || (op->when == '?') == good;
}

/* The next operation of the running task; NULL at the end of its list. */
static const struct world_op *fetch(struct world *w) {
    const struct world_task *t = &w->script.task[w->script_of[w->current]];
    while (w->pc[w->current] < t->count) {
        const struct world_op *op = &t->ops[w->pc[w->current]++];
        if (!wanted(w, op))
            continue;
        if (op->special == 'c' && w->word[op->obj] != op->number[0]) {
            fprintf(stderr, "world: %s is %#x, not %#x\n%s", w->script.object[op->obj].name,
                    w->word[op->obj], op->number[0], world_trace(w));
            abort();
        }
        if (op->special == 'c')
            continue;
        if (op->special == 's')
            w->word[op->obj] = op->number[0];
        else if (op->special == 'a')
            w->pc[w->current] = 0;
        else if (op->special != 0)
            ds_hold(w->e, w->current, op->special == 'h' ? 1 : -1);
        else
            return op;
    }
    return NULL;
}

static bool is_mutex(const struct world *w, int obj) {
    return obj >= 0 && w->script.object[obj].kind == DS_KIND_MUTEX;
}

static struct ds_request request_of(const struct world *w, const struct world_op *op) {
    struct ds_request r = {.op = (uint16_t)op->op, .arg = op->arg, .deadline = DS_NEVER};
    bool task = op->op == DS_OP_CREATE || op->op == DS_OP_JOIN || op->op == DS_OP_TRYJOIN ||
                op->op == DS_OP_DETACH;
    bool init = op->op == DS_OP_MUTEX_INIT || op->op == DS_OP_RW_INIT;
    if (op->timeout_ns >= 0)
        r.deadline = ds_now(w->e) + op->timeout_ns;
    if (op->bad_time) {
        r.bad_time = 1;
        r.deadline = 0;
    }
    if (task)
        r.obj = op->op == DS_OP_CREATE ? 0 : w->handle[op->obj];
    else if (op->obj >= 0)
        r.obj = w->object[op->obj];
    if (op->obj2 >= 0)
        r.obj2 = w->object[op->obj2];
    if (!task && !init && is_mutex(w, op->obj))
        r.arg = w->mutex_type[op->obj];
    else if (op->op == DS_OP_COND_WAIT)
        r.arg = op->arg | w->script.object[op->obj].arg |
                (is_mutex(w, op->obj2) ? w->mutex_type[op->obj2] : w->script.object[op->obj2].arg);
    else if (!init && op->obj >= 0 && !task && w->script.object[op->obj].kind == DS_KIND_RWLOCK)
        r.arg = op->arg | w->script.object[op->obj].arg;
    return r;
}

static bool is_futex(unsigned op) {
    return op >= DS_OP_FUTEX_WAIT && op <= DS_OP_FUTEX_REQUEUE_PI && op != DS_OP_FUTEX_SLEEP &&
           op != DS_OP_FUTEX_PI_SLEEP;
}

static const struct world_op *last_op(const struct world *w, uint32_t t) {
    return w->pc[t] > 0 ? &w->script.task[w->script_of[t]].ops[w->pc[t] - 1] : NULL;
}

/* The second half of a futex call of T, which was chosen for it. */
static void futex(struct world *w, uint32_t t) {
    const struct world_op *op = last_op(w, t);
    bool waits = op->op == DS_OP_FUTEX_WAIT, wakes = op->op == DS_OP_FUTEX_WAKE;
    bool named = op->op == DS_OP_FUTEX_WAIT_PI;
    struct ds_futex f = {.bits = wakes && op->numbers > 1 ? op->number[1] : UINT32_MAX,
                         .expect = op->number[waits || named ? 0 : 2],
                         .compare = op->numbers == 3,
                         .wake_op = op->number[2],
                         .most = {(int32_t)op->number[0], (int32_t)op->number[1]}};
    int words[2] = {op->obj, op->obj2};
    for (int i = 0; i < 2; i++)
        f.word[i] = words[i] >= 0 ? w->word[words[i]] : 0;
    w->last.result = ds_futex(w->e, t, &f);
    for (int i = 0; i < 2; i++)
        if (f.write[i])
            w->word[words[i]] = f.word[i];
    w->sleeps[t] = f.sleep;
}

static struct ds_request sleep_request(const struct world *w, uint32_t t) {
    const struct world_op *op = last_op(w, t);
    struct ds_request r = ds_task_at(w->e, t)->want;
    if (op->op == DS_OP_FUTEX_WAIT) {
        r.op = DS_OP_FUTEX_SLEEP;
        r.arg = op->numbers > 1 ? op->number[1] : UINT32_MAX;
    } else {
        r.op = DS_OP_FUTEX_PI_SLEEP;
        r.arg = 0;
    }
    return r;
}

static bool takes_cases(unsigned op) {
    return op == DS_OP_CHAN_SEND || op == DS_OP_CHAN_RECV || op == DS_OP_CHAN_SELECT ||
           op == DS_OP_CHAN_POLL;
}

/* What the running task announces next. */
static struct ds_request announce(struct world *w) {
    uint32_t t = w->current;
    struct ds_request r = {.deadline = DS_NEVER};
    if (w->created[t] >= 0) {
        r.op = DS_OP_CREATED;
        r.obj = (uint32_t)w->created[t];
        w->created[t] = -1;
        return r;
    }
    if (w->sleeps[t]) {
        w->sleeps[t] = false;
        return sleep_request(w, t);
    }
    const struct world_op *op = fetch(w);
    if (op != NULL && takes_cases(op->op))
        world_chan_give(w, t, op);
    if (op != NULL)
        return request_of(w, op);
    r.op = t == 0 ? DS_OP_PROC_EXIT : DS_OP_EXIT;
    return r;
}

/* What the script's bookkeeping learns from the result of R, which T had announced. */
static void learn(struct world *w, const struct ds_request *r, uint32_t t) {
    int result = w->last.result;
    bool once = r->op == DS_OP_ONCE_BEGIN;
    w->good[t] = once ? result == DS_SERIAL : result == DS_OK || result == DS_SERIAL;
    const struct world_task *list = &w->script.task[w->script_of[t]];
    const struct world_op *op = w->pc[t] > 0 ? &list->ops[w->pc[t] - 1] : NULL;
    if (r->op == DS_OP_CREATE && result == DS_OK) {
        uint32_t child = w->last.value;
        w->handle[op->obj] = child;
        w->script_of[child] = op->obj;
        w->pc[child] = 0;
        w->created[child] = -1;
        w->created[t] = (int)child;
    }
    if (r->op == DS_OP_MUTEX_INIT && result == DS_OK)
        w->mutex_type[op->obj] = r->arg;
    if (r->op == DS_OP_MUTEX_DESTROY && result == DS_OK)
        w->mutex_type[op->obj] = DS_MUTEX_DEAD;
}

bool world_step(struct world *w) {
    if (w->over)
        return false;
    struct ds_request r = announce(w);
    ds_post(w->e, w->current, &r);
    ds_next(w->e, &w->last);
    uint32_t t = w->last.task;
    if (w->last.status != DS_ST_RUN) {
        w->over = true;
        return false;
    }
    w->current = t;
    struct ds_request done = ds_task_at(w->e, t)->want;
    if (done.op == DS_OP_EXIT && w->last.result == DS_LAST) {
        r = (struct ds_request){.op = DS_OP_PROC_EXIT, .deadline = DS_NEVER};
        ds_post(w->e, t, &r);
        ds_next(w->e, &w->last);
        w->over = true;
        return false;
    }
    if (is_futex(done.op))
        futex(w, t);
    if (takes_cases(done.op) || (done.op >= DS_OP_CHAN_SENT && done.op <= DS_OP_CHAN_SELECTED))
        world_chan_move(w, t, last_op(w, t));
    if (done.op == DS_OP_FUTEX_PI_SLEEP && w->last.value != 0) {
        const struct world_op *op = last_op(w, t);
        w->word[op->obj2 >= 0 ? op->obj2 : op->obj] = (t + 1) | DS_FUTEX_WAITERS | DS_FUTEX_DIED;
    }
    learn(w, &done, t);
    return true;
}

enum ds_status world_run(struct world *w) {
    while (world_step(w))
        ;
    return (enum ds_status)w->last.status;
}

static size_t parse_choices(const char *text, uint8_t *bytes, size_t max) {
    size_t n = 0;
    char *end;
    for (;;) {
        while (*text == ' ')
            text++;
        if (*text == 0)
            return n;
        bool yes = *text == '+';
        unsigned long index = strtoul(text + yes, &end, 10), denied = 0;
        if (yes)
            denied = strtoul(end + 1, &end, 10);
        if (end == text || index > 60 || denied > 120 || n + 2 > max)
            abort();
        bytes[n++] = (uint8_t)(index * 2 + yes);
        if (yes)
            bytes[n++] = (uint8_t)denied;
        text = end;
    }
}

struct world *world_replay(const char *text, const char *choices) {
    uint8_t bytes[512];
    struct ds_config cfg = world_config(DS_STRAT_REPLAY, 0);
    cfg.spurious_max = 2;
    cfg.replay_len = (uint32_t)parse_choices(choices, bytes, sizeof bytes);
    struct world *w = world_new(text, &cfg);
    memcpy(ds_replay_bytes(w->e), bytes, cfg.replay_len);
    world_run(w);
    return w;
}

struct world *world_replay_of(const struct world *from) {
    uint32_t len;
    const uint8_t *bytes = ds_choice_bytes(from->e, &len);
    struct ds_config cfg = *ds_config(from->e);
    struct world *w = calloc(1, sizeof *w);
    cfg.strategy = DS_STRAT_REPLAY;
    cfg.replay_len = len;
    w->script = from->script;
    world_restart(w, &cfg);
    memcpy(ds_replay_bytes(w->e), bytes, len);
    return w;
}

struct world *world_noting_replay_of(const struct world *from, uint32_t room) {
    struct world *w = world_replay_of(from);
    struct ds_config cfg = *ds_config(w->e);
    uint32_t len;
    const uint8_t *bytes = ds_choice_bytes(from->e, &len);
    cfg.departures = room;
    world_restart(w, &cfg);
    memcpy(ds_replay_bytes(w->e), bytes, len);
    return w;
}

struct world *world_departing(const struct world *from, const struct ds_departure *list,
                              uint32_t n) {
    struct ds_config cfg = *ds_config(from->e);
    struct world *w = calloc(1, sizeof *w);
    uint32_t made;
    cfg.strategy = DS_STRAT_DEPART;
    cfg.replay_len = 0;
    cfg.departures = n;
    w->script = from->script;
    world_restart(w, &cfg);
    if (n > 0)
        memcpy(ds_departures(w->e, &made), list, n * sizeof *list);
    return w;
}

/* Explores from W on. The stream is grown by one choice when the step runs out of it, and its last
 * choice is counted up until it is out of range. */
static long explore(struct world *w, long limit, void (*done)(struct world *, void *), void *arg) {
    uint8_t stream[64];
    uint32_t n = 0;
    long count = 0;
    if (w->over) {
        done(w, arg);
        return 1;
    }
    while (count < limit) {
        struct world *next = world_copy(w);
        uint32_t at = next->e->replay_at;
        uint64_t before = next->e->tot.choices;
        memcpy(ds_replay_bytes(next->e) + at, stream, n);
        next->e->cfg.replay_len = at + n;
        world_step(next);
        bool wrong = next->e->diverged != 0;
        bool short_of = wrong && next->e->tot.choices - before == n;
        if (short_of && n == sizeof stream)
            abort();
        if (short_of)
            stream[n++] = 0;
        else if (!wrong)
            count += explore(next, limit - count, done, arg);
        world_free(next);
        if (short_of)
            continue;
        if (wrong)
            n--;
        if (n == 0)
            break;
        stream[n - 1] += 2;
    }
    return count;
}

long world_explore(const char *text, long limit, void (*done)(struct world *, void *), void *arg) {
    struct ds_config cfg = world_config(DS_STRAT_REPLAY, 0);
    cfg.replay_len = 512;
    struct world *w = world_new(text, &cfg);
    long count = explore(w, limit, done, arg);
    world_free(w);
    return count;
}
