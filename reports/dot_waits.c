/* dot_waits.c: the wait-for graph: who waits for whom, and because of what. */
#include <stdint.h>

#include "dot_parts.h"
#include "escape.h"
#include "words.h"

static Agnode_t *task_node(Agraph_t *g, struct rp_arena *a, const struct rp_finding *f, size_t i) {
    Agnode_t *n = rp_dot_node(g, rp_arena_printf(a, "t%zu", i));
    const struct rp_task *t = &f->tasks[i];
    const char *name = rp_or_empty(t->name);
    rp_dot_set(n, "label",
               rp_arena_printf(a, "%s%s%s\\n%s", rp_dot_text(a, t->id), name[0] ? " " : "",
                               rp_dot_text(a, name), rp_dot_text(a, t->state)));
    return n;
}

static void wait_edge(Agraph_t *g, struct rp_arena *a, const struct rp_finding *f, size_t i) {
    const struct rp_wait *w = &f->waits[i];
    Agnode_t *from = task_node(g, a, f, w->from), *to;
    if (w->to < f->task_count) {
        to = task_node(g, a, f, w->to);
    } else {
        to = rp_dot_node(g, rp_arena_printf(a, "nobody%zu", i));
        rp_dot_set(to, "label", "nobody");
        rp_dot_set(to, "shape", "plaintext");
    }
    Agedge_t *e = rp_dot_edge(g, from, to);
    const char *object = rp_or_empty(w->object);
    rp_dot_set(e, "label",
               rp_arena_printf(a, "%s%s%s", rp_dot_text(a, w->why), object[0] ? " " : "",
                               rp_dot_text(a, object)));
    if (w->in_cycle) {
        rp_dot_set(e, "color", "red");
        rp_dot_set(e, "penwidth", "2");
        rp_dot_set(from, "color", "red");
        rp_dot_set(to, "color", "red");
    }
}

int rp_dot_waits(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s) {
    (void)o;
    struct rp_arena *a = rp_arena_new();
    Agraph_t *g = rp_dot_open(a, "waits", f->title);
    for (size_t i = 0; i < f->wait_count; i++)
        if (f->waits[i].from < f->task_count)
            wait_edge(g, a, f, i);
    int error = rp_dot_close(g, s);
    rp_arena_free(a);
    return error;
}
