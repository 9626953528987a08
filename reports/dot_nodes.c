/* dot_nodes.c: tasks and objects as the graphs of locks, channels and waits draw them. */
#include <string.h>

#include "dot_order.h"
#include "dot_parts.h"
#include "words.h"

Agnode_t *rp_dot_task_node(struct rp_arena *a, Agraph_t *g, const struct rp_finding *f,
                           size_t task) {
    const char *name = rp_arena_printf(a, "t%zu", task);
    Agnode_t *node = agnode(g, (char *)(uintptr_t)name, 0);
    if (node)
        return node;
    const struct rp_task *t = &f->tasks[task];
    const char *at = rp_unfinished(t) ? rp_dot_top(a, &t->stack) : "";
    node = rp_dot_node(g, name);
    rp_dot_set(node, "label",
               rp_arena_printf(a, "%s\\n%s%s%s", rp_dot_task(a, t),
                               rp_dot_wrap(a, rp_dot_state(a, t), 40, 3), at[0] ? "\\n" : "", at));
    rp_dot_set(node, "style", "rounded,filled");
    rp_dot_set(node, "fillcolor", "gray90");
    if (rp_task_marked(f, task)) {
        rp_dot_mark(node, "red3");
        rp_dot_set(node, "fillcolor", "mistyrose");
    }
    return node;
}

size_t rp_dot_object(const struct rp_finding *f, const char *name) {
    for (size_t i = 0; i < f->object_count; i++)
        if (strcmp(rp_or_empty(f->objects[i].name), name) == 0)
            return i;
    for (size_t i = 0; i < f->wait_count; i++)
        if (strcmp(rp_or_empty(f->waits[i].object), name) == 0)
            return f->object_count + i;
    return SIZE_MAX;
}

/* Kind, name, what does not change, and where it was made. A name often starts with the kind. */
static const char *object_label(struct rp_arena *a, const struct rp_object *o) {
    const char *kind = rp_or_empty(o->kind), *name = rp_or_empty(o->name);
    const char *detail = rp_or_empty(o->detail), *made = rp_dot_top(a, &o->made);
    bool twice = strncmp(name, kind, strlen(kind)) == 0;
    return rp_arena_printf(a, "%s%s%s%s%s%s%s", twice ? "" : rp_dot_cut(a, kind, 24),
                           twice || !kind[0] ? "" : " ", rp_dot_cut(a, name, 40),
                           detail[0] ? "\\n" : "", rp_dot_cut(a, detail, 40),
                           made[0] ? "\\nmade in " : "", made);
}

Agnode_t *rp_dot_object_node(struct rp_arena *a, Agraph_t *g, const struct rp_finding *f,
                             size_t object, const char *more) {
    Agnode_t *node = rp_dot_node(g, rp_arena_printf(a, "o%zu", object));
    const char *label = object < f->object_count
                            ? object_label(a, &f->objects[object])
                            : rp_dot_cut(a, f->waits[object - f->object_count].object, 40);
    rp_dot_set(node, "label", rp_arena_printf(a, "%s%s%s", label, more[0] ? "\\n" : "", more));
    rp_dot_set(node, "shape", "ellipse");
    return node;
}
