/* dot_parts.h: the little of libcgraph that both graphs need. */
#ifndef RP_DOT_PARTS_H
#define RP_DOT_PARTS_H

#include <graphviz/cgraph.h>

#include "arena.h"
#include "writer.h"

/* Sets ATTRIBUTE of OBJECT to TEXT as it is (rp_dot_text() has been applied to what needs it). */
void rp_dot_set(void *object, const char *attribute, const char *text);
extern Agiddisc_t rp_dot_ids; /* dot_ids.c */
Agraph_t *rp_dot_open(const char *name);
/* Attributes with a default for each kind of object must be declared before they are set. */
void rp_dot_default(Agraph_t *g, int kind, const char *attribute, const char *text);
Agraph_t *rp_dot_lane(Agraph_t *g, const char *name);
Agnode_t *rp_dot_node(Agraph_t *g, const char *name);
Agedge_t *rp_dot_edge(Agraph_t *g, Agnode_t *from, Agnode_t *to);
/* Writes G to S and closes it; 0 or an errno number. */
int rp_dot_close(Agraph_t *g, struct rp_sink *s);

#endif
