/* cells.c: one access meets those that its granule keeps: races, and what leaves the record. */
#include "cells.h"
#include "limits.h"

/* A cell beyond the two in place. */
struct extra {
    race_cell cell;
    uint32_t stack, next;
};
static struct {
    struct extra *at; /* 0 is none */
    uint32_t used, unused;
} extras;

bool race_cells_begin(void) {
    extras.at = race_host->pages((size_t)RACE_MAX_CELLS * sizeof *extras.at);
    extras.used = 1;
    extras.unused = 0;
    return extras.at != NULL;
}

static bool ordered(const struct race_task *t, race_cell r) {
    uint32_t u = race_cell_task(r);
    return u == t->id || race_cell_epoch(r) < race_known_of(t->known, u);
}

static struct race_access told(const struct race_look *a, uint32_t stack) {
    uint32_t flags = race_cell_flags(a->key), epoch = race_cell_epoch(a->key);
    return (struct race_access){
        .addr = a->addr,
        .size = a->size > UINT32_MAX ? UINT32_MAX : (uint32_t)a->size,
        .flags = flags,
        .task = a->t->id,
        .position = race_position(a->t, epoch + ((flags & RACE_ATOMIC) != 0)),
        .stack = stack,
    };
}

static struct race_access remembered(uint64_t granule, race_cell r, uint32_t stack) {
    uint32_t mask = race_cell_mask(r), first = (uint32_t)__builtin_ctz(mask);
    uint32_t flags = race_cell_flags(r), task = race_cell_task(r);
    return (struct race_access){
        .addr = granule + first,
        .size = 32 - (uint32_t)__builtin_clz(mask) - first,
        .flags = flags,
        .task = task,
        .position =
            race_position(race_task_at(task), race_cell_epoch(r) + ((flags & RACE_ATOMIC) != 0)),
        .stack = stack,
    };
}

static uint32_t stack_of(struct race_look *a) {
    if (a->stack == 0)
        a->stack = race_stack_number(a->t, a->pc);
    return a->stack;
}

/* A, to the bytes MASK, meets R; true if nothing orders the two or R gave the memory back. */
static bool clash(struct race_look *a, uint64_t granule, unsigned mask, race_cell r,
                  uint32_t stack) {
    uint32_t rf = race_cell_flags(r), af = race_cell_flags(a->key);
    bool freed = (rf & RACE_FREE) != 0, before = ordered(a->t, r);
    bool conflict = ((rf | af) & RACE_WRITE) != 0 && (rf & af & RACE_ATOMIC) == 0;
    if (!freed && (before || !conflict))
        return false;
    struct race_found found = {
        .side = {remembered(granule, r, stack), told(a, stack_of(a))},
        .addr = granule + (uint32_t)__builtin_ctz(race_cell_mask(r) & mask),
        .freed = freed,
        .unordered = !before,
    };
    race_tell(&found);
    return true;
}

/* Whether A stands for R where both touch: who races with R later races with A too. */
static bool stands_for(const struct race_look *a, race_cell r) {
    uint32_t rf = race_cell_flags(r), af = race_cell_flags(a->key);
    return (rf & RACE_FREE) == 0 && ((af & RACE_WRITE) != 0 || (rf & RACE_WRITE) == 0) &&
           ((rf & RACE_ATOMIC) != 0 || (af & RACE_ATOMIC) == 0) && ordered(a->t, r);
}

/* What is left of another's R, or of one that is not plain, once A has come by; *DEAD: bytes that R gave
 * back. */
static race_cell meet_other(struct race_look *a, uint64_t granule, unsigned mask, race_cell r,
                            uint32_t stack, unsigned *dead) {
    if (clash(a, granule, mask, r, stack))
        *dead |= (race_cell_flags(r) & RACE_FREE) != 0 ? race_cell_mask(r) : 0;
    else if (stands_for(a, r))
        r &= ~RACE_MASK(mask);
    return race_cell_mask(r) == 0 ? 0 : r;
}

/* The same of any R. */
static inline race_cell meet(struct race_look *a, uint64_t granule, unsigned mask, race_cell r,
                             uint32_t stack, unsigned *dead) {
    const race_cell special = RACE_FLAGS(RACE_ATOMIC | RACE_FREE), task = (race_cell)0xffff << 32;
    if ((race_cell_mask(r) & mask) == 0)
        return r;
    if (((r ^ a->key) & task) != 0 || ((r | a->key) & special) != 0)
        return meet_other(a, granule, mask, r, stack, dead);
    if ((a->key & RACE_FLAGS(RACE_WRITE)) != 0 || (r & RACE_FLAGS(RACE_WRITE)) == 0)
        r &= ~RACE_MASK(mask);
    return race_cell_mask(r) == 0 ? 0 : r;
}

static void extra_drop(uint32_t *link) {
    struct extra *x = &extras.at[*link];
    uint32_t gone = *link;
    *link = x->next;
    x->next = extras.unused;
    extras.unused = gone;
}

/* Returns the bytes of MASK that A may be kept for: those that were not given back. */
static unsigned meet_all(struct race_look *a, struct race_granule *g, uint64_t granule,
                         unsigned mask) {
    unsigned dead = 0;
    for (unsigned i = 0; i < 2; i++)
        if (g->cell[i] != 0)
            g->cell[i] = meet(a, granule, mask, g->cell[i], g->stack[i], &dead);
    for (uint32_t *link = &g->more; *link != 0;) {
        struct extra *x = &extras.at[*link];
        x->cell = meet(a, granule, mask, x->cell, x->stack, &dead);
        if (x->cell == 0)
            extra_drop(link);
        else
            link = &x->next;
    }
    return mask & ~dead;
}

static uint32_t extra_new(void) {
    uint32_t i = extras.unused;
    if (i != 0)
        extras.unused = extras.at[i].next;
    else if (extras.used < RACE_MAX_CELLS)
        i = extras.used++;
    return i;
}

static void keep(struct race_granule *g, uint64_t addr, race_cell cell, uint32_t stack) {
    const struct race_window *w = race_window_of(addr);
    for (unsigned i = 0; i < 2; i++) {
        if (g->cell[i] != 0)
            continue;
        g->cell[i] = cell;
        g->stack[i] = stack;
        *race_mark_in(w, addr) |= RACE_MARK_CELLS;
        return;
    }
    uint32_t i = extra_new();
    if (i == 0) {
        race_bound("more accesses to one place by different tasks than are kept");
        return;
    }
    *race_mark_in(w, addr) |= RACE_MARK_CELLS | RACE_MARK_LISTS;
    extras.at[i] = (struct extra){.cell = cell, .stack = stack, .next = g->more};
    g->more = i;
}

/* A plain write of the same epoch to all of these bytes stands for what follows it. */
static bool stood_for(race_cell had, race_cell cell, unsigned mask) {
    uint64_t who = RACE_MASK(1) - 1;
    uint32_t flags = race_cell_flags(had);
    return had == cell || ((had & who) == (cell & who) && (race_cell_mask(had) & mask) == mask &&
                           (flags & (RACE_WRITE | RACE_ATOMIC | RACE_FREE)) == RACE_WRITE);
}

void race_look_granule(struct race_look *a, uint64_t addr, unsigned mask) {
    const struct race_window *w = race_window_of(addr);
    race_cell cell = a->key | RACE_MASK(mask);
    if (w->granules == 0 && !race_window_make(addr))
        return;
    struct race_granule *g = race_granule_in(w, addr);
    if (stood_for(g->cell[0], cell, mask) || stood_for(g->cell[1], cell, mask))
        return;
    mask = meet_all(a, g, addr, mask);
    if (mask != 0)
        keep(g, addr, a->key | RACE_MASK(mask), stack_of(a));
}

void race_cells_clear(struct race_granule *g, unsigned mask) {
    for (unsigned i = 0; i < 2; i++) {
        if (g->cell[i] == 0)
            continue;
        g->cell[i] &= ~RACE_MASK(mask);
        if (race_cell_mask(g->cell[i]) == 0)
            g->cell[i] = 0;
    }
    for (uint32_t *link = &g->more; *link != 0;) {
        struct extra *x = &extras.at[*link];
        x->cell &= ~RACE_MASK(mask);
        if (race_cell_mask(x->cell) == 0)
            extra_drop(link);
        else
            link = &x->next;
    }
    if (g->words != 0)
        race_word_forget(&g->words, mask);
}

void race_look_free(struct race_look *a, uint64_t addr, unsigned mask) {
    const struct race_window *w = race_window_of(addr);
    if (w->granules == 0 && !race_window_make(addr))
        return;
    struct race_granule *g = race_granule_in(w, addr);
    mask = meet_all(a, g, addr, mask);
    if (mask == 0)
        return;
    race_cells_clear(g, mask);
    keep(g, addr, a->key | RACE_MASK(mask), stack_of(a));
}
