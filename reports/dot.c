/* dot.c: the DOT report, and the thin layer over libcgraph that its graphs use. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dot_parts.h"
#include "escape.h"

/* cgraph takes char * but only reads. */
static char *unconst(const char *text) {
    return (char *)(uintptr_t)text;
}

static void defaults(Agraph_t *g, int kind, const char *const (*rows)[2]) {
    for (; (*rows)[0]; rows++)
        rp_dot_default(g, kind, (*rows)[0], (*rows)[1]);
}

Agraph_t *rp_dot_open(struct rp_arena *arena, const char *name, const char *title,
                      const char *note) {
    static const char *const graph[][2] = {
        {"label", ""},       {"labelloc", "t"},  {"fontname", "Helvetica"}, {"fontsize", "12"},
        {"newrank", "true"}, {"nodesep", "0.3"}, {"ranksep", "0.25"},       {"rank", ""},
        {"style", ""},       {"color", "black"}, {"fillcolor", "white"},    {NULL, NULL}};
    static const char *const node[][2] = {{"label", "\\N"},          {"shape", "box"},
                                          {"style", "filled"},       {"fillcolor", "white"},
                                          {"color", "black"},        {"penwidth", "1"},
                                          {"peripheries", "1"},      {"group", ""},
                                          {"fontname", "Helvetica"}, {"fontsize", "10"},
                                          {"margin", "0.1,0.05"},    {"height", "0.3"},
                                          {"width", "0.3"},          {NULL, NULL}};
    static const char *const edge[][2] = {{"label", ""},
                                          {"color", "black"},
                                          {"fontcolor", "black"},
                                          {"style", "solid"},
                                          {"dir", "forward"},
                                          {"arrowhead", "normal"},
                                          {"arrowtail", "normal"},
                                          {"arrowsize", "0.8"},
                                          {"penwidth", "1"},
                                          {"weight", "1"},
                                          {"minlen", "1"},
                                          {"headclip", "true"},
                                          {"tailclip", "true"},
                                          {"constraint", "true"},
                                          {"fontname", "Helvetica"},
                                          {"fontsize", "9"},
                                          {NULL, NULL}};
    Agdisc_t disc = {.mem = &AgMemDisc, .id = &rp_dot_ids, .io = &AgIoDisc};
    Agraph_t *g = agopen(unconst(name), Agdirected, &disc);
    defaults(g, AGRAPH, graph);
    defaults(g, AGNODE, node);
    defaults(g, AGEDGE, edge);
    rp_dot_default(g, AGRAPH, "label",
                   rp_arena_printf(arena, "%s%s%s", rp_dot_wrap(arena, title, 90, 3),
                                   note[0] ? "\\n" : "", rp_dot_text(arena, note)));
    return g;
}

/* cgraph takes these for numbers and does not quote them; its own reader does not. */
static const char *quotable(const char *text) {
    static const char *const odd[] = {" -", " .", " -."};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        if (strcmp(text, odd[i] + 1) == 0)
            return odd[i];
    return text;
}

void rp_dot_set(void *object, const char *attribute, const char *text) {
    agsafeset(object, unconst(attribute), unconst(quotable(text)), unconst(""));
}

void rp_dot_default(Agraph_t *g, int kind, const char *attribute, const char *text) {
    agattr(g, kind, unconst(attribute), unconst(quotable(text)));
}

Agraph_t *rp_dot_group(Agraph_t *g, const char *name) {
    Agraph_t *group = agsubg(g, unconst(name), 1);
    rp_dot_set(group, "label", ""); /* it would have the graph's */
    return group;
}

Agnode_t *rp_dot_node(Agraph_t *g, const char *name) {
    return agnode(g, unconst(name), 1);
}

Agedge_t *rp_dot_edge(Agraph_t *g, Agnode_t *from, Agnode_t *to) {
    return agedge(g, from, to, NULL, 1);
}

Agedge_t *rp_dot_edge_named(Agraph_t *g, Agnode_t *from, Agnode_t *to, const char *key) {
    return agedge(g, from, to, unconst(key), 1);
}

void rp_dot_label(struct rp_arena *arena, Agedge_t *e, const char *label) {
    const char *out = "  ";
    for (const char *line = label, *end; *line; line = end) {
        for (end = line; *end && !(end[0] == '\\' && end[1] == 'n'); end++)
            end += end[0] == '\\' && end[1] != '\0';
        out = rp_arena_printf(arena, "%s%.*s  ", out, (int)(end - line), line);
        if (*end) {
            out = rp_arena_printf(arena, "%s\\n  ", out);
            end += 2;
        }
    }
    rp_dot_set(e, "label", out);
}

void rp_dot_left_out(struct rp_arena *arena, Agraph_t *g, size_t count, const char *what) {
    if (!count)
        return;
    Agnode_t *n = rp_dot_node(g, "left_out");
    rp_dot_set(n, "label", rp_arena_printf(arena, "%zu more %s are not drawn", count, what));
    rp_dot_set(n, "shape", "plaintext");
    rp_dot_set(n, "style", "");
    rp_dot_set(n, "peripheries", "0");
}

void rp_dot_order(Agraph_t *g, Agnode_t *left, Agnode_t *right) {
    /* Not without weight: such edges order nothing. */
    rp_dot_set(rp_dot_edge(g, left, right), "style", "invis");
}

void rp_dot_mark(void *object, const char *colour) {
    rp_dot_set(object, "color", colour);
    rp_dot_set(object, "penwidth", "3");
}

int rp_dot_close(Agraph_t *g, struct rp_sink *s) {
    char *bytes = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&bytes, &n);
    if (!f) {
        agclose(g);
        return ENOMEM;
    }
    int failed = agwrite(g, f);
    failed |= fclose(f);
    agclose(g);
    if (!failed)
        rp_write(s, bytes, n);
    free(bytes);
    return failed ? EIO : 0;
}

static bool always(const struct rp_finding *f) {
    (void)f;
    return true;
}

static bool has_waits(const struct rp_finding *f) {
    return f->wait_count != 0;
}

const struct rp_graph rp_graphs[] = {{"happens-before", "hb", always, rp_dot_hb},
                                     {"waits", "waits", has_waits, rp_dot_waits},
                                     {"channels", "channels", rp_has_channels, rp_dot_channels},
                                     {"locks", "locks", rp_has_locks, rp_dot_locks},
                                     {NULL, NULL, NULL, NULL}};

static void write_finding(const struct rp_finding *f, const struct rp_options *o,
                          struct rp_sink *s) {
    int error = 0;
    for (const struct rp_graph *g = rp_graphs; g->name && !error; g++)
        if (g->has(f))
            error = g->draw(f, o, s);
    if (error)
        rp_sink_fail(s, error);
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    for (size_t i = 0; i < c->finding_count; i++)
        write_finding(&c->findings[i], o, s);
}

const struct rp_writer rp_writer_dot = {
    .name = "dot",
    .extension = "dot",
    .campaign = write_campaign,
    .finding = write_finding,
};
