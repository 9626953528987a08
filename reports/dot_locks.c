/* dot_locks.c: the order in which locks were taken: an arrow leads from a lock to one that somebody took, or
 * wants, while holding it. Locks on a circle of arrows are taken in an order that can end in a deadlock.
 */
#include <stdint.h>
#include <string.h>

#include "dot_order.h"
#include "dot_parts.h"
#include "words.h"

#define SHOWN 40     /* pairs, unless all are asked for */
#define MAX_OWNED 64 /* locks of a task at a time */
#define MAX_PAIRS 300

struct pair {
    size_t held, taken; /* objects */
    size_t task;        /* the first that did it */
    size_t others;      /* times that it was done again, by whomever */
    bool waits;         /* the run ended before it had it */
    bool evidence;
    const struct rp_frame *held_at, *taken_at;
    bool circle;
};

/* What one task holds while its events are followed. */
struct owned {
    struct lock {
        size_t object, again;
        const struct rp_frame *where;
    } locks[MAX_OWNED];
    size_t count;
};

struct pairs {
    struct rp_arena *arena;
    const struct rp_finding *f;
    struct pair *items;
    size_t count;
};

/* Of equal pairs the finding's own is told, else the first. */
static void note(struct pairs *p, struct pair pair) {
    for (size_t i = 0; i < p->count; i++) {
        struct pair *old = &p->items[i];
        if (old->held != pair.held || old->taken != pair.taken)
            continue;
        pair.others = old->others;
        if (pair.evidence && !old->evidence && !old->waits)
            *old = pair;
        old->others++;
        return;
    }
    if (p->count < MAX_PAIRS)
        p->items[p->count++] = pair;
}

static size_t place_of(const struct owned *o, size_t object) {
    size_t i = 0;
    while (i < o->count && o->locks[i].object != object)
        i++;
    return i;
}

static void take(struct pairs *p, struct owned *o, const struct rp_event *e, size_t object) {
    size_t at = place_of(o, object);
    if (at < o->count) {
        o->locks[at].again++;
        return;
    }
    for (size_t i = 0; i < o->count; i++)
        note(p, (struct pair){.held = o->locks[i].object,
                              .taken = object,
                              .task = e->task,
                              .evidence = e->evidence,
                              .held_at = o->locks[i].where,
                              .taken_at = e->where});
    if (o->count < MAX_OWNED)
        o->locks[o->count++] = (struct lock){.object = object, .where = e->where};
}

static void give(struct owned *o, size_t object, bool all) {
    size_t at = place_of(o, object);
    if (at == o->count)
        return;
    if (!all && o->locks[at].again) {
        o->locks[at].again--;
        return;
    }
    o->count--;
    memmove(&o->locks[at], &o->locks[at + 1], (o->count - at) * sizeof o->locks[0]);
}

static bool lock(const struct rp_finding *f, size_t object) {
    static const char *const kinds[] = {"mutex", "rwlock", "spinlock"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && object < f->object_count; i++)
        if (strcmp(rp_or_empty(f->objects[object].kind), kinds[i]) == 0)
            return true;
    return false;
}

/* A wait on a condition gives its lock back, and has it again when it is over. */
static void take_aside(struct pairs *p, struct owned *o, const struct rp_event *e) {
    for (size_t i = 0; i < e->change_count; i++) {
        size_t object = e->changes[i].object;
        if (object == e->object_id || !lock(p->f, object))
            continue;
        if (place_of(o, object) < o->count)
            give(o, object, true);
        else
            take(p, o, e, object);
    }
}

static void follow_events(struct pairs *p) {
    const struct rp_finding *f = p->f;
    struct owned **owned = rp_arena_array(p->arena, f->task_count, sizeof(struct owned *));
    for (size_t i = 0; i < f->event_count; i++) {
        const struct rp_event *e = &f->events[i];
        if (e->task >= f->task_count)
            continue;
        struct owned **o = &owned[e->task];
        if (!*o)
            *o = rp_arena_alloc(p->arena, sizeof **o);
        if (lock(f, e->object_id) && (e->act == RP_ACT_TAKE || e->act == RP_ACT_SHARE))
            take(p, *o, e, e->object_id);
        else if (e->act == RP_ACT_GIVE)
            give(*o, e->object_id, false);
        take_aside(p, *o, e);
    }
}

/* What is held and wanted at the end; this alone is left of a run whose events are not known. */
static void follow_waits(struct pairs *p) {
    const struct rp_finding *f = p->f;
    for (size_t i = 0; i < f->wait_count; i++) {
        const struct rp_wait *w = &f->waits[i];
        size_t wanted = rp_dot_object(f, rp_or_empty(w->object));
        if (w->from >= f->task_count || strcmp(rp_or_empty(w->why), "lock") != 0)
            continue;
        const struct rp_task *t = &f->tasks[w->from];
        for (size_t k = 0; k < t->hold_count; k++) {
            size_t object = rp_dot_object(f, rp_or_empty(t->holds[k].object));
            if (object == SIZE_MAX || wanted == SIZE_MAX || object == wanted)
                continue;
            note(p, (struct pair){
                        .held = object,
                        .taken = wanted,
                        .task = w->from,
                        .waits = true,
                        .held_at = t->holds[k].taken_at.count ? t->holds[k].taken_at.frames : NULL,
                        .taken_at = t->stack.count ? t->stack.frames : NULL});
        }
    }
}

/* A pair lies on a circle if its held lock can be reached from the one that was taken. */
static void find_circles(struct pairs *p) {
    size_t objects = p->f->object_count + p->f->wait_count;
    for (size_t i = 0; i < p->count; i++) {
        bool *reached = rp_arena_alloc(p->arena, objects), more = true;
        reached[p->items[i].taken] = true;
        while (more) {
            more = false;
            for (size_t k = 0; k < p->count; k++) {
                const struct pair *step = &p->items[k];
                bool fresh = reached[step->held] && !reached[step->taken];
                reached[step->taken] |= fresh;
                more |= fresh;
            }
        }
        p->items[i].circle = reached[p->items[i].held];
    }
}

static struct pairs pairs_of(struct rp_arena *arena, const struct rp_finding *f) {
    struct pairs p = {.arena = arena, .f = f};
    p.items = rp_arena_array(arena, MAX_PAIRS, sizeof *p.items);
    follow_waits(&p);
    follow_events(&p);
    find_circles(&p);
    return p;
}

bool rp_has_locks(const struct rp_finding *f) {
    struct rp_arena *arena = rp_arena_new();
    struct pairs p = pairs_of(arena, f);
    bool has = p.count && strcmp(rp_or_empty(f->kind), "lock-order") == 0;
    for (size_t i = 0; i < p.count; i++)
        has |= p.items[i].circle;
    rp_arena_free(arena);
    return has;
}

static const char *pair_label(struct rp_arena *a, const struct rp_finding *f,
                              const struct pair *p) {
    const char *who = rp_dot_task(a, &f->tasks[p->task]);
    const char *verb = p->waits ? "wants it" : "takes it";
    const char *label =
        p->taken_at ? rp_arena_printf(a, "%s %s in\\n%s", who, verb, rp_dot_place(a, p->taken_at))
                    : rp_arena_printf(a, "%s %s", who, verb);
    if (p->held_at)
        label = rp_arena_printf(a, "%s\\nheld since %s", label, rp_dot_place(a, p->held_at));
    return p->others ? rp_arena_printf(a, "%s\\nand so %zu more time%s", label, p->others,
                                       p->others == 1 ? "" : "s")
                     : label;
}

static void draw_pair(struct rp_arena *a, Agraph_t *g, const struct rp_finding *f,
                      const struct pair *p) {
    Agnode_t *held = rp_dot_object_node(a, g, f, p->held, "");
    Agnode_t *taken = rp_dot_object_node(a, g, f, p->taken, "");
    Agedge_t *e = rp_dot_edge(g, held, taken);
    rp_dot_label(a, e, pair_label(a, f, p));
    if (p->waits)
        rp_dot_set(e, "style", "dashed");
    if (!p->circle)
        return;
    rp_dot_mark(e, "red3");
    rp_dot_mark(held, "red3");
    rp_dot_mark(taken, "red3");
}

int rp_dot_locks(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s) {
    struct rp_arena *a = rp_arena_new();
    struct pairs p = pairs_of(a, f);
    size_t left = o->full ? p.count : SHOWN, drawn = 0;
    Agraph_t *g = rp_dot_open(a, "locks", f->title,
                              "From a lock that is held to one that is taken; bold: on a circle");
    for (int circle = 1; circle >= 0; circle--)
        for (size_t i = 0; i < p.count; i++)
            if (p.items[i].circle == circle && drawn < left) {
                draw_pair(a, g, f, &p.items[i]);
                drawn++;
            }
    rp_dot_left_out(a, g, p.count - drawn, "pairs of locks");
    int error = rp_dot_close(g, s);
    rp_arena_free(a);
    return error;
}
