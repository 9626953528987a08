/* place.c: turns an address into a place that is the same in every schedule and process. */
#define _GNU_SOURCE
#include "place.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

#include "heap.h"
#include "tag.h"

/* Names given to addresses where no object is registered yet. */
struct pending {
    uintptr_t addr;
    char name[DS_NAME_LEN];
};
static struct pending *pending;
static unsigned pending_count;

/* Static TLS of a thread lies below its thread pointer; what is farther away never counts as such. */
#define TLS_REACH 65536u

static uint64_t hash_text(const char *text, size_t max) {
    uint64_t h = 0xcbf29ce484222325ull; /* FNV-1a */
    for (size_t i = 0; i < max && text[i]; i++)
        h = (h ^ (unsigned char)text[i]) * 0x100000001b3ull;
    return h;
}

static uint64_t task_key(uint32_t task) {
    return task == SH_BEFORE_MAIN ? 1 : ds_task_at(sh.engine, task)->key;
}

static uint64_t module_index(uintptr_t addr) {
    for (uint32_t i = 0; i < sh.region->module_count && i < DS_MAX_MODULES; i++)
        if (addr >= sh.region->modules[i].start && addr < sh.region->modules[i].end)
            return i;
    return UINT64_MAX;
}

/* _dl_find_object takes no lock, so it also works while another task stands inside dlopen. */
static bool find_static(uintptr_t addr, struct ds_obj_place *p, uint64_t *key) {
    struct dl_find_object found;
    if (_dl_find_object((void *)addr, &found) != 0 || !found.dlfo_link_map)
        return false;
    const char *path = found.dlfo_link_map->l_name;
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    p->place = DS_PLACE_STATIC;
    p->a = addr - found.dlfo_link_map->l_addr;
    p->b = module_index(addr);
    *key = ds_key_mix(hash_text(base, SIZE_MAX), p->a);
    return true;
}

static bool find_block(uintptr_t addr, struct ds_obj_place *p, uint64_t *key) {
    struct sh_block block;
    bool heap = sh_heap_find(addr, &block);
    if (!heap && !sh_mapping_find(addr, &block))
        return false;
    p->place = DS_PLACE_HEAP;
    p->task = block.task == SH_BEFORE_MAIN ? 0 : block.task;
    p->a = block.count;
    p->b = block.offset;
    *key = ds_key_mix(ds_key_mix(task_key(block.task), block.count * 2 + heap), block.offset);
    return true;
}

static bool find_stack(uintptr_t addr, struct ds_obj_place *p, uint64_t *key) {
    uint64_t depth;
    uint32_t task;
    if (!sh_task_of_stack(addr, &task, &depth))
        return false;
    p->place = DS_PLACE_STACK;
    p->task = task;
    p->a = depth;
    *key = ds_key_mix(task_key(task), depth);
    return true;
}

/* A task's static TLS, by the distance from its thread pointer. */
static bool find_tls(uintptr_t addr, struct ds_obj_place *p, uint64_t *key) {
    uint64_t least = TLS_REACH;
    uint32_t tasks = ds_totals(sh.engine)->tasks;
    for (uint32_t i = 0; i < tasks; i++) {
        const struct sh_task *t = sh_task_at(i);
        uintptr_t fs = t == sh_self ? (uintptr_t)__builtin_thread_pointer() : t->fs;
        if (t->thread && addr < fs && fs - addr < least) {
            least = fs - addr;
            p->task = i;
        }
    }
    p->a = least;
    *key = ds_key_mix(task_key(p->task), least);
    return least < TLS_REACH;
}

/* Memory that we know nothing of: the task that meets it first counts it. */
static void find_other(struct ds_obj_place *p, uint64_t *key) {
    static uint64_t others;
    p->task = sh.current;
    p->a = TLS_REACH + ++others;
    *key = ds_key_mix(task_key(sh.current), p->a);
}

bool sh_place_told(const struct ds_obj_place *place) {
    return place->place != DS_PLACE_UNKNOWN || place->a <= TLS_REACH;
}

uint64_t sh_place_of(enum ds_kind kind, uintptr_t addr, struct ds_obj_place *place) {
    uint64_t key;
    memset(place, 0, sizeof *place);
    if (!find_static(addr, place, &key) && !find_stack(addr, place, &key) &&
        !find_block(addr, place, &key) && !find_tls(addr, place, &key))
        find_other(place, &key);
    key = ds_key_mix(ds_key_mix(key, place->place), kind);
    return key ? key : 1;
}

uint64_t sh_place_take_name(enum ds_kind kind, uintptr_t addr, struct ds_obj_place *place) {
    unsigned i = 0;
    while (i < pending_count && pending[i].addr != addr)
        i++;
    if (i == pending_count)
        return 0;
    memcpy(place->name, pending[i].name, DS_NAME_LEN);
    pending[i] = pending[--pending_count];
    uint64_t key = ds_key_mix(hash_text(place->name, DS_NAME_LEN), DS_PLACE_NAMED);
    key = ds_key_mix(key, kind);
    return key ? key : 1;
}

struct ds_obj_place *sh_place_at(uint32_t obj) {
    struct ds_obj_place *all = (void *)((char *)sh.region + sh.region->places_off);
    return sh.region->places_off && obj != DS_NO_OBJ ? &all[obj] : NULL;
}

void sh_place_copy_name(char name[DS_NAME_LEN], const char *given) {
    size_t n = strnlen(given, DS_NAME_LEN - 1);
    memcpy(name, given, n);
    memset(name + n, 0, DS_NAME_LEN - n);
}

void sh_place_name_object(uint32_t obj, const char *name) {
    struct ds_obj_place *place = sh_place_at(obj);
    if (!place)
        return;
    *place = (struct ds_obj_place){.place = DS_PLACE_NAMED};
    sh_place_copy_name(place->name, name);
}

void sh_place_name(void *addr, const char *name) {
    uint32_t obj = sh_object_at(addr);
    if (obj) {
        struct ds_obj_place *place = sh_place_at(obj);
        if (place)
            sh_place_copy_name(place->name, name);
        return;
    }
    if (!pending)
        pending = sh_pages(DS_MAX_NAMES * sizeof *pending);
    if (!pending || pending_count == DS_MAX_NAMES)
        return;
    pending[pending_count].addr = (uintptr_t)addr;
    sh_place_copy_name(pending[pending_count++].name, name);
}
