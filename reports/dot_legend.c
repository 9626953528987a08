/* dot_legend.c: a sample of each kind of edge that a graph has, and what it means. */
#include <string.h>

#include "dot_parts.h"

static Agnode_t *end(Agraph_t *g, const char *name, const char *words, const char *width) {
    Agnode_t *n = rp_dot_node(g, name);
    rp_dot_set(n, "label", words);
    rp_dot_set(n, "width", width);
    rp_dot_set(n, "shape", "plaintext");
    rp_dot_set(n, "style", "");
    rp_dot_set(n, "peripheries", "0");
    rp_dot_set(n, "height", "0.1");
    rp_dot_set(n, "margin", "0.05,0");
    rp_dot_set(n, "fontsize", "9");
    return n;
}

/* Keeps LOWER right below UPPER. */
static void below(Agraph_t *g, Agnode_t *upper, Agnode_t *lower) {
    Agedge_t *e = rp_dot_edge(g, upper, lower);
    rp_dot_set(e, "style", "invis");
    rp_dot_set(e, "weight", "100");
}

void rp_dot_legend(struct rp_arena *a, Agraph_t *g, const struct rp_edge_kind *const *kinds,
                   size_t count, Agnode_t **ends, size_t rows) {
    Agnode_t *upper[2] = {NULL, NULL};
    for (size_t i = 0; i < count; i++) {
        Agraph_t *row = rp_dot_group(g, rp_arena_printf(a, "legend%zu", i));
        rp_dot_set(row, "rank", "same");
        Agnode_t *from = end(row, rp_arena_printf(a, "from%zu", i),
                             rp_arena_printf(a, "%s\\r", kinds[i]->name), "1.1");
        Agnode_t *to = end(row, rp_arena_printf(a, "to%zu", i),
                           rp_arena_printf(a, "%s\\l", kinds[i]->words), "2.2");
        Agedge_t *e = rp_dot_edge(row, from, to);
        rp_dot_set(e, "color", kinds[i]->colour);
        rp_dot_set(e, "style", kinds[i]->style);
        rp_dot_set(e, "arrowhead", kinds[i]->head);
        rp_dot_set(e, "minlen", "2");
        if (strcmp(kinds[i]->style, "bold") == 0)
            rp_dot_mark(e, kinds[i]->colour);
        if (i < rows && ends[i]) {
            agsubnode(row, ends[i], 1);
            rp_dot_order(g, ends[i], from);
        }
        if (i) {
            below(g, upper[0], from);
            below(g, upper[1], to);
        }
        upper[0] = from;
        upper[1] = to;
    }
}
