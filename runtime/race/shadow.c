/* shadow.c: the areas that granules live in, and memory that begins or ends a life. */
#include "shadow.h"
#include "cells.h"
#include "limits.h"
#include "sys.h"

struct race_window race_windows[RACE_WINDOWS];

#define WINDOW_GRANULES ((size_t)4 << RACE_WINDOW_BITS)
#define WINDOW_MARKS ((size_t)1 << (RACE_WINDOW_BITS - RACE_REGION_BITS))
#define REGION ((uint64_t)1 << RACE_REGION_BITS)
#define PAGE 4096u
/* A range of memory whose granules are worth a system call to clear. */
#define LARGE ((uint64_t)16 << 10)

static uint64_t window_start(uint64_t addr) {
    return addr >> RACE_WINDOW_BITS << RACE_WINDOW_BITS;
}

bool race_shadow_begin(void) {
    for (unsigned i = 0; i < RACE_WINDOWS; i++)
        race_windows[i] = (struct race_window){0};
    return race_cells_begin();
}

bool race_window_make(uint64_t addr) {
    struct race_window *w = race_window_of(addr);
    uint64_t start = window_start(addr) & (((uint64_t)1 << 47) - 1);
    if (w->granules != 0)
        return true;
    void *granules = race_host->pages(WINDOW_GRANULES), *marks = race_host->pages(WINDOW_MARKS);
    if (granules == NULL || marks == NULL) {
        race_stop("no address space for the history of the program's memory (ulimit -v?)");
        return false;
    }
    /* Programs touch little here and there: small pages keep that little, and core dumps do without. */
    race_sys(SYS_madvise, (long)granules, (long)WINDOW_GRANULES, MADV_NOHUGEPAGE, 0, 0, 0);
    race_sys(SYS_madvise, (long)granules, (long)WINDOW_GRANULES, MADV_DONTDUMP, 0, 0, 0);
    w->granules = (uintptr_t)granules - (start >> 3 << 5);
    w->marks = (uintptr_t)marks - (start >> RACE_REGION_BITS);
    return true;
}

struct race_granule *race_granule_listed(uint64_t addr) {
    const struct race_window *w = race_window_of(addr);
    if (w->granules == 0 && !race_window_make(addr))
        return NULL;
    *race_mark_in(w, addr) |= RACE_MARK_CELLS | RACE_MARK_LISTS;
    return race_granule_in(w, addr);
}

/* The bytes of the granule at ADDR that lie in [START, END). */
static unsigned mask_in(uint64_t addr, uint64_t start, uint64_t end) {
    unsigned mask = 0xff;
    if (addr < start)
        mask &= 0xffu << (start - addr);
    if (addr + 8 > end)
        mask &= 0xffu >> (addr + 8 - end);
    return mask & 0xff;
}

void race_look_all(struct race_look *a) {
    uint64_t end = a->addr + a->size;
    for (uint64_t at = a->addr & ~(uint64_t)7; at < end; at += 8)
        race_look_granule(a, at, mask_in(at, a->addr, end));
}

/* [START, END) granule by granule. */
static void clear_each(const struct race_window *w, uint64_t start, uint64_t end) {
    for (uint64_t at = start & ~(uint64_t)7; at < end; at += 8) {
        struct race_granule *g = race_granule_in(w, at);
        unsigned mask = mask_in(at, start, end);
        if ((g->more | g->words) != 0 || mask != 0xff)
            race_cells_clear(g, mask);
        else if ((g->cell[0] | g->cell[1]) != 0)
            g->cell[0] = g->cell[1] = 0;
    }
}

/* Whole pages of granules go back to the kernel. */
static void clear_pages(const struct race_window *w, uint64_t start, uint64_t end) {
    uint64_t step = PAGE / sizeof(struct race_granule) * 8;
    uint64_t first = (start + step - 1) / step * step, last = end / step * step;
    if (last <= first || last - first < LARGE) {
        clear_each(w, start, end);
        return;
    }
    clear_each(w, start, first);
    long at = (long)race_granule_in(w, first);
    race_sys(SYS_madvise, at, (long)((last - first) * 4), MADV_DONTNEED, 0, 0, 0);
    clear_each(w, last, end);
}

/* Nothing is known of the regions that lie wholly in [START, END). */
static void unmark(const struct race_window *w, uint64_t start, uint64_t end) {
    for (uint64_t at = (start + REGION - 1) & ~(REGION - 1); at + REGION <= end; at += REGION)
        if (*race_mark_in(w, at) != 0)
            *race_mark_in(w, at) = 0;
}

/* [START, END) lies in one window. */
static void clear_window(const struct race_window *w, uint64_t start, uint64_t end) {
    for (uint64_t at = start, next; at < end; at = next) {
        uint8_t mark = *race_mark_in(w, at);
        next = (at | (REGION - 1)) + 1;
        /* Regions with cells and no lists go together. */
        while (mark == RACE_MARK_CELLS && next < end && *race_mark_in(w, next) == mark)
            next += REGION;
        next = next < end ? next : end;
        if (mark == RACE_MARK_CELLS)
            clear_pages(w, at, next);
        else if (mark != 0)
            clear_each(w, at, next);
    }
    unmark(w, start, end);
}

void race_shadow_clear(uint64_t addr, uint64_t size) {
    uint64_t end = addr + size;
    while (addr < end) {
        uint64_t next = window_start(addr) + ((uint64_t)1 << RACE_WINDOW_BITS);
        const struct race_window *w = race_window_of(addr);
        next = next < end ? next : end;
        if (w->granules != 0)
            clear_window(w, addr, next);
        addr = next;
    }
}

void race_shadow_free(struct race_look *a) {
    uint64_t end = a->addr + a->size, kept = a->addr + RACE_MAX_FREED;
    for (uint64_t at = a->addr & ~(uint64_t)7; at < end;) {
        const struct race_window *w = race_window_of(at);
        unsigned mask = mask_in(at, a->addr, end);
        bool known = w->granules != 0 && *race_mark_in(w, at) != 0;
        if (at >= kept && !known) {
            at = (at | (REGION - 1)) + 1;
            continue;
        }
        race_look_free(a, at, mask);
        at += 8;
    }
    if (a->size > RACE_MAX_FREED)
        race_shadow_clear(kept, end - kept);
}
