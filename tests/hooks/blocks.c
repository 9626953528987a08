/* blocks.c: shim/heap.c and shim/map.c against a plain list: what they say of an address, and of a key.
 *
 * The blocks are only numbers: nothing is stored in them.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "shim/heap.h"
#include "shim/tag.h"
#include "shim/task.h"

enum { LIVE = 3000, STEPS = 200000, SPAN = 1 << 26 };

struct sh_state sh;
SH_TLS struct sh_task *sh_self;
SH_TLS int sh_depth;

static struct {
    uintptr_t start;
    uint64_t size, count;
} live[LIVE];
static unsigned used;
static uint64_t seed = 1, made;

/* No object is ever met in these blocks. */
void sh_objects_freed(uintptr_t start) {
    (void)start;
    abort();
}

static uint64_t draw(uint64_t below) {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return (seed >> 33) % below;
}

static int owner_of(uintptr_t addr, uint64_t size) {
    for (unsigned i = 0; i < used; i++)
        if (addr < live[i].start + live[i].size && addr + size > live[i].start)
            return (int)i;
    return -1;
}

static void add(void) {
    static const uint64_t most[] = {64, 600, 5000, 70000, 3000000};
    uint64_t size = 1 + draw(most[draw(5)]);
    uintptr_t start = 0x10000000 + draw(SPAN / 16) * 16;
    if (used == LIVE || owner_of(start, (size + 15) / 16 * 16) >= 0)
        return;
    sh_heap_note((void *)start, size);
    live[used].start = start;
    live[used].size = (size + 15) / 16 * 16;
    live[used++].count = ++made;
}

static void drop(void) {
    if (!used)
        return;
    unsigned i = (unsigned)draw(used);
    sh_heap_forget((void *)live[i].start, true);
    live[i] = live[--used];
}

static bool agrees(uintptr_t addr) {
    struct sh_block b;
    int i = owner_of(addr, 1);
    bool found = sh_heap_find(addr, &b);
    if (i < 0)
        return !found;
    return found && b.count == live[i].count && b.offset == addr - live[i].start &&
           b.task == SH_BEFORE_MAIN;
}

static bool map_agrees(void) {
    static uint32_t plain[5000];
    struct sh_map map = {0};
    for (unsigned i = 0; i < 20000; i++) {
        uint64_t key = draw(5000);
        uint32_t *value = sh_map_at(&map, (key + 1) << 12);
        *value += 1;
        plain[key]++;
    }
    for (uint64_t key = 0; key < 5000; key++)
        if (sh_map_get(&map, (key + 1) << 12) != plain[key])
            return false;
    return true;
}

int main(void) {
    static struct ds_region region;
    sh.region = &region;
    for (unsigned i = 0; i < STEPS; i++) {
        unsigned filling = i / 5000 % 2 ? 4 : 6;
        if (draw(10) < filling)
            add();
        else
            drop();
        uintptr_t addr = 0x10000000 + draw(SPAN);
        if (used && draw(2)) {
            unsigned k = (unsigned)draw(used);
            addr = live[k].start + draw(live[k].size);
        }
        if (!agrees(addr)) {
            printf("step %u: wrong about the address %#lx\n", i, (unsigned long)addr);
            return 1;
        }
    }
    if (!map_agrees()) {
        puts("the map differs from a plain array");
        return 1;
    }
    return 0;
}
