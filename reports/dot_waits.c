/* dot_waits.c: the wait-for graph when the run stopped: who waits for what, and who has it.
 *
 * Round boxes are tasks, ellipses what they wait for. An arrow leads from a task to what it waits for, a
 * dashed one from there to the task that has it.
 */
#include <stdint.h>
#include <string.h>

#include "dot_order.h"
#include "dot_parts.h"
#include "words.h"

#define SHOWN 30 /* waits, unless all are asked for */

struct picture {
    struct rp_arena *arena;
    const struct rp_finding *f;
    Agraph_t *g;
};

/* Where the task that is waited for took it; NULL if it does not hold it. */
static const struct rp_held *held(const struct rp_finding *f, const struct rp_wait *w) {
    const struct rp_task *t = &f->tasks[w->to];
    for (size_t i = 0; i < t->hold_count; i++)
        if (strcmp(rp_or_empty(t->holds[i].object), rp_or_empty(w->object)) == 0)
            return &t->holds[i];
    return NULL;
}

static Agedge_t *arrow(struct picture *p, Agnode_t *from, Agnode_t *to, const struct rp_wait *w,
                       const char *label) {
    Agedge_t *e = rp_dot_edge(p->g, from, to);
    rp_dot_label(p->arena, e, label);
    if (w->in_cycle)
        rp_dot_mark(e, "red3");
    return e;
}

static const char *held_label(struct picture *p, const struct rp_held *h) {
    const char *at = rp_dot_top(p->arena, &h->taken_at);
    return rp_arena_printf(p->arena, "held since event %llu%s%s", (unsigned long long)h->event,
                           at[0] ? "\\n" : "", at);
}

static void draw_wait(struct picture *p, const struct rp_wait *w) {
    const char *object = rp_or_empty(w->object), *why = rp_dot_cut(p->arena, w->why, 24);
    bool somebody = w->to < p->f->task_count;
    bool itself = strcmp(why, "join") == 0 || strcmp(why, "end") == 0 || !object[0];
    Agnode_t *from = rp_dot_task_node(p->arena, p->g, p->f, w->from);
    Agnode_t *to = somebody ? rp_dot_task_node(p->arena, p->g, p->f, w->to) : NULL;
    if (itself && to) {
        arrow(p, from, to, w, rp_arena_printf(p->arena, "waits: %s", why));
        return;
    }
    const char *nobody = to ? "" : "nobody can provide it";
    Agnode_t *thing;
    if (object[0]) {
        thing = rp_dot_object_node(p->arena, p->g, p->f, rp_dot_object(p->f, object), nobody);
    } else {
        thing = rp_dot_node(p->g, rp_arena_printf(p->arena, "nobody%zu", w->from));
        rp_dot_set(thing, "label", nobody);
        rp_dot_set(thing, "shape", "ellipse");
    }
    if (w->in_cycle)
        rp_dot_mark(thing, "red3");
    if (!agedge(p->g, from, thing, NULL, 0))
        arrow(p, from, thing, w, rp_arena_printf(p->arena, "waits: %s", why));
    if (!to || agedge(p->g, thing, to, NULL, 0))
        return;
    const struct rp_held *h = held(p->f, w);
    rp_dot_set(arrow(p, thing, to, w, h ? held_label(p, h) : "up to this one"), "style", "dashed");
}

int rp_dot_waits(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s) {
    struct picture p = {.arena = rp_arena_new(), .f = f};
    size_t left = o->full ? SIZE_MAX : SHOWN, all = 0;
    p.g = rp_dot_open(p.arena, "waits", f->title,
                      "Who waits for what (solid), and who has it (dashed)");
    for (int cycle = 1; cycle >= 0; cycle--)
        for (size_t i = 0; i < f->wait_count; i++) {
            if (f->waits[i].in_cycle != cycle || f->waits[i].from >= f->task_count)
                continue;
            all++;
            if (left) {
                draw_wait(&p, &f->waits[i]);
                left--;
            }
        }
    rp_dot_left_out(p.arena, p.g, all > SHOWN && !o->full ? all - SHOWN : 0, "waits");
    int error = rp_dot_close(p.g, s);
    rp_arena_free(p.arena);
    return error;
}
