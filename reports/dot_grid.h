/* dot_grid.h: boxes in rows and columns, for columns that really stand side by side.
 *
 * dot orders what is in one row by arrows between neighbours, and draws straight down what heavy arrows
 * join. So every place of a column between its first and its last box is taken: by a box, or by a spot
 * without height that the column's line goes through and that is as wide as the column's boxes. Where that
 * would be thousands, only the first and the last row are kept in order.
 */
#ifndef RP_DOT_GRID_H
#define RP_DOT_GRID_H

#include "dot_parts.h"

struct rp_grid {
    struct rp_arena *arena;
    Agraph_t *g;
    size_t rows, columns;
    struct rp_place {
        Agnode_t *box;     /* NULL: nothing, or a spot */
        const char *label; /* of the box */
        const char *above; /* label of the line that leads to it; NULL none */
    } * places;            /* row by row */
};

/* Lives as long as ARENA. */
struct rp_grid *rp_grid_new(struct rp_arena *arena, Agraph_t *g, size_t rows, size_t columns);
struct rp_place *rp_grid_at(const struct rp_grid *grid, size_t row, size_t column);
/* A box at an empty place. */
Agnode_t *rp_grid_put(struct rp_grid *grid, size_t row, size_t column, const char *name,
                      const char *label);
/* Draws lines and spots and orders everything. ENDS gets the rightmost of each row, NULL if the row is empty. */
void rp_grid_close(struct rp_grid *grid, Agnode_t **ends);

#endif
