/* dot_parts.h: what the graphs share: a thin layer over libcgraph, labels, and the kinds of edges. */
#ifndef RP_DOT_PARTS_H
#define RP_DOT_PARTS_H

#include <graphviz/cgraph.h>

#include "arena.h"
#include "dot_kinds.h"
#include "writer.h"

/* --- dot.c: libcgraph --- */

/* Sets ATTRIBUTE of OBJECT to TEXT as it is (what needs it has been made safe by the functions below). */
void rp_dot_set(void *object, const char *attribute, const char *text);
extern Agiddisc_t rp_dot_ids; /* dot_ids.c */
/* A directed graph with the defaults that all of ours have; over it TITLE, and NOTE on how to read it. */
Agraph_t *rp_dot_open(struct rp_arena *arena, const char *name, const char *title,
                      const char *note);
/* Attributes with a default for each kind of object must be declared before they are set. */
void rp_dot_default(Agraph_t *g, int kind, const char *attribute, const char *text);
Agraph_t *rp_dot_group(Agraph_t *g, const char *name);
Agnode_t *rp_dot_node(Agraph_t *g, const char *name);
Agedge_t *rp_dot_edge(Agraph_t *g, Agnode_t *from, Agnode_t *to);
/* One of several edges between the same nodes, told apart by KEY. */
Agedge_t *rp_dot_edge_named(Agraph_t *g, Agnode_t *from, Agnode_t *to, const char *key);
/* Gives an edge a label, apart from lines and other labels by some room on both sides. */
void rp_dot_label(struct rp_arena *arena, Agedge_t *e, const char *label);
/* Says in the picture that COUNT of WHAT are not in it; nothing for 0. */
void rp_dot_left_out(struct rp_arena *arena, Agraph_t *g, size_t count, const char *what);
/* RIGHT, in the same row, stands right of LEFT. */
void rp_dot_order(Agraph_t *g, Agnode_t *left, Agnode_t *right);
/* Marks a node or an edge as what the finding is about. */
void rp_dot_mark(void *object, const char *colour);
/* Writes G to S and closes it; 0 or an errno number. */
int rp_dot_close(Agraph_t *g, struct rp_sink *s);

/* --- dot_text.c: text for labels, which are never taken for HTML. All results are ARENA's. --- */

/* At most MOST characters, the last one an ellipsis if that is not all. */
const char *rp_dot_cut(struct rp_arena *arena, const char *text, size_t most);
/* At most LINES lines of WIDTH characters, broken at blanks. */
const char *rp_dot_wrap(struct rp_arena *arena, const char *text, size_t width, size_t lines);
/* "transfer bank.c:31". */
const char *rp_dot_place(struct rp_arena *arena, const struct rp_frame *where);
/* The innermost place of STACK that is the program's own, or just the innermost; "" for none. */
const char *rp_dot_top(struct rp_arena *arena, const struct rp_stack *stack);
/* "T1 worker". */
const char *rp_dot_task(struct rp_arena *arena, const struct rp_task *task);
/* What it does now, not yet made safe: "waits for lock m held by T2", "running". */
const char *rp_dot_state(struct rp_arena *arena, const struct rp_task *task);
/* Characters of the longest line of a label. */
size_t rp_dot_columns(const char *label);

/* --- dot_nodes.c --- */

/* The node of a task: its name, what it does now and where. */
Agnode_t *rp_dot_task_node(struct rp_arena *arena, Agraph_t *g, const struct rp_finding *f,
                           size_t task);
/* A number for the object of this name, below object_count + wait_count: its index, or what stands for one
 * that only waits know of. SIZE_MAX: there is none. */
size_t rp_dot_object(const struct rp_finding *f, const char *name);
/* The node of object number OBJECT, with the line MORE (made safe; may be empty) below. */
Agnode_t *rp_dot_object_node(struct rp_arena *arena, Agraph_t *g, const struct rp_finding *f,
                             size_t object, const char *more);

/* --- dot_channels.c, dot_locks.c --- */

bool rp_has_channels(const struct rp_finding *f);
int rp_dot_channels(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s);
/* Locks were taken, or are wanted, in a circle; or that is what the finding is about. */
bool rp_has_locks(const struct rp_finding *f);
int rp_dot_locks(const struct rp_finding *f, const struct rp_options *o, struct rp_sink *s);

/* --- dot_legend.c --- */

/* One row for each of the COUNT kinds of edges, right of the rows whose rightmost boxes are ENDS (of which
 * each may be NULL). */
void rp_dot_legend(struct rp_arena *arena, Agraph_t *g, const struct rp_edge_kind *const *kinds,
                   size_t count, Agnode_t **ends, size_t rows);

#endif
