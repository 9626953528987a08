/* dot_kinds.h: how each kind of edge is drawn: told apart by line and arrowhead alone, as on grey paper. */
#ifndef RP_DOT_KINDS_H
#define RP_DOT_KINDS_H

#include <stddef.h>

struct rp_edge_kind {
    const char *name; /* rp_event.edge, or one of dot_order.h's */
    const char *colour, *style, *head;
    const char *words; /* for the legend */
};
/* Ended by one without a name; no two have the same style and head. */
extern const struct rp_edge_kind rp_edge_kinds[];
/* The row of NAME, or that of "order" if there is none. */
const struct rp_edge_kind *rp_edge_kind_named(const char *name);

#endif
