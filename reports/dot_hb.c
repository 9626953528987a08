/* dot_hb.c: the happens-before graph: a column a task, its events downwards in the order in which they
 * happened, an arrow where one event lets another one happen.
 *
 * Boxes are events, rounded ones the tasks at the top and what is left of them at the end. A row is as low as
 * what happened before allows, so no event stands above an earlier one.
 */
#include <string.h>

#include "cut.h"
#include "dot_grid.h"
#include "dot_order.h"
#include "dot_parts.h"
#include "words.h"

#define MAX_LEGEND 24
#define CURVED_ROWS \
    120 /* above that dot 2.42 dies of its curves; straight lines it draws in time */

struct picture {
    struct rp_arena *arena;
    const struct rp_finding *f;
    const struct rp_order *order;
    Agraph_t *g;
    struct rp_grid *grid;
    Agnode_t **nodes; /* of each shown event */
    size_t *rows;     /* of each shown event */
    Agnode_t **ends;  /* of each lane; NULL where a task is ended */
    const struct rp_edge_kind *used[MAX_LEGEND];
    size_t used_count;
};

/* What is no edge of the order but is drawn over it. */
static const struct rp_edge_kind race_line = {"race", "red3", "bold", "none",
                                              "nothing orders these two"},
                                 freed_line = {"use after free", "red3", "bold", "normal",
                                               "freed; used afterwards"},
                                 chance_line = {"came first", "red3", "bold", "empty",
                                                "the order that decided"},
                                 waits_line = {"waits for", "red3", "bold", "vee",
                                               "waits for what the other has"};

static void note_use(struct picture *p, const struct rp_edge_kind *kind) {
    for (size_t i = 0; i < p->used_count; i++)
        if (p->used[i] == kind)
            return;
    if (p->used_count < MAX_LEGEND)
        p->used[p->used_count++] = kind;
}

static Agedge_t *line(struct picture *p, Agnode_t *from, Agnode_t *to,
                      const struct rp_edge_kind *kind) {
    Agedge_t *e = rp_dot_edge(p->g, from, to);
    rp_dot_set(e, "color", kind->colour);
    rp_dot_set(e, "fontcolor", kind->colour);
    rp_dot_set(e, "style", kind->style);
    rp_dot_set(e, "arrowhead", kind->head);
    if (strcmp(kind->name, RP_NEXT) != 0)
        note_use(p, kind);
    return e;
}

/* Over the order, for all to see. Every line leads downwards for dot, which draws others round about. */
static void over(struct picture *p, Agnode_t *upper, Agnode_t *lower,
                 const struct rp_edge_kind *kind, bool up) {
    Agedge_t *e = line(p, upper, lower, kind);
    rp_dot_set(e, "weight", "0");
    rp_dot_set(e, "penwidth", "3");
    rp_dot_label(p->arena, e, kind->name);
    if (up) {
        rp_dot_set(e, "dir", "back");
        rp_dot_set(e, "arrowtail", kind->head);
    }
}

static const char *event_label(struct rp_arena *a, const struct rp_event *e) {
    const char *object = rp_or_empty(e->object);
    bool plain = rp_plain_result(e);
    const char *number = e->aside ? "" : rp_arena_printf(a, "%llu ", (unsigned long long)e->seq);
    const char *times =
        e->times > 1 ? rp_arena_printf(a, " x%llu", (unsigned long long)e->times) : "";
    return rp_arena_printf(a, "%s%s%s%s%s%s%s%s%s", number, rp_dot_cut(a, e->op, 24),
                           object[0] ? " " : "", rp_dot_cut(a, object, 32), plain ? "" : ": ",
                           plain ? "" : rp_dot_cut(a, e->result, 24), times, e->where ? "\\n" : "",
                           e->where ? rp_dot_place(a, e->where) : "");
}

static Agnode_t *draw_event(struct picture *p, size_t n, size_t lane) {
    const struct rp_event *e = &p->f->events[p->order->shown[n]];
    const char *name = e->aside ? rp_arena_printf(p->arena, "access%u", e->access)
                                : rp_arena_printf(p->arena, "e%llu", (unsigned long long)e->seq);
    Agnode_t *node = rp_grid_put(p->grid, p->rows[n], lane, name, event_label(p->arena, e));
    if (e->evidence) {
        rp_dot_mark(node, "black");
        rp_dot_set(node, "fillcolor", e->access ? "lightsalmon" : "gold");
        if (e->access)
            rp_dot_set(node, "peripheries", "2");
    }
    return node;
}

/* What is no event: a lane's head, and its end. */
static Agnode_t *draw_round(struct picture *p, size_t row, size_t lane, const char *name,
                            const char *label) {
    Agnode_t *node = rp_grid_put(p->grid, row, lane, name, label);
    rp_dot_set(node, "style", "rounded,filled");
    rp_dot_set(node, "fillcolor", "gray90");
    if (rp_task_marked(p->f, p->order->tasks[lane])) {
        rp_dot_mark(node, "red3");
        rp_dot_set(node, "fillcolor", "mistyrose");
    }
    return node;
}

static void draw_head(struct picture *p, size_t lane) {
    size_t task = p->order->tasks[lane];
    const struct rp_task *t = &p->f->tasks[task];
    const char *created = rp_dot_top(p->arena, &t->created);
    draw_round(p, 0, lane, rp_arena_printf(p->arena, "t%zu", task),
               rp_arena_printf(p->arena, "%s%s%s", rp_dot_task(p->arena, t),
                               created[0] ? ", created in\\n" : "", created));
}

static Agnode_t *draw_end(struct picture *p, size_t lane) {
    size_t task = p->order->tasks[lane];
    const struct rp_task *t = &p->f->tasks[task];
    if (!rp_unfinished(t))
        return NULL;
    const char *at = rp_dot_top(p->arena, &t->stack);
    const char *words = rp_dot_wrap(p->arena, rp_dot_state(p->arena, t), 40, 3);
    return draw_round(p, p->grid->rows - 1, lane, rp_arena_printf(p->arena, "end%zu", task),
                      rp_arena_printf(p->arena, "%s%s%s", words, at[0] ? "\\n" : "", at));
}

/* The row of each shown event, from 1: as text is read, to the right in a row, and in a new row for what is
 * further left, follows from another one, or is evidence as well. The count of rows with them. */
static size_t rows_of(struct picture *p) {
    const struct rp_order *o = p->order;
    size_t row = 1, arrow = 0, evidence = 0;
    for (size_t n = 0; n < o->count; n++) {
        const struct rp_event *e = &p->f->events[o->shown[n]];
        size_t before = n ? p->f->events[o->shown[n - 1]].task : SIZE_MAX;
        bool lower = n && o->lane[e->task] <= o->lane[before];
        for (; arrow < o->arrow_count && o->arrows[arrow].to == n; arrow++)
            lower |= p->rows[o->arrows[arrow].from] == row;
        row += lower || (e->evidence && evidence == row);
        if (e->evidence)
            evidence = row;
        p->rows[n] = row;
    }
    return o->count ? row + 1 : 1;
}

static void draw_lane(struct picture *p, size_t l) {
    const struct rp_order *o = p->order;
    size_t last = SIZE_MAX;
    draw_head(p, l);
    for (size_t n = 0; n < o->count; n++) {
        if (p->f->events[o->shown[n]].task != o->tasks[l])
            continue;
        p->nodes[n] = draw_event(p, n, l);
        size_t between = last != SIZE_MAX ? rp_order_between(o, last, n) : 0;
        if (between)
            rp_grid_at(p->grid, p->rows[n], l)->above =
                rp_arena_printf(p->arena, "  %zu more", between);
        last = n;
    }
    p->ends[l] = draw_end(p, l);
}

/* Between two events of one task stands the lane's own line. */
static void draw_arrow(struct picture *p, const struct rp_arrow *arrow) {
    if (strcmp(arrow->kind, RP_NEXT) == 0)
        return;
    Agedge_t *e =
        line(p, p->nodes[arrow->from], p->nodes[arrow->to], rp_edge_kind_named(arrow->kind));
    if (strcmp(arrow->kind, RP_THROUGH) != 0)
        rp_dot_label(p->arena, e, rp_dot_cut(p->arena, arrow->kind, 24));
}

/* The two accesses of a race, which no path leads between. */
static void draw_race(struct picture *p) {
    size_t ends[2] = {SIZE_MAX, SIZE_MAX};
    for (size_t n = 0; n < p->order->count; n++) {
        unsigned access = p->f->events[p->order->shown[n]].access;
        if (access)
            ends[access == 2] = n;
    }
    if (ends[0] != SIZE_MAX && ends[1] != SIZE_MAX)
        over(p, p->nodes[ends[0]], p->nodes[ends[1]],
             p->f->race->unordered ? &race_line : &freed_line, false);
}

/* In a circle all orders matter, what leaks does so in any order, and a predicted deadlock has not happened. */
static bool order_decides(const struct rp_finding *f) {
    const char *kind = rp_or_empty(f->kind);
    return !f->cycle_count && !strstr(kind, "leak") && strcmp(kind, "lock-order") != 0;
}

/* What decided: two tasks' evidence on one object, one right after the other, and no rule but chance. */
static void draw_chance(struct picture *p) {
    const struct rp_order *o = p->order;
    size_t last = SIZE_MAX;
    for (size_t n = 0; n < o->count; n++) {
        const struct rp_event *e = &p->f->events[o->shown[n]];
        if (!e->evidence)
            continue;
        const struct rp_event *other = last != SIZE_MAX ? &p->f->events[o->shown[last]] : e;
        if (other->task != e->task &&
            strcmp(rp_or_empty(other->object), rp_or_empty(e->object)) == 0 &&
            !rp_order_forced(p->arena, o, last, n))
            over(p, p->nodes[last], p->nodes[n], &chance_line, false);
        last = n;
    }
}

/* From a task's end to where another one took what it waits for, or to that one's end. */
static void draw_wait(struct picture *p, const struct rp_wait *w) {
    const struct rp_order *o = p->order;
    size_t from = w->from < p->f->task_count ? o->lane[w->from] : SIZE_MAX;
    size_t to = w->to < p->f->task_count ? o->lane[w->to] : SIZE_MAX;
    bool matters =
        w->in_cycle || (!p->f->cycle_count && strstr(rp_or_empty(p->f->kind), "deadlock"));
    if (from == SIZE_MAX || to == SIZE_MAX || !matters || !p->ends[from])
        return;
    const struct rp_task *holder = &p->f->tasks[w->to];
    Agnode_t *target = p->ends[to];
    for (size_t i = 0; i < holder->hold_count; i++)
        for (size_t n = 0; n < o->count; n++)
            if (p->f->events[o->shown[n]].seq == holder->holds[i].event &&
                strcmp(rp_or_empty(holder->holds[i].object), rp_or_empty(w->object)) == 0)
                target = p->nodes[n];
    if (target && target != p->ends[from])
        over(p, target, p->ends[from], &waits_line, true);
}

static void draw(struct picture *p) {
    const struct rp_order *o = p->order;
    size_t rows = rows_of(p) + 1;
    p->grid = rp_grid_new(p->arena, p->g, rows, o->lanes);
    if (rows > CURVED_ROWS)
        rp_dot_default(p->g, AGRAPH, "splines", "line");
    for (size_t l = 0; l < o->lanes; l++)
        draw_lane(p, l);
    for (size_t i = 0; i < o->arrow_count; i++)
        draw_arrow(p, &o->arrows[i]);
    Agnode_t **last = rp_arena_array(p->arena, rows, sizeof(Agnode_t *));
    rp_grid_close(p->grid, last);
    if (p->f->race)
        draw_race(p);
    else if (order_decides(p->f))
        draw_chance(p);
    for (size_t i = 0; i < p->f->wait_count; i++)
        draw_wait(p, &p->f->waits[i]);
    rp_dot_legend(p->arena, p->g, p->used, p->used_count, last, rows);
}

int rp_dot_hb(const struct rp_finding *f, const struct rp_options *options, struct rp_sink *s) {
    struct rp_arena *arena = rp_arena_new();
    struct picture p = {.arena = arena, .f = f, .order = rp_order_of(arena, f, options->full)};
    p.nodes = rp_arena_array(arena, p.order->count, sizeof(Agnode_t *));
    p.rows = rp_arena_array(arena, p.order->count, sizeof *p.rows);
    p.ends = rp_arena_array(arena, p.order->lanes, sizeof(Agnode_t *));
    p.g = rp_dot_open(arena, "happens_before", f->title,
                      p.order->cut ? "Only the events that matter most are drawn" : "");
    draw(&p);
    int error = rp_dot_close(p.g, s);
    rp_arena_free(arena);
    return error;
}
