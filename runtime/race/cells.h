/* cells.h: the accesses that a granule keeps, between shadow.c and cells.c. */
#ifndef RACE_CELLS_H
#define RACE_CELLS_H

#include "shadow.h"

bool race_cells_begin(void);
/* What is known of the bytes MASK of G is dropped. */
void race_cells_clear(struct race_granule *g, unsigned mask);
/* A frees the bytes MASK of the granule at ADDR. */
void race_look_free(struct race_look *a, uint64_t addr, unsigned mask);

#endif
