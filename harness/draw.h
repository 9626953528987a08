/* draw.h: pictures of graphs, made by graphviz's dot as a child process.
 *
 * dot is looked up at fixed absolute places, never along PATH, and started without a shell. It gets the
 * graph on a descriptor, an environment of its own in which it opens no file that a graph names, and
 * limits on wall-clock and CPU time, memory and output. Nothing of it is left when a call returns.
 */
#ifndef HN_DRAW_H
#define HN_DRAW_H

#include <stdbool.h>
#include <stddef.h>

#include "../reports/model.h"

#define HN_DRAW_MS 30000 /* for a graph that somebody waits for */

/* Draws the N bytes of DOT as FORMAT, "svg" or "png", within LIMIT_MS of wall-clock time. *OUT is the
 * caller's to free, NUL-terminated behind *OUT_N bytes; untouched on failure. 0, or an errno number:
 * ENOENT dot is not installed; EINVAL it does not take this for a graph, or FORMAT is none of the two;
 * ETIMEDOUT; EFBIG too much memory, CPU time or output; others: no child could be made. */
int hn_draw(const char *dot, size_t n, const char *format, char **out, size_t *out_n, int limit_ms);

/* The SVG element in the N bytes that dot wrote, without what a page that shows several of them must
 * not hold: XML declaration, document type, comments, ids, titles, links. A node's or an edge's title
 * (its name in DOT) becomes its data-name. NULL if there is an element or an attribute in it that dot
 * does not write for shapes and text. The result is ARENA's. */
const char *hn_clean_svg(struct rp_arena *arena, const char *svg, size_t n);

/* Fills F->pictures, ARENA's, with every graph that F has. 0, or an errno number as above: then those
 * drawn before the failure are there. */
int hn_draw_pictures(struct rp_arena *arena, struct rp_finding *f);

#endif
