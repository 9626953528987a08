/* dot_grid.c: rows, columns, and the spots that keep the places of a column. */
#include "dot_grid.h"

#include "dot_order.h"

/* Of one character, in hundredths of an inch: rather too wide than too narrow, since fonts differ. */
#define CHARACTER 7
#define MARGINS 22
#define DENSE 4000 /* places; above that dot would take its time with spots */

struct rp_grid *rp_grid_new(struct rp_arena *arena, Agraph_t *g, size_t rows, size_t columns) {
    struct rp_grid *grid = rp_arena_alloc(arena, sizeof *grid);
    *grid = (struct rp_grid){arena, g, rows, columns,
                             rp_arena_array(arena, rows * columns, sizeof *grid->places)};
    return grid;
}

struct rp_place *rp_grid_at(const struct rp_grid *grid, size_t row, size_t column) {
    return &grid->places[row * grid->columns + column];
}

Agnode_t *rp_grid_put(struct rp_grid *grid, size_t row, size_t column, const char *name,
                      const char *label) {
    struct rp_place *place = rp_grid_at(grid, row, column);
    place->box = rp_dot_node(grid->g, name);
    place->label = label;
    rp_dot_set(place->box, "label", label);
    return place->box;
}

static const char *width_of(const struct rp_grid *grid, size_t column) {
    size_t most = 0;
    for (size_t row = 0; row < grid->rows; row++) {
        const struct rp_place *place = rp_grid_at(grid, row, column);
        size_t n = place->box ? rp_dot_columns(place->label) : 0;
        most = n > most ? n : most;
    }
    size_t hundredths = most * CHARACTER + MARGINS;
    return rp_arena_printf(grid->arena, "%zu.%02zu", hundredths / 100, hundredths % 100);
}

static Agnode_t *spot(struct rp_grid *grid, size_t row, size_t column) {
    Agnode_t *node = rp_dot_node(grid->g, rp_arena_printf(grid->arena, "s%zu_%zu", column, row));
    rp_dot_set(node, "shape", "plaintext");
    rp_dot_set(node, "style", "");
    rp_dot_set(node, "peripheries", "0");
    rp_dot_set(node, "height", "0.02");
    rp_dot_set(node, "margin", "0");
    rp_dot_set(node, "label", "");
    rp_dot_set(node, "fixedsize", "true");
    return node;
}

/* One stretch of a column's line, to the middle of a spot. */
static Agedge_t *stretch(struct rp_grid *grid, Agnode_t *from, Agnode_t *to, bool from_box,
                         bool to_box) {
    const struct rp_edge_kind *kind = rp_edge_kind_named(RP_NEXT);
    Agedge_t *e = rp_dot_edge(grid->g, from, to);
    rp_dot_set(e, "color", kind->colour);
    rp_dot_set(e, "style", kind->style);
    rp_dot_set(e, "arrowhead", kind->head);
    rp_dot_set(e, "weight", "100");
    rp_dot_set(e, "tailclip", from_box ? "true" : "false");
    rp_dot_set(e, "headclip", to_box ? "true" : "false");
    return e;
}

static bool dense(const struct rp_grid *grid) {
    return grid->rows * grid->columns <= DENSE;
}

static void close_column(struct rp_grid *grid, size_t column) {
    const char *group = rp_arena_printf(grid->arena, "c%zu", column);
    const char *width = width_of(grid, column);
    size_t last = grid->rows;
    while (last > 0 && !rp_grid_at(grid, last - 1, column)->box)
        last--;
    Agnode_t *above = NULL;
    bool above_is_box = false;
    Agedge_t *first = NULL; /* stretch below the last box */
    for (size_t row = 0; row < last; row++) {
        struct rp_place *place = rp_grid_at(grid, row, column);
        bool is_box = place->label != NULL;
        if (!is_box && (!above || !dense(grid)))
            continue;
        if (!is_box)
            place->box = spot(grid, row, column);
        rp_dot_set(place->box, "group", group);
        rp_dot_set(place->box, "width", width);
        Agedge_t *e = above ? stretch(grid, above, place->box, above_is_box, is_box) : NULL;
        if (above_is_box)
            first = e;
        if (is_box && place->above && first)
            rp_dot_set(first, "label", place->above);
        above = place->box;
        above_is_box = is_box;
    }
}

void rp_grid_close(struct rp_grid *grid, Agnode_t **ends) {
    for (size_t column = 0; column < grid->columns; column++)
        close_column(grid, column);
    for (size_t row = 0; row < grid->rows; row++) {
        ends[row] = NULL;
        if (row && row + 1 < grid->rows && !dense(grid))
            continue;
        Agraph_t *same = rp_dot_group(grid->g, rp_arena_printf(grid->arena, "row%zu", row));
        rp_dot_set(same, "rank", "same");
        for (size_t column = 0; column < grid->columns; column++) {
            Agnode_t *box = rp_grid_at(grid, row, column)->box;
            if (!box)
                continue;
            agsubnode(same, box, 1);
            if (ends[row])
                rp_dot_order(grid->g, ends[row], box);
            ends[row] = box;
        }
    }
}
