/* map.c: a small hash map in the shim's own mapped memory (linear probing, doubled at half full). */
#define _GNU_SOURCE
#include "tag.h"

#include <sys/mman.h>

#include "sys.h"

struct sh_map_entry {
    uint64_t key; /* 0: empty */
    uint32_t value;
    uint32_t spare;
};

enum { OWN = 256 };
static struct own {
    uintptr_t start, end;
} own[OWN]; /* token; end 0: free. With more, some are not known for ours */

void sh_pages_are_own(const void *mem, uint64_t size) {
    unsigned i = 0;
    while (i < OWN && own[i].end)
        i++;
    if (i < OWN)
        own[i] = (struct own){(uintptr_t)mem, (uintptr_t)mem + size};
}

uintptr_t sh_pages_end(uintptr_t addr) {
    for (unsigned i = 0; i < OWN; i++)
        if (addr >= own[i].start && addr < own[i].end)
            return own[i].end;
    return 0;
}

void *sh_pages(uint64_t size) {
    long p = sh_sys6(SYS_mmap, 0, (long)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                     -1, 0);
    if (p < 0 && p > -4096)
        return NULL;
    sh_pages_are_own((void *)p, size);
    return (void *)p;
}

void sh_pages_free(void *mem, uint64_t size) {
    for (unsigned i = 0; i < OWN; i++)
        if (own[i].end && own[i].start == (uintptr_t)mem)
            own[i].end = 0;
    sh_sys3(SYS_munmap, (long)mem, (long)size, 0);
}

/* The multiplier is 2^64 over the golden ratio, which spreads keys that differ in few bits. */
static uint64_t slot_of(const struct sh_map *map, uint64_t key) {
    return (key * 0x9e3779b97f4a7c15ull >> 20) & map->mask;
}

static struct sh_map_entry *probe(const struct sh_map *map, uint64_t key) {
    uint64_t i = slot_of(map, key);
    while (map->entries[i].key && map->entries[i].key != key)
        i = (i + 1) & map->mask;
    return &map->entries[i];
}

static bool grow(struct sh_map *map) {
    uint64_t size = map->entries ? (map->mask + 1) * 2 : 1024;
    struct sh_map bigger = {sh_pages(size * sizeof(struct sh_map_entry)), size - 1, map->used};
    if (!bigger.entries)
        return false;
    if (map->entries) {
        for (uint64_t i = 0; i <= map->mask; i++)
            if (map->entries[i].key)
                *probe(&bigger, map->entries[i].key) = map->entries[i];
        sh_pages_free(map->entries, (map->mask + 1) * sizeof(struct sh_map_entry));
    }
    *map = bigger;
    return true;
}

uint32_t *sh_map_at(struct sh_map *map, uint64_t key) {
    if ((!map->entries || map->used * 2 > map->mask) && !grow(map))
        return NULL;
    struct sh_map_entry *e = probe(map, key);
    if (!e->key) {
        e->key = key;
        map->used++;
    }
    return &e->value;
}

uint32_t sh_map_get(const struct sh_map *map, uint64_t key) {
    return map->entries ? probe(map, key)->value : 0;
}
