/* dot_order.c: the failing cone of a run, cut down to a page, and its transitive reduction. */
#include "dot_order.h"

#include <string.h>

#include "words.h"

/* A page; and what dot lays out in seconds. */
static const struct limits { size_t events, lanes; } limits[] = {{24, 6}, {2000, 100}};

/* What is known of each event while the choice is made. */
struct choice {
    struct rp_arena *arena;
    const struct rp_finding *f;
    struct rp_order *order;
    size_t *previous; /* event of the same task before each event, SIZE_MAX none */
    size_t *cause;    /* event that each event synchronises with, SIZE_MAX none */
    unsigned char *worth;
};
/* From what must be seen to what is not in the cone. */
enum { OUTSIDE, INSIDE, MEETS, HELD, NEEDED };

bool rp_unfinished(const struct rp_task *task) {
    const char *state = rp_or_empty(task->state);
    return strcmp(state, "ended") != 0 && strcmp(state, "exiting") != 0;
}

static size_t index_of(const struct rp_finding *f, uint64_t seq) {
    size_t low = 0, high = f->event_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (f->events[mid].seq < seq)
            low = mid + 1;
        else
            high = mid;
    }
    return low < f->event_count && f->events[low].seq == seq ? low : SIZE_MAX;
}

/* It waits, or it ran when the program died. */
static bool stuck_or_dead(const struct rp_task *task) {
    return rp_or_empty(task->waits_for)[0] || strcmp(rp_or_empty(task->state), "running") == 0;
}

bool rp_task_marked(const struct rp_finding *f, size_t task) {
    for (size_t i = 0; i < f->cycle_count; i++)
        if (f->cycle[i] == task)
            return true;
    if (f->cycle_count || !rp_unfinished(&f->tasks[task]))
        return false;
    const char *id = rp_or_empty(f->tasks[task].id);
    for (size_t i = 0; i < f->evidence_count; i++) {
        size_t at = index_of(f, f->evidence[i]);
        if (at == SIZE_MAX)
            continue;
        if (*id && strcmp(rp_or_empty(f->events[at].object), id) == 0)
            return true;
        bool stands = f->events[at].task == task && stuck_or_dead(&f->tasks[task]);
        for (size_t k = at + 1; k < f->event_count && stands; k++)
            stands = f->events[k].task != task;
        if (stands)
            return true;
    }
    return false;
}

static void raise_to(unsigned char *worth, unsigned char least) {
    if (*worth < least)
        *worth = least;
}

/* What others did to the objects that the finding is about: who else took, sent, signalled. */
static void add_objects(struct choice *c) {
    const struct rp_finding *f = c->f;
    bool *about = rp_arena_alloc(c->arena, f->object_count);
    for (size_t i = 0; i < f->event_count; i++)
        if (c->worth[i] == NEEDED && f->events[i].object_id < f->object_count)
            about[f->events[i].object_id] = true;
    for (size_t i = 0; i < f->wait_count; i++)
        for (size_t k = 0; k < f->object_count && f->waits[i].from < f->task_count; k++)
            if (strcmp(rp_or_empty(f->objects[k].name), rp_or_empty(f->waits[i].object)) == 0)
                about[k] |= rp_task_marked(f, f->waits[i].from);
    for (size_t i = 0; i < f->event_count; i++)
        if (f->events[i].object_id < f->object_count && about[f->events[i].object_id] &&
            f->events[i].task < f->task_count)
            raise_to(&c->worth[i], MEETS);
}

static void link_events(struct choice *c) {
    const struct rp_finding *f = c->f;
    size_t *last = rp_arena_array(c->arena, f->task_count, sizeof *last);
    for (size_t i = 0; i < f->task_count; i++)
        last[i] = SIZE_MAX;
    for (size_t i = 0; i < f->event_count; i++) {
        size_t task = f->events[i].task;
        c->previous[i] = c->cause[i] = SIZE_MAX;
        if (task >= f->task_count)
            continue;
        c->previous[i] = last[task];
        last[task] = i;
        size_t from = f->events[i].from ? index_of(f, f->events[i].from) : SIZE_MAX;
        if (from < i && f->events[from].task < f->task_count)
            c->cause[i] = from;
        c->worth[i] = f->events[i].evidence ? NEEDED : OUTSIDE;
    }
    for (size_t i = 0; i < f->task_count; i++) {
        const struct rp_task *t = &f->tasks[i];
        if (last[i] == SIZE_MAX || strcmp(rp_or_empty(t->state), "ended") == 0)
            continue;
        if (c->worth[last[i]] < HELD)
            c->worth[last[i]] = rp_task_marked(f, i) ? NEEDED : HELD;
        for (size_t k = 0; k < t->hold_count; k++) {
            size_t at = index_of(f, t->holds[k].event);
            if (at != SIZE_MAX && f->events[at].task < f->task_count && c->worth[at] < HELD)
                c->worth[at] = HELD;
        }
    }
}

/* Both predecessors of an event stand before it, so one sweep from the end closes the cone. */
static void close_cone(struct choice *c, bool full) {
    const struct rp_finding *f = c->f;
    for (size_t i = f->event_count; i-- > 0;) {
        if (f->events[i].task >= f->task_count)
            continue;
        if (full)
            raise_to(&c->worth[i], INSIDE);
        if (c->worth[i] == OUTSIDE)
            continue;
        if (c->previous[i] != SIZE_MAX)
            raise_to(&c->worth[c->previous[i]], INSIDE);
        if (c->cause[i] == SIZE_MAX)
            continue;
        bool meets = f->events[c->cause[i]].task != f->events[i].task;
        raise_to(&c->worth[c->cause[i]], meets ? MEETS : INSIDE);
        raise_to(&c->worth[i], meets ? MEETS : INSIDE);
    }
}

/* The tasks that have the most to say get lanes, which stand in the order of the tasks. */
static void choose_lanes(struct choice *c, size_t most) {
    const struct rp_finding *f = c->f;
    struct rp_order *o = c->order;
    unsigned char *best = rp_arena_alloc(c->arena, f->task_count);
    size_t left = most;
    for (size_t i = 0; i < f->event_count; i++)
        if (f->events[i].task < f->task_count)
            raise_to(&best[f->events[i].task], c->worth[i]);
    for (size_t i = 0; i < f->task_count; i++)
        o->lane[i] = SIZE_MAX;
    for (unsigned char worth = NEEDED; worth > OUTSIDE; worth--)
        for (size_t i = 0; i < f->task_count && left; i++)
            if (best[i] == worth) {
                o->lane[i] = 0;
                left--;
            }
    for (size_t i = 0; i < f->task_count; i++) {
        if (o->lane[i] == 0) {
            o->lane[i] = o->lanes;
            o->tasks[o->lanes++] = i;
        } else if (best[i] > OUTSIDE) {
            o->cut = true;
        }
    }
}

/* The worthiest, and of those the newest. */
static void choose_events(struct choice *c, size_t most) {
    const struct rp_finding *f = c->f;
    struct rp_order *o = c->order;
    size_t left = most;
    for (size_t i = 0; i < f->event_count; i++)
        o->number[i] = SIZE_MAX;
    for (unsigned char worth = NEEDED; worth > OUTSIDE; worth--)
        for (size_t i = f->event_count; i-- > 0;) {
            if (c->worth[i] != worth || o->lane[f->events[i].task] == SIZE_MAX)
                continue;
            o->cut |= !left;
            if (left) {
                o->number[i] = 0;
                left--;
            }
        }
    for (size_t i = 0; i < f->event_count; i++)
        if (o->number[i] == 0) {
            o->number[i] = o->count;
            o->shown[o->count++] = i;
        }
}

/* clocks[n * lanes + l]: one more than the newest shown event of lane L that happens before the N-th
 * shown event, 0 none. Filled lane by lane, so that one number for each event of the run is enough. */
static uint32_t *clocks_of(struct choice *c) {
    const struct rp_finding *f = c->f;
    struct rp_order *o = c->order;
    uint32_t *clocks = rp_arena_array(c->arena, o->count * (o->lanes + 1), sizeof *clocks);
    uint32_t *reach = rp_arena_array(c->arena, f->event_count, sizeof *reach);
    for (size_t lane = 0; lane < o->lanes; lane++)
        for (size_t i = 0; i < f->event_count; i++) {
            size_t previous = c->previous[i], cause = c->cause[i], n = o->number[i];
            uint32_t newest = previous != SIZE_MAX ? reach[previous] : 0;
            if (cause != SIZE_MAX && reach[cause] > newest)
                newest = reach[cause];
            if (n != SIZE_MAX) {
                clocks[n * o->lanes + lane] = newest;
                if (o->lane[f->events[i].task] == lane)
                    newest = (uint32_t)n + 1;
            }
            reach[i] = newest;
        }
    return clocks;
}

bool rp_order_before(const struct rp_order *o, size_t a, size_t b) {
    size_t lane = o->lane[o->f->events[o->shown[a]].task];
    return o->clocks[b * o->lanes + lane] > a;
}

size_t rp_order_between(const struct rp_order *o, size_t a, size_t b) {
    size_t n = 0;
    for (size_t i = o->previous[o->shown[b]]; i != SIZE_MAX && i != o->shown[a]; i = o->previous[i])
        n++;
    return n;
}

bool rp_order_forced(struct rp_arena *arena, const struct rp_order *o, size_t a, size_t b) {
    bool *reaches = rp_arena_alloc(arena, o->f->event_count);
    size_t first = o->shown[a];
    reaches[o->shown[b]] = true;
    for (size_t i = o->shown[b]; i > first; i--) {
        const char *edge = rp_or_empty(o->f->events[i].edge);
        if (!reaches[i])
            continue;
        if (o->previous[i] != SIZE_MAX)
            reaches[o->previous[i]] = true;
        if (o->cause[i] != SIZE_MAX && strcmp(edge, "unlock-lock") != 0 &&
            strcmp(edge, "atomic") != 0)
            reaches[o->cause[i]] = true;
    }
    return reaches[first];
}

static struct rp_arrow arrow(struct choice *c, size_t from, size_t to) {
    const struct rp_order *o = c->order;
    size_t a = o->shown[from], b = o->shown[to];
    struct rp_arrow found = {.from = from, .to = to, .kind = RP_THROUGH};
    if (c->f->events[a].task == c->f->events[b].task)
        found.kind = RP_NEXT;
    else if (c->cause[b] == a)
        found.kind = rp_or_empty(c->f->events[b].edge);
    return found;
}

/* An event's direct predecessors are among the newest ones of each lane that happen before it; one of
 * them is direct if it does not happen before another one. */
static void reduce(struct choice *c) {
    struct rp_order *o = c->order;
    for (size_t to = 0; to < o->count; to++) {
        const uint32_t *at = &o->clocks[to * o->lanes];
        for (size_t lane = 0; lane < o->lanes; lane++) {
            bool direct = at[lane] != 0;
            for (size_t other = 0; other < o->lanes && direct; other++)
                direct =
                    other == lane || !at[other] || !rp_order_before(o, at[lane] - 1, at[other] - 1);
            if (direct)
                o->arrows[o->arrow_count++] = arrow(c, at[lane] - 1, to);
        }
    }
}

static size_t arrows_at_most(const struct rp_order *o) {
    size_t n = 0;
    for (size_t i = 0; i < o->count * o->lanes; i++)
        n += o->clocks[i] != 0;
    return n;
}

struct rp_order *rp_order_of(struct rp_arena *arena, const struct rp_finding *f, bool full) {
    struct rp_order *o = rp_arena_alloc(arena, sizeof *o);
    struct choice c = {.arena = arena, .f = f, .order = o};
    c.previous = rp_arena_array(arena, f->event_count, sizeof *c.previous);
    c.cause = rp_arena_array(arena, f->event_count, sizeof *c.cause);
    c.worth = rp_arena_alloc(arena, f->event_count);
    o->f = f;
    o->previous = c.previous;
    o->cause = c.cause;
    o->shown = rp_arena_array(arena, f->event_count, sizeof *o->shown);
    o->number = rp_arena_array(arena, f->event_count, sizeof *o->number);
    o->lane = rp_arena_array(arena, f->task_count, sizeof *o->lane);
    o->tasks = rp_arena_array(arena, f->task_count, sizeof *o->tasks);
    link_events(&c);
    add_objects(&c);
    close_cone(&c, full);
    choose_lanes(&c, limits[full].lanes);
    choose_events(&c, limits[full].events);
    o->clocks = clocks_of(&c);
    o->arrows = rp_arena_array(arena, arrows_at_most(o), sizeof *o->arrows);
    reduce(&c);
    return o;
}
