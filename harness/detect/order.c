/* order.c: vector clocks over the events of a run.
 *
 * A task's clock changes in other components than its own only where an edge from another task comes
 * in, so events share the clocks of such places: each event has its position in its own task and the
 * number of the last shared clock.
 */
#include "order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

struct place {
    uint32_t clock;    /* number of the shared clock that it sees, 0: nothing of others */
    uint32_t position; /* in its task, from 1 */
};

struct hn_order {
    const struct hn_run *run;
    uint32_t tasks;
    struct place *places; /* of each event */
    uint32_t *clocks;     /* tasks numbers each */
    size_t count, room;
};

static void *checked(void *memory) {
    if (!memory) {
        fputs("detsched: out of memory\n", stderr);
        abort();
    }
    return memory;
}

static uint32_t *clock_at(struct hn_order *o, uint32_t number) {
    return o->clocks + (size_t)number * o->tasks;
}

/* A copy of the clock numbered FROM, to be changed. */
static uint32_t fork_clock(struct hn_order *o, uint32_t from) {
    size_t each = o->tasks * sizeof *o->clocks;
    if (o->count == o->room) {
        o->room = o->room ? 2 * o->room : 16;
        o->clocks = checked(realloc(o->clocks, o->room * each));
    }
    memcpy(clock_at(o, (uint32_t)o->count), clock_at(o, from), each);
    return (uint32_t)o->count++;
}

/* True if the clock numbered SEEN covers all that event EV, at place P, knows. */
static bool covers(struct hn_order *o, uint32_t seen, const struct ds_event *ev,
                   const struct place *p) {
    const uint32_t *have = clock_at(o, seen), *other = clock_at(o, p->clock);
    for (uint32_t t = 0; t < o->tasks; t++)
        if (have[t] < other[t])
            return false;
    return have[ev->task] >= p->position;
}

/* The clock of an event that saw SEEN so far and now synchronises with FROM. */
static uint32_t join(struct hn_order *o, uint32_t seen, const struct ds_event *from) {
    const struct place *p = &o->places[from - o->run->events];
    if (covers(o, seen, from, p))
        return seen;
    uint32_t made = fork_clock(o, seen);
    uint32_t *clock = clock_at(o, made);
    const uint32_t *other = clock_at(o, p->clock);
    for (uint32_t t = 0; t < o->tasks; t++)
        if (clock[t] < other[t])
            clock[t] = other[t];
    if (clock[from->task] < p->position)
        clock[from->task] = p->position;
    return made;
}

static bool gives_lock_back(const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_MUTEX_UNLOCK:
    case DS_OP_RW_UNLOCK:
    case DS_OP_SPIN_UNLOCK:
    case DS_OP_COND_WAIT:
        return true;
    default:
        return false;
    }
}

static struct hn_order *make(const struct hn_run *run, bool locks) {
    struct hn_order *o = checked(calloc(1, sizeof *o));
    o->run = run;
    o->tasks = run->totals.tasks;
    o->places = checked(calloc(run->event_count + 1, sizeof *o->places));
    o->room = 16;
    o->clocks = checked(calloc(o->room * (o->tasks + (size_t)1), sizeof *o->clocks));
    o->count = 1;
    struct place *last = checked(calloc(o->tasks + (size_t)1, sizeof *last));
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->task >= o->tasks)
            continue;
        struct place *at = &last[ev->task];
        const struct ds_event *from = ev->from < ev->seq ? hn_event_at(run, ev->from) : NULL;
        at->position++;
        if (from && from->task < o->tasks && from->task != ev->task &&
            (locks || !gives_lock_back(from)))
            at->clock = join(o, at->clock, from);
        o->places[i] = *at;
    }
    free(last);
    return o;
}

struct hn_order *hn_order_new(const struct hn_run *run) {
    return make(run, true);
}

struct hn_order *hn_order_without_locks(const struct hn_run *run) {
    return make(run, false);
}

void hn_order_free(struct hn_order *o) {
    if (!o)
        return;
    free(o->places);
    free(o->clocks);
    free(o);
}

bool hn_order_complete(const struct hn_order *o) {
    return o->run->event_count == o->run->totals.points;
}

bool hn_order_before(const struct hn_order *o, uint64_t a, uint64_t b) {
    const struct ds_event *x = hn_event_at(o->run, a), *y = hn_event_at(o->run, b);
    if (!x || !y || a >= b || x->task >= o->tasks || y->task >= o->tasks)
        return false;
    if (x->task == y->task)
        return true;
    const struct place *p = &o->places[x - o->run->events], *q = &o->places[y - o->run->events];
    return o->clocks[(size_t)q->clock * o->tasks + x->task] >= p->position;
}

bool hn_order_unordered(const struct hn_order *o, uint64_t a, uint64_t b) {
    const struct ds_event *x = hn_event_at(o->run, a), *y = hn_event_at(o->run, b);
    return x && y && x->task != y->task && !hn_order_before(o, a, b) && !hn_order_before(o, b, a);
}
