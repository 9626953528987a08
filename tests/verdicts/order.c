/* order.c: builds the clocks of order.h. */
#include "order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../runtime/engine/engine.h"

struct word {
    uint64_t addr;
    bool told; /* of __tsan_release() */
    uint32_t *clock;
};
struct object {
    uint32_t *all, *write;
    uint64_t last;
    uint32_t writer; /* task + 1 */
    bool rw;
};
struct state {
    uint32_t tasks;
    uint32_t *now, *pending, *fence; /* clocks of all tasks, one after the other */
    uint32_t *at;                    /* clock of each event, by its place in the run */
    uint32_t *made;                  /* events of each task so far */
    bool *begun;
    struct object *objs;
    struct word *words;
    size_t word_count;
    const struct hn_run *run;
};

static void *zeroed(size_t count, size_t size) {
    void *p = calloc(count + 1, size);
    if (!p) {
        fputs("no memory\n", stderr);
        exit(2);
    }
    return p;
}

static uint32_t *clock_of(struct state *s, uint32_t *all, size_t i) {
    return all + i * s->tasks;
}
static uint32_t *now_of(struct state *s, uint32_t task) {
    return clock_of(s, s->now, task);
}

static void join(const struct state *s, uint32_t *to, const uint32_t *from) {
    for (uint32_t i = 0; from && i < s->tasks; i++)
        if (from[i] > to[i])
            to[i] = from[i];
}

static void add(const struct state *s, uint32_t **to, const uint32_t *from) {
    if (!*to)
        *to = zeroed(s->tasks, sizeof **to);
    join(s, *to, from);
}

static void drop(uint32_t **clock) {
    free(*clock);
    *clock = NULL;
}

static void join_event(struct state *s, uint32_t *to, uint64_t seq) {
    uint64_t first = s->run->event_count ? s->run->events[0].seq : 0;
    if (seq >= first && seq - first < s->run->event_count)
        join(s, to, clock_of(s, s->at, seq - first));
}

static void rw_unlock(struct state *s, const struct ds_event *v, struct object *o, bool go) {
    uint32_t *now = now_of(s, v->task);
    bool reads = go ? (v->arg & DS_RW_READER) != 0 : o->writer != v->task + 1;
    if (!reads) {
        o->writer = 0;
        drop(&o->write);
    }
    add(s, reads ? &o->all : &o->write, now);
}

/* Locks with readers: who reads comes after the last writer, who writes after everybody. */
static bool rwlock(struct state *s, const struct ds_event *v, struct object *o) {
    uint32_t *now = now_of(s, v->task);
    bool writes = v->op == DS_OP_RW_WRLOCK || v->op == DS_OP_RW_TRYWRLOCK;
    if (v->op < DS_OP_RW_INIT || v->op > DS_OP_RW_UNLOCK)
        return false;
    o->rw = true;
    if (v->op == DS_OP_RW_INIT)
        drop(&o->all), drop(&o->write);
    if (v->result != DS_OK || v->op == DS_OP_RW_INIT || v->op == DS_OP_RW_DESTROY)
        return true;
    if (v->op == DS_OP_RW_UNLOCK) {
        rw_unlock(s, v, o, (v->arg & DS_RW_GO) != 0);
        return true;
    }
    join(s, now, o->write);
    if (writes) {
        join(s, now, o->all);
        o->writer = v->task + 1;
    }
    return true;
}

/* What adds up: whoever comes to such an object is after all who left something there. */
static bool gathering(struct state *s, const struct ds_event *v, struct object *o) {
    bool gives = false, takes = false;
    switch (v->op) {
    case DS_OP_HB_BEFORE:
    case DS_OP_SIGNAL_SEND:
    case DS_OP_WG_ADD:
    case DS_OP_WG_DONE:
        gives = true;
        break;
    case DS_OP_HB_AFTER:
    case DS_OP_EVENT_WAIT:
    case DS_OP_SIGNAL_WAIT:
    case DS_OP_SIGNAL_TAKE:
    case DS_OP_WG_WAIT:
        takes = true;
        break;
    case DS_OP_EVENT_ACT:
        gives = (v->arg & DS_ACT_SEND) != 0;
        takes = (v->arg & DS_ACT_RECEIVE) != 0;
        break;
    case DS_OP_BARRIER_WAIT:
        gives = v->result == DS_OK || v->result == DS_SERIAL;
        takes = v->result == DS_SERIAL;
        break;
    default:
        return false;
    }
    bool done = v->obj != DS_NO_OBJ && (v->result == DS_OK || v->op == DS_OP_BARRIER_WAIT ||
                                        v->op == DS_OP_WG_ADD || v->op == DS_OP_WG_DONE);
    if (done && takes)
        join(s, now_of(s, v->task), o->all);
    if (done && gives)
        add(s, &o->all, now_of(s, v->task));
    if (v->op == DS_OP_BARRIER_WAIT && takes)
        drop(&o->all); /* the next round */
    return true;
}

static void unlocked(struct state *s, const struct ds_event *v) {
    struct object *o = &s->objs[v->op == DS_OP_COND_WAIT ? v->obj2 : v->obj];
    if (v->result != DS_OK && v->result != DS_LOST)
        return;
    if (o->rw)
        rw_unlock(s, v, o, true);
    else
        o->last = v->seq;
}

static bool is_memory(const struct ds_event *v) {
    return v->op >= DS_OP_MEM_LOAD && v->op <= DS_OP_MEM_WRITE;
}

static bool is_task_event(const struct ds_event *v) {
    return (v->op >= DS_OP_START && v->op <= DS_OP_DETACH) || v->op == DS_OP_NONE;
}

static void learn_all(struct state *s, uint32_t *now) {
    for (uint32_t i = 0; i < s->tasks; i++)
        join(s, now, now_of(s, i));
}

static void event(struct state *s, size_t i) {
    const struct ds_event *v = &s->run->events[i];
    uint32_t *now = now_of(s, v->task);
    struct object *o = &s->objs[is_task_event(v) ? DS_NO_OBJ : v->obj];
    now[v->task]++;
    s->made[v->task]++;
    if (!s->begun[v->task] && v->task != 0 && (v->op != DS_OP_START || v->from == 0))
        learn_all(s, now); /* nobody knows where it comes from */
    s->begun[v->task] = true;
    /* A receive comes after the send of its value, and before the send whose room it makes: that one
     * does not come after the first. */
    bool before = v->op >= DS_OP_CHAN_SEND && v->op <= DS_OP_CHAN_POLL;
    if (before)
        memcpy(clock_of(s, s->at, i), now, s->tasks * sizeof *now);
    if (!rwlock(s, v, o) && !gathering(s, v, o) && !is_memory(v)) {
        join_event(s, now, v->from);
        if (v->op == DS_OP_COND_WAKE && (v->arg & DS_COND_GO) == 0)
            join_event(s, now, s->objs[v->obj2].last);
    }
    if (!before)
        memcpy(clock_of(s, s->at, i), now, s->tasks * sizeof *now);
    if (v->op == DS_OP_MUTEX_UNLOCK || v->op == DS_OP_COND_WAIT)
        unlocked(s, v);
}

static struct word *word_at(struct state *s, uint64_t addr, bool told) {
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].addr == addr && s->words[i].told == told)
            return &s->words[i];
    s->words = realloc(s->words, (s->word_count + 1) * sizeof *s->words);
    if (!s->words)
        exit(2);
    s->words[s->word_count] = (struct word){addr, told, NULL};
    return &s->words[s->word_count++];
}

/* The atomic object is gone with the memory that it was in. */
static void forget_words(struct state *s, const struct race_log *r) {
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].addr - r->addr < r->size)
            drop(&s->words[i].clock);
}

static bool acquires(unsigned order) {
    return order == RACE_CONSUME || order == RACE_ACQUIRE || order == RACE_ACQ_REL ||
           order == RACE_SEQ_CST;
}
static bool releases(unsigned order) {
    return order == RACE_RELEASE || order == RACE_ACQ_REL || order == RACE_SEQ_CST;
}

static bool any(const struct state *s, const uint32_t *clock) {
    for (uint32_t i = 0; i < s->tasks; i++)
        if (clock[i])
            return true;
    return false;
}

static void atomic(struct state *s, const struct race_log *r) {
    uint32_t *now = now_of(s, r->task), *fence = clock_of(s, s->fence, r->task);
    struct word *w = word_at(s, r->addr, false);
    if (r->quiet & 2)
        return;
    if (r->op != RACE_STORE)
        join(s, acquires(r->order) ? now : clock_of(s, s->pending, r->task), w->clock);
    if (r->op == RACE_LOAD)
        return;
    if (r->op == RACE_STORE)
        drop(&w->clock);
    if (releases(r->order))
        add(s, &w->clock, now);
    else if (any(s, fence))
        add(s, &w->clock, fence);
}

static void fence(struct state *s, const struct race_log *r) {
    uint32_t *now = now_of(s, r->task), *pending = clock_of(s, s->pending, r->task);
    if (r->quiet & 2)
        return;
    if (acquires(r->order)) {
        join(s, now, pending);
        memset(pending, 0, s->tasks * sizeof *pending);
    }
    if (releases(r->order))
        memcpy(clock_of(s, s->fence, r->task), now, s->tasks * sizeof *now);
}

static void record(struct state *s, const struct race_log *r, struct order_item *item) {
    uint32_t *now = now_of(s, r->task), *known;
    now[r->task]++;
    if (r->kind == RACE_LOG_WORD)
        atomic(s, r);
    else if (r->kind == RACE_LOG_FENCE)
        fence(s, r);
    else if (r->kind == RACE_LOG_RELEASE && !(r->quiet & 2))
        add(s, &word_at(s, r->addr, true)->clock, now);
    else if (r->kind == RACE_LOG_ACQUIRE && !(r->quiet & 2))
        join(s, now, word_at(s, r->addr, true)->clock);
    else if (r->kind == RACE_LOG_FRESH || r->kind == RACE_LOG_FREED)
        forget_words(s, r);
    known = zeroed(s->tasks, sizeof *known);
    memcpy(known, now, s->tasks * sizeof *known);
    *item = (struct order_item){r, now[r->task], known};
}

void order_make(struct order *order, const struct hn_run *run, const struct race_log *log,
                size_t records) {
    uint32_t tasks = run->totals.tasks;
    struct state s = {.tasks = tasks, .run = run};
    size_t next = 0;
    s.now = zeroed((size_t)tasks * tasks, sizeof *s.now);
    s.pending = zeroed((size_t)tasks * tasks, sizeof *s.now);
    s.fence = zeroed((size_t)tasks * tasks, sizeof *s.now);
    s.at = zeroed(run->event_count * tasks, sizeof *s.at);
    s.made = zeroed(tasks, sizeof *s.made);
    s.begun = zeroed(tasks, sizeof *s.begun);
    s.objs = zeroed(run->totals.objects + 1u, sizeof *s.objs);
    *order = (struct order){tasks, zeroed(records, sizeof *order->items), 0};
    for (size_t i = 0; i < records && log[i].task < tasks; i++) {
        /* Nobody else's events change what this task knows. */
        while (next < run->event_count && s.made[log[i].task] < log[i].position)
            event(&s, next++);
        record(&s, &log[i], &order->items[order->count++]);
    }
    for (uint32_t i = 0; i <= run->totals.objects; i++)
        free(s.objs[i].all), free(s.objs[i].write);
    for (size_t i = 0; i < s.word_count; i++)
        free(s.words[i].clock);
    free(s.words), free(s.objs), free(s.begun), free(s.made), free(s.at);
    free(s.fence), free(s.pending), free(s.now);
}

void order_free(struct order *order) {
    for (size_t i = 0; i < order->count; i++)
        free((uint32_t *)(uintptr_t)order->items[i].known);
    free(order->items);
}

static bool is_access(const struct race_log *r) {
    return (r->kind == RACE_LOG_ACCESS || r->kind == RACE_LOG_WORD || r->kind == RACE_LOG_FREED) &&
           !(r->quiet & 1);
}
static bool writes(const struct race_log *r) {
    return r->kind == RACE_LOG_FREED || (r->kind == RACE_LOG_WORD && r->op != RACE_LOAD) ||
           (r->kind == RACE_LOG_ACCESS && (r->flags & RACE_WRITE));
}

/* True if BYTE began a new life, or was given back, between items A and B. */
static bool renewed(const struct order *order, size_t a, size_t b, uint64_t byte) {
    for (size_t i = a + 1; i < b; i++) {
        const struct race_log *r = order->items[i].log;
        if ((r->kind == RACE_LOG_FRESH || r->kind == RACE_LOG_FREED) && byte - r->addr < r->size)
            return true;
    }
    return false;
}

bool order_races(const struct order *order, size_t a, size_t b, bool *freed) {
    const struct order_item *x = &order->items[a], *y = &order->items[b];
    const struct race_log *p = x->log, *q = y->log;
    *freed = p->kind == RACE_LOG_FREED;
    if (!is_access(p) || !is_access(q) || (p->task == q->task && !*freed) ||
        !(writes(p) || writes(q)) || (p->kind == RACE_LOG_WORD && q->kind == RACE_LOG_WORD) ||
        (!*freed && y->known[p->task] >= x->step))
        return false;
    uint64_t from = p->addr > q->addr ? p->addr : q->addr;
    uint64_t to = p->addr + p->size < q->addr + q->size ? p->addr + p->size : q->addr + q->size;
    for (uint64_t byte = from; byte < to; byte++)
        if (!renewed(order, a, b, byte))
            return true;
    return false;
}
