/* dot_hb.c: the happens-before graph: one lane a task, events in order, an edge where one event lets
 * another happen. By default only the failing cone: what happened before the evidence and before
 * each unfinished task's last event.
 */
#include <stdlib.h>
#include <string.h>

#include "dot_parts.h"
#include "escape.h"
#include "words.h"

#define CONE_LIMIT 200  /* events drawn by default, the newest of the cone */
#define FULL_LIMIT 2000 /* events drawn at most: dot runs out of stack on some tens of thousands */

/* What is drawn. */
struct cone {
    struct rp_arena *arena;
    const struct rp_finding *f;
    size_t *previous; /* event of the same task before each event, SIZE_MAX none */
    size_t *cause;    /* event that each event synchronises with, SIZE_MAX none */
    bool *in;
    bool cut; /* older events had to be left out */
};

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

static void link_events(struct cone *c) {
    const struct rp_finding *f = c->f;
    size_t *last = rp_arena_array(c->arena, f->task_count, sizeof *last);
    for (size_t i = 0; i < f->task_count; i++)
        last[i] = SIZE_MAX;
    for (size_t i = 0; i < f->event_count; i++) {
        size_t task = f->events[i].task;
        c->previous[i] = task < f->task_count ? last[task] : SIZE_MAX;
        c->cause[i] = f->events[i].from ? index_of(f, f->events[i].from) : SIZE_MAX;
        if (c->cause[i] != SIZE_MAX && c->cause[i] >= i)
            c->cause[i] = SIZE_MAX;
        if (task < f->task_count)
            last[task] = i;
    }
    for (size_t i = 0; i < f->task_count; i++)
        if (last[i] != SIZE_MAX && strcmp(rp_or_empty(f->tasks[i].state), "ended") != 0)
            c->in[last[i]] = true;
}

/* Both predecessors of an event stand before it, so one sweep from the end closes the cone. */
static void close_cone(struct cone *c, bool full) {
    const struct rp_finding *f = c->f;
    size_t drawn = 0, limit = full ? FULL_LIMIT : CONE_LIMIT;
    for (size_t i = f->event_count; i-- > 0;) {
        c->in[i] |= f->events[i].evidence || full;
        if (c->in[i] && drawn >= limit)
            c->cut = true;
        if (f->events[i].task >= f->task_count || drawn >= limit)
            c->in[i] = false;
        if (!c->in[i])
            continue;
        drawn++;
        if (c->previous[i] != SIZE_MAX)
            c->in[c->previous[i]] = true;
        if (c->cause[i] != SIZE_MAX)
            c->in[c->cause[i]] = true;
    }
}

static const char *node_name(struct cone *c, size_t event) {
    const struct rp_event *e = &c->f->events[event];
    return e->aside ? rp_arena_printf(c->arena, "access%u", e->access)
                    : rp_arena_printf(c->arena, "e%llu", (unsigned long long)e->seq);
}

static const char *event_label(struct cone *c, const struct rp_event *e) {
    struct rp_arena *a = c->arena;
    const char *object = rp_or_empty(e->object), *result = rp_or_empty(e->result);
    const char *where = "";
    if (e->where) {
        const char *file = rp_or_empty(e->where->file);
        const char *slash = strrchr(file, '/');
        const char *function = rp_dot_text(a, e->where->function);
        where = file[0] ? rp_arena_printf(a, "\\n%s %s:%d", function,
                                          rp_dot_text(a, slash ? slash + 1 : file), e->where->line)
                        : rp_arena_printf(a, "\\n%s %s+0x%llx", function,
                                          rp_dot_text(a, e->where->module),
                                          (unsigned long long)e->where->offset);
    }
    bool plain = !result[0] || strcmp(result, "ok") == 0;
    const char *number = e->aside ? "" : rp_arena_printf(a, "%llu ", (unsigned long long)e->seq);
    return rp_arena_printf(a, "%s%s%s%s%s%s%s", number, rp_dot_text(a, e->op), object[0] ? " " : "",
                           rp_dot_text(a, object), plain ? "" : ": ",
                           plain ? "" : rp_dot_text(a, result), where);
}

static void draw_lane(struct cone *c, Agraph_t *g, size_t task) {
    const struct rp_finding *f = c->f;
    Agraph_t *lane = NULL;
    for (size_t i = 0; i < f->event_count; i++) {
        if (!c->in[i] || f->events[i].task != task)
            continue;
        if (!lane) {
            lane = rp_dot_lane(g, rp_arena_printf(c->arena, "cluster_t%zu", task));
            const char *name = rp_or_empty(f->tasks[task].name);
            rp_dot_set(lane, "label",
                       rp_arena_printf(c->arena, "%s%s%s", rp_dot_text(c->arena, f->tasks[task].id),
                                       name[0] ? " " : "", rp_dot_text(c->arena, name)));
        }
        Agnode_t *n = rp_dot_node(lane, node_name(c, i));
        rp_dot_set(n, "label", event_label(c, &f->events[i]));
        if (f->events[i].evidence) {
            rp_dot_set(n, "fillcolor", f->events[i].access ? "tomato" : "gold");
            rp_dot_set(n, "style", "filled");
        }
    }
}

static const char *edge_colour(const char *edge) {
    static const char *const colours[][2] = {
        {"create", "forestgreen"},      {"join", "forestgreen"},
        {"unlock-lock", "blue"},        {"signal-wake", "purple"},
        {"send-receive", "darkgreen"},  {"receive-send", "darkolivegreen"},
        {"close-receive", "firebrick"}, {"cancel", "firebrick"},
        {"done-wait", "purple"},        {"go-start", "gray30"},
        {"atomic", "gray50"},           {"post-wait", "purple"},
        {"barrier", "darkorange"},      {"once", "darkorange"},
        {"annotation", "brown"}};
    for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++)
        if (strcmp(edge, colours[i][0]) == 0)
            return colours[i][1];
    return "black";
}

static void draw_edges(struct cone *c, Agraph_t *g) {
    const struct rp_finding *f = c->f;
    for (size_t i = 0; i < f->event_count; i++) {
        if (!c->in[i])
            continue;
        Agnode_t *to = rp_dot_node(g, node_name(c, i));
        size_t previous = c->previous[i], cause = c->cause[i];
        if (previous != SIZE_MAX && c->in[previous]) {
            Agedge_t *e = rp_dot_edge(g, rp_dot_node(g, node_name(c, previous)), to);
            rp_dot_set(e, "color", "gray60");
            rp_dot_set(e, "weight", "10");
        }
        /* Within one task the lane's own edge already says it. */
        if (cause == SIZE_MAX || !c->in[cause] || f->events[cause].task == f->events[i].task)
            continue;
        const char *edge = rp_or_empty(f->events[i].edge);
        Agedge_t *e = rp_dot_edge(g, rp_dot_node(g, node_name(c, cause)), to);
        rp_dot_set(e, "color", edge_colour(edge));
        rp_dot_set(e, "label", rp_dot_text(c->arena, edge));
    }
}

/* The two accesses of a race, which no path leads between. */
static void draw_race(struct cone *c, Agraph_t *g) {
    Agnode_t *ends[2] = {NULL, NULL};
    for (size_t i = 0; i < c->f->event_count; i++)
        if (c->in[i] && c->f->events[i].access)
            ends[c->f->events[i].access == 2] = rp_dot_node(g, node_name(c, i));
    if (!c->f->race || !ends[0] || !ends[1])
        return;
    Agedge_t *e = rp_dot_edge(g, ends[0], ends[1]);
    rp_dot_set(e, "color", "red");
    rp_dot_set(e, "style", "dashed");
    rp_dot_set(e, "constraint", "false");
    rp_dot_set(e, "dir", c->f->race->unordered ? "none" : "forward");
    rp_dot_set(e, "label", c->f->race->unordered ? "race" : "use after free");
}

static Agraph_t *start(struct cone *c) {
    Agraph_t *g = rp_dot_open("happens_before");
    rp_dot_default(g, AGRAPH, "label", "");
    rp_dot_default(g, AGRAPH, "labelloc", "t");
    rp_dot_default(g, AGRAPH, "newrank", "true");
    rp_dot_default(g, AGNODE, "label", "");
    rp_dot_default(g, AGNODE, "shape", "box");
    rp_dot_default(g, AGNODE, "style", "");
    rp_dot_default(g, AGNODE, "fillcolor", "white");
    rp_dot_default(g, AGEDGE, "label", "");
    rp_dot_default(g, AGEDGE, "color", "black");
    rp_dot_default(g, AGEDGE, "weight", "1");
    if (c->f->race) {
        rp_dot_default(g, AGEDGE, "style", "");
        rp_dot_default(g, AGEDGE, "constraint", "true");
        rp_dot_default(g, AGEDGE, "dir", "forward");
    }
    rp_dot_set(g, "label",
               rp_arena_printf(c->arena, "%s%s", rp_dot_text(c->arena, c->f->title),
                               c->cut ? "\\n(only the newest events are drawn)" : ""));
    return g;
}

int rp_dot_hb(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s) {
    struct cone c = {.arena = rp_arena_new(), .f = f};
    c.previous = rp_arena_array(c.arena, f->event_count, sizeof *c.previous);
    c.cause = rp_arena_array(c.arena, f->event_count, sizeof *c.cause);
    c.in = rp_arena_array(c.arena, f->event_count, sizeof *c.in);
    link_events(&c);
    close_cone(&c, o->full);
    Agraph_t *g = start(&c);
    for (size_t task = 0; task < f->task_count; task++)
        draw_lane(&c, g, task);
    draw_edges(&c, g);
    draw_race(&c, g);
    int error = rp_dot_close(g, s);
    rp_arena_free(c.arena);
    return error;
}
