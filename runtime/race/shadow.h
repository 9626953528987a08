/* shadow.h: what is kept of the program's memory.
 *
 * Eight bytes of memory have a granule: the accesses to them that a later one may still race with, two of
 * them in place and the rest in a list, each with the bytes that nobody has covered since. A granule is found
 * by its address alone: each window of 2^40 bytes that the program uses has an area of its own, 2^42 bytes
 * that the kernel provides page by page, and 64 KiB of the program's have one byte that says what
 * has been written to the granules.
 *
 * The rules are those of Flanagan and Freund, FastTrack (PLDI 2009), byte by byte and with full history: an
 * access leaves the record when a later one that it is ordered before stands for it, that is, when whatever
 * races with the earlier one races with the later one too.
 */
#ifndef RACE_SHADOW_H
#define RACE_SHADOW_H

#include "task.h"

/* An access to bytes of a granule: epoch, task << 32, mask << 48, flags << 56. 0: none. */
typedef uint64_t race_cell;

static inline uint32_t race_cell_epoch(race_cell c) {
    return (uint32_t)c;
}
static inline uint32_t race_cell_task(race_cell c) {
    return (uint32_t)(c >> 32) & 0xffff;
}
static inline uint32_t race_cell_mask(race_cell c) {
    return (uint32_t)(c >> 48) & 0xff;
}
static inline uint32_t race_cell_flags(race_cell c) {
    return (uint32_t)(c >> 56);
}
#define RACE_MASK(m) ((uint64_t)(m) << 48)
#define RACE_FLAGS(f) ((uint64_t)(f) << 56)

struct race_granule {
    race_cell cell[2];
    uint32_t stack[2];
    uint32_t more;  /* list of further cells */
    uint32_t words; /* list of atomic locations */
};

#define RACE_WINDOW_BITS 40
#define RACE_WINDOWS 128
#define RACE_REGION_BITS 16 /* the memory that one mark speaks of */
enum { RACE_MARK_CELLS = 1, RACE_MARK_LISTS = 2 };

/* Of each window, what to add to (address / 8) * 32 and to address >> RACE_REGION_BITS; 0: not in use. */
struct race_window {
    uintptr_t granules, marks;
};
extern RACE_HIDDEN struct race_window race_windows[RACE_WINDOWS];

static inline struct race_window *race_window_of(uint64_t addr) {
    return &race_windows[addr >> RACE_WINDOW_BITS & (RACE_WINDOWS - 1)];
}
static inline struct race_granule *race_granule_in(const struct race_window *w, uint64_t addr) {
    return (struct race_granule *)(w->granules + (addr >> 3 << 5));
}
static inline uint8_t *race_mark_in(const struct race_window *w, uint64_t addr) {
    return (uint8_t *)(w->marks + (addr >> RACE_REGION_BITS));
}

bool race_shadow_begin(void);
/* Makes the window of ADDR; false, and it is said, if there is no room. */
bool race_window_make(uint64_t addr);
/* The granule of ADDR, marked as holding lists; NULL if it cannot be kept. */
struct race_granule *race_granule_listed(uint64_t addr);

/* An access of T's at PC, as a whole; KEY is its cell without the mask. */
struct race_look {
    struct race_task *t;
    race_cell key;
    const void *pc;
    uint64_t addr, size;
    uint32_t stack; /* 0: not numbered yet */
};
static inline struct race_look race_look_at(struct race_task *t, const volatile void *addr,
                                            uint64_t size, unsigned flags, const void *pc) {
    return (struct race_look){
        .t = t, .key = t->key | RACE_FLAGS(flags), .pc = pc, .addr = (uintptr_t)addr, .size = size};
}

/* An access that lies in one granule and is there already, or stands behind a write of the same epoch to the same
 * bytes, needs no look. */
static inline bool race_is_known(const struct race_task *t, uint64_t addr, unsigned size,
                                 unsigned flags) {
    const struct race_window *w = race_window_of(addr);
    unsigned first = addr & 7;
    if (first + size > 8 || w->granules == 0)
        return false;
    const struct race_granule *g = race_granule_in(w, addr);
    race_cell cell = t->key | RACE_FLAGS(flags) | RACE_MASK(((1u << size) - 1) << first);
    race_cell write = cell | RACE_FLAGS(RACE_WRITE);
    return g->cell[0] == cell || g->cell[1] == cell || g->cell[0] == write || g->cell[1] == write;
}

/* Looks for races with the bytes MASK of the granule at ADDR, and keeps the access there. */
void race_look_granule(struct race_look *a, uint64_t addr, unsigned mask);
/* All bytes of A. */
void race_look_all(struct race_look *a);
/* [ADDR, ADDR + SIZE) has no past. */
void race_shadow_clear(uint64_t addr, uint64_t size);
/* A gives the memory back: a look, and what was known is dropped. */
void race_shadow_free(struct race_look *a);

#endif
