/* heap.c: notes which task allocated which block, so that an address inside has a stable name.
 *
 * Small blocks (the most) stand in one hash table by their start; an address inside is found by
 * walking back in steps of 16 bytes, the allocator's grain. A block above WALK bytes stands also in
 * a second table by (level, cell): at level L are blocks of more than 2^L and at most 2^(L+1) bytes,
 * under the cell of 2^L bytes that holds their start. Disjoint blocks longer than a cell cannot
 * start in the same one, and an address lies at most two cells after its block's start.
 */
#define _GNU_SOURCE
#include "heap.h"

#include "task.h"
#include "tag.h"

#define WALK 4096u
#define GRAIN 16u

struct entry {
    uint64_t key; /* 0: empty */
    uintptr_t start;
    uint64_t count : 63;
    uint64_t holds : 1; /* synchronisation objects were met in it */
    uint32_t grains;    /* size; a larger block than fits is taken for one that just fits */
    uint32_t task;
    /* what the data-race runtime's hooks add */
    uint32_t stack;
    uint16_t foreign;
    uint8_t slack; /* bytes of the last grain that were not asked for */
    bool held;
};
struct table {
    struct entry *entries;
    uint64_t mask, used;
};

/* How many each task has made, and how many were made before control began. */
struct counts {
    uint64_t *of_task;
    uint64_t room; /* tasks that fit; 0 until the first count */
    uint64_t before;
};

static struct table blocks;        /* by start */
static struct table big, mappings; /* by level and cell */
static uint64_t big_levels, mapping_levels;
static struct counts block_counts, mapping_counts;

uint32_t sh_places_age;

static uint64_t slot_of(const struct table *t, uint64_t key) {
    return ((key >> 4) * 0x9e3779b97f4a7c15ull >> 24) & t->mask;
}

static inline struct entry *probe(const struct table *t, uint64_t key) {
    uint64_t i = slot_of(t, key);
    while (t->entries[i].key && t->entries[i].key != key)
        i = (i + 1) & t->mask;
    return &t->entries[i];
}

static bool grow(struct table *t) {
    uint64_t size = t->entries ? (t->mask + 1) * 2 : 512;
    struct table bigger = {sh_pages(size * sizeof(struct entry)), size - 1, t->used};
    if (!bigger.entries)
        return false;
    if (t->entries) {
        for (uint64_t i = 0; i <= t->mask; i++)
            if (t->entries[i].key)
                *probe(&bigger, t->entries[i].key) = t->entries[i];
        sh_pages_free(t->entries, (t->mask + 1) * sizeof(struct entry));
    }
    *t = bigger;
    return true;
}

static struct entry *insert(struct table *t, uint64_t key) {
    if ((!t->entries || t->used * 2 > t->mask) && !grow(t))
        return NULL;
    struct entry *e = probe(t, key);
    if (!e->key) {
        e->key = key;
        t->used++;
    }
    return e;
}

/* Removes E and moves what was pushed past it back, so that no mark of removal is needed (Knuth,
 * The Art of Computer Programming 3, 6.4, algorithm R). */
static void take_out(struct table *t, struct entry *e) {
    uint64_t hole = (uint64_t)(e - t->entries);
    for (uint64_t i = (hole + 1) & t->mask; t->entries[i].key; i = (i + 1) & t->mask) {
        uint64_t home = slot_of(t, t->entries[i].key);
        if (((i - home) & t->mask) >= ((i - hole) & t->mask)) {
            t->entries[hole] = t->entries[i];
            hole = i;
        }
    }
    t->entries[hole].key = 0;
    t->used--;
    sh_places_age++;
}

static unsigned level_of(const struct entry *e) {
    return 31u - (unsigned)__builtin_clz(e->grains - 1) + 4;
}
static uint64_t cell_key(unsigned level, uint64_t cell) {
    return (cell << 12 | (uint64_t)level << 4) + GRAIN;
}

/* Before control nobody holds the tables: what a constructor's threads allocate is not noted. */
static bool is_first_thread(void) {
    static void *first;
    if (!first)
        first = __builtin_thread_pointer();
    return first == __builtin_thread_pointer();
}

bool sh_heap_task(uint32_t *task) {
    if (!sh.region || sh_depth)
        return false;
    *task = SH_BEFORE_MAIN;
    if (!sh.engine)
        return is_first_thread();
    if (!sh_self)
        return false;
    *task = sh_self->id;
    return true;
}

static bool make_room(struct counts *counts) {
    uint64_t max = ds_config(sh.engine)->max_tasks;
    counts->of_task = sh_pages(max * sizeof *counts->of_task);
    counts->room = counts->of_task ? max : 0;
    return counts->room != 0;
}

static void measure(struct entry *e, uintptr_t start, uint64_t size) {
    uint64_t grains = (size + GRAIN - 1) / GRAIN;
    sh_places_age++;
    e->start = start;
    e->holds = 0;
    e->grains = grains > UINT32_MAX ? UINT32_MAX : grains ? (uint32_t)grains : 1;
    e->stack = e->foreign = e->slack = 0;
    e->held = false;
}

static bool fill(struct entry *e, struct counts *counts, uintptr_t start, uint64_t size) {
    uint32_t task;
    if (!sh_heap_task(&task))
        return false;
    if (task == SH_BEFORE_MAIN)
        e->count = ++counts->before;
    else if ((counts->room || make_room(counts)) && task < counts->room)
        e->count = ++counts->of_task[task];
    else
        return false;
    e->task = task;
    measure(e, start, size);
    return true;
}

static void put_cell(struct table *t, uint64_t *levels, const struct entry *block) {
    unsigned level = level_of(block);
    struct entry *e = insert(t, cell_key(level, block->start >> level));
    if (!e)
        return;
    *levels |= 1ull << level;
    e->start = block->start;
    e->count = block->count;
    e->grains = block->grains;
    e->task = block->task;
}

static void drop_cell(struct table *t, const struct entry *block) {
    unsigned level = level_of(block);
    struct entry *e = probe(t, cell_key(level, block->start >> level));
    if (e->key && e->start == block->start)
        take_out(t, e);
}

static bool contains(const struct entry *e, uintptr_t addr) {
    return e->key && addr >= e->start && addr - e->start < (uint64_t)e->grains * GRAIN;
}

static const struct entry *find_cell(const struct table *t, uint64_t levels, uintptr_t addr) {
    for (; levels; levels &= levels - 1) {
        unsigned level = (unsigned)__builtin_ctzll(levels);
        for (unsigned back = 0; back <= 2; back++) {
            const struct entry *e = probe(t, cell_key(level, (addr >> level) - back));
            if (contains(e, addr))
                return e;
        }
    }
    return NULL;
}

void sh_heap_note(void *block, uint64_t size) {
    struct entry *e = insert(&blocks, (uintptr_t)block);
    if (!e)
        return;
    if (!fill(e, &block_counts, (uintptr_t)block, size))
        take_out(&blocks, e);
    else if ((uint64_t)e->grains * GRAIN > WALK)
        put_cell(&big, &big_levels, e);
}

void sh_heap_forget(void *block, bool freed) {
    uint32_t task;
    if (!blocks.entries || !sh_heap_task(&task))
        return;
    struct entry *e = probe(&blocks, (uintptr_t)block);
    if (!e->key)
        return;
    if (e->holds && freed)
        sh_objects_freed(e->start);
    if ((uint64_t)e->grains * GRAIN > WALK)
        drop_cell(&big, e);
    take_out(&blocks, e);
}

void sh_heap_note_libc(void *block, uint64_t size) {
    uint32_t task;
    struct entry *e = sh_heap_task(&task) ? insert(&blocks, (uintptr_t)block) : NULL;
    if (!e)
        return;
    measure(e, (uintptr_t)block, size);
    e->task = SH_OF_LIBC;
    e->count = 0;
    if ((uint64_t)e->grains * GRAIN > WALK)
        put_cell(&big, &big_levels, e);
}

static bool report(const struct entry *e, uintptr_t addr, struct sh_block *found) {
    if (!e || e->task == SH_OF_LIBC)
        return false;
    *found = (struct sh_block){e->task, e->count, addr - e->start};
    return true;
}

static const struct entry *find_block(uintptr_t addr) {
    if (!blocks.entries)
        return NULL;
    uintptr_t start = addr & ~(uintptr_t)(GRAIN - 1);
    for (unsigned back = 0; back <= WALK / GRAIN && start; back++, start -= GRAIN) {
        const struct entry *e = probe(&blocks, start);
        if (contains(e, addr))
            return e;
        if (e->key)
            break;
    }
    return big.entries ? find_cell(&big, big_levels, addr) : NULL;
}

bool sh_heap_find(uintptr_t addr, struct sh_block *found) {
    return report(find_block(addr), addr, found);
}

static struct entry *block_at(uintptr_t start) {
    struct entry *e = blocks.entries ? probe(&blocks, start) : NULL;
    return e && e->key ? e : NULL;
}

void sh_heap_made(void *block, uint64_t size, uint32_t stack, uint32_t foreign) {
    struct entry *e = block_at((uintptr_t)block);
    if (!e)
        return;
    e->stack = stack;
    e->foreign = (uint16_t)foreign;
    e->slack = (uint8_t)((uint64_t)e->grains * GRAIN - size);
}

bool sh_heap_hold(void *block) {
    struct entry *e = block_at((uintptr_t)block);
    if (e && e->holds)
        sh_objects_freed(e->start);
    if (e)
        e->held = true;
    return e != NULL;
}

bool sh_heap_origin(uintptr_t addr, struct sh_origin *found) {
    const struct entry *e = find_block(addr);
    e = e ? block_at(e->start) : NULL;
    if (e)
        *found = (struct sh_origin){.size = (uint64_t)e->grains * GRAIN - e->slack,
                                    .stack = e->stack,
                                    .foreign = e->foreign,
                                    .held = e->held};
    return e != NULL;
}

uintptr_t sh_heap_has_object(uintptr_t addr) {
    const struct entry *found = find_block(addr);
    struct entry *e = found && found->task != SH_OF_LIBC ? probe(&blocks, found->start) : NULL;
    if (!e || !e->key)
        return 0;
    e->holds = 1;
    return e->start;
}

static struct sh_extent extent_of(const struct entry *e) {
    return (struct sh_extent){e->start, (uint64_t)e->grains * GRAIN};
}

bool sh_heap_extent(uintptr_t addr, struct sh_extent *found) {
    const struct entry *e = find_block(addr);
    if (!e && mappings.entries)
        e = find_cell(&mappings, mapping_levels, addr);
    if (e)
        *found = extent_of(e);
    return e != NULL;
}

void sh_heap_each(void (*visit)(const struct sh_extent *block, bool libc)) {
    for (uint64_t i = 0; blocks.entries && i <= blocks.mask; i++) {
        const struct entry *e = &blocks.entries[i];
        struct sh_extent block = extent_of(e);
        if (e->key)
            visit(&block, e->task == SH_OF_LIBC);
    }
}

void sh_mapping_note(void *start, uint64_t size) {
    struct entry one = {.key = 1};
    if (size > GRAIN && fill(&one, &mapping_counts, (uintptr_t)start, size))
        put_cell(&mappings, &mapping_levels, &one);
}

void sh_mapping_forget(void *start, uint64_t size) {
    uint32_t task;
    uintptr_t from = (uintptr_t)start;
    if (!mappings.entries || !sh_heap_task(&task))
        return;
    /* What is unmapped in part keeps its note; a smaller mapping that comes to lie there wins. */
    for (uint64_t i = 0; i <= mappings.mask; i++) {
        struct entry *e = &mappings.entries[i];
        if (e->key && e->start >= from && e->start + (uint64_t)e->grains * GRAIN <= from + size)
            take_out(&mappings, e), i--; /* another entry may have moved here */
    }
}

bool sh_mapping_find(uintptr_t addr, struct sh_block *found) {
    return mappings.entries && report(find_cell(&mappings, mapping_levels, addr), addr, found);
}
