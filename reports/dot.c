/* dot.c: the DOT report, and the thin layer over libcgraph that both of its graphs use. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "dot_parts.h"

/* cgraph takes char * but only reads. */
static char *unconst(const char *text) {
    return (char *)(uintptr_t)text;
}

Agraph_t *rp_dot_open(const char *name) {
    Agdisc_t disc = {.mem = &AgMemDisc, .id = &rp_dot_ids, .io = &AgIoDisc};
    return agopen(unconst(name), Agdirected, &disc);
}

void rp_dot_set(void *object, const char *attribute, const char *text) {
    agsafeset(object, unconst(attribute), unconst(text), unconst(""));
}

void rp_dot_default(Agraph_t *g, int kind, const char *attribute, const char *text) {
    agattr(g, kind, unconst(attribute), unconst(text));
}

Agraph_t *rp_dot_lane(Agraph_t *g, const char *name) {
    return agsubg(g, unconst(name), 1);
}

Agnode_t *rp_dot_node(Agraph_t *g, const char *name) {
    return agnode(g, unconst(name), 1);
}

Agedge_t *rp_dot_edge(Agraph_t *g, Agnode_t *from, Agnode_t *to) {
    return agedge(g, from, to, NULL, 1);
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
