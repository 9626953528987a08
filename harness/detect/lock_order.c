/* lock_order.c: finds the cycles of a lock graph. */
#include "lock_order.h"

#include <stdlib.h>

#include "facts.h"
#include "order.h"

#define MAX_STEPS 2000000              /* edges looked at */
#define MAX_CLOCKS (UINT64_C(1) << 27) /* events times tasks: memory for vector clocks */
#define MAX_FOUND 64

struct search {
    const struct hn_run *run;
    const struct hn_lock_graph *graph;
    struct hn_order *order; /* made when it is first asked for */
    const struct hn_lock_use *path[DS_MAX_CYCLE];
    uint32_t depth;
    uint64_t steps;
    struct hn_lock_cycle *out;
    size_t count, room;
};

static bool conflict(const struct hn_lock *a, const struct hn_lock *b) {
    return a->obj == b->obj && a->life == b->life && !(a->shared && b->shared);
}

static bool gated(const struct hn_lock_use *a, const struct hn_lock_use *b) {
    for (uint32_t i = 0; i < a->around_count; i++)
        for (uint32_t k = 0; k < b->around_count; k++)
            if (conflict(&a->around[i], &b->around[k]))
                return true;
    return false;
}

/* USE may stand in the path beside those that are in it. */
static bool fits(const struct search *s, const struct hn_lock_use *use) {
    for (uint32_t i = 0; i < s->depth; i++)
        if (use->task <= s->path[0]->task || use->task == s->path[i]->task ||
            use->held.obj == s->path[i]->held.obj || gated(use, s->path[i]))
            return false;
    return true;
}

static bool kept_apart(struct search *s) {
    for (uint32_t i = 0; i < s->depth; i++)
        for (uint32_t k = 0; k < i; k++)
            if (!hn_order_unordered(s->order, s->path[i]->wanted_seq, s->path[k]->wanted_seq))
                return true;
    return false;
}

static bool known(const struct search *s, const struct hn_lock_cycle *c) {
    if (c->length != s->depth)
        return false;
    for (uint32_t i = 0; i < s->depth; i++)
        if (c->use[i].task != s->path[i]->task || c->use[i].held.obj != s->path[i]->held.obj ||
            c->use[i].wanted.obj != s->path[i]->wanted.obj)
            return false;
    return true;
}

static void closed(struct search *s) {
    struct hn_lock_cycle *c = NULL;
    for (size_t i = 0; i < s->count && !c; i++)
        if (known(s, &s->out[i]))
            c = &s->out[i];
    if (c ? !c->ordered : s->count == s->room)
        return;
    if (!s->order)
        s->order = hn_order_without_locks(s->run);
    bool apart = kept_apart(s);
    if (c && apart)
        return;
    c = c ? c : &s->out[s->count++];
    c->length = s->depth;
    c->ordered = apart;
    for (uint32_t i = 0; i < s->depth; i++)
        c->use[i] = *s->path[i];
}

static void extend(struct search *s) {
    const struct hn_lock_use *last = s->path[s->depth - 1];
    if (s->depth >= 2 && conflict(&last->wanted, &s->path[0]->held))
        closed(s);
    if (s->depth == DS_MAX_CYCLE)
        return;
    for (uint32_t i = s->graph->first[last->wanted.obj]; i != UINT32_MAX;
         i = s->graph->uses[i].next) {
        const struct hn_lock_use *use = &s->graph->uses[i];
        if (++s->steps > MAX_STEPS)
            return;
        if (!conflict(&last->wanted, &use->held) || !fits(s, use))
            continue;
        s->path[s->depth++] = use;
        extend(s);
        s->depth--;
    }
}

size_t hn_lock_cycles(const struct hn_run *run, struct hn_lock_cycle *out, size_t room) {
    struct hn_lock_graph graph;
    struct search s = {.run = run, .graph = &graph, .out = out, .room = room};
    if (run->corrupt || run->event_count != run->totals.points ||
        run->event_count * (uint64_t)run->totals.tasks > MAX_CLOCKS)
        return 0;
    hn_lock_graph_make(&graph, run);
    for (size_t i = 0; i < graph.count; i++) {
        s.path[0] = &graph.uses[i];
        s.depth = 1;
        extend(&s);
    }
    hn_order_free(s.order);
    hn_lock_graph_free(&graph);
    return s.count;
}

void hn_lock_order_add(const struct hn_run *run, const struct hn_lock_cycle *cycle,
                       struct hn_raw_list *out) {
    struct hn_raw *raw = hn_raw_add(out, HN_LOCK_ORDER);
    raw->object = cycle->use[0].held.obj;
    raw->code = (int)cycle->length;
    for (uint32_t i = 0; i < cycle->length; i++) {
        const struct hn_lock_use *use = &cycle->use[i];
        hn_raw_task(raw, use->task);
        hn_raw_evidence(raw, use->held_seq);
        hn_raw_evidence(raw, use->wanted_seq);
        hn_raw_stack(raw, hn_event_at(run, use->held_seq)->stack);
        hn_raw_stack(raw, hn_event_at(run, use->wanted_seq)->stack);
    }
}

void hn_detect_lock_order(const struct hn_run *run, struct hn_raw_list *out) {
    struct hn_lock_cycle *found = calloc(MAX_FOUND, sizeof *found);
    if (!found)
        abort();
    size_t n = hn_lock_cycles(run, found, MAX_FOUND);
    for (size_t i = 0; i < n; i++)
        if (!found[i].ordered)
            hn_lock_order_add(run, &found[i], out);
    free(found);
}
