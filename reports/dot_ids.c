/* dot_ids.c: numbers for the parts of a graph, in the order of their creation.
 *
 * libcgraph writes subgraphs in the order of their ids, and the ids that it makes by itself are the
 * addresses of names. Its fallback for a discipline that knows no names leaks. So this one keeps the
 * names: a growing list, and an open-addressed table over their hashes that is only ever searched.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dot_parts.h"

struct ids {
    Agraph_t *graph;
    char **names; /* by id; NULL for what has no name; cgraph's own reference-counted strings */
    size_t count, room;
    size_t *slots; /* ids, 0 empty; a power of two of them */
    size_t slot_count;
};

static void *or_die(void *memory) {
    if (!memory) {
        fputs("detsched: out of memory\n", stderr);
        abort();
    }
    return memory;
}

/* 64-bit FNV-1a (Fowler, Noll, Vo). */
static uint64_t hash(const char *name) {
    uint64_t h = 0xcbf29ce484222325ull;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 0x100000001b3ull;
    return h;
}

/* Where NAME stands in the table, or the empty slot where it belongs. */
static size_t *find(struct ids *ids, const char *name) {
    size_t at = hash(name) & (ids->slot_count - 1);
    while (ids->slots[at] && strcmp(ids->names[ids->slots[at]], name) != 0)
        at = (at + 1) & (ids->slot_count - 1);
    return &ids->slots[at];
}

static void grow(struct ids *ids) {
    ids->room *= 2;
    ids->names = or_die(realloc(ids->names, ids->room * sizeof *ids->names));
    ids->slot_count *= 2;
    free(ids->slots);
    ids->slots = or_die(calloc(ids->slot_count, sizeof *ids->slots));
    for (size_t id = 1; id < ids->count; id++)
        if (ids->names[id])
            *find(ids, ids->names[id]) = id;
}

static void *open_ids(Agraph_t *g, Agdisc_t *disc) {
    (void)disc;
    struct ids *ids = or_die(calloc(1, sizeof *ids));
    ids->graph = g;
    ids->count = 1;
    ids->room = 64;
    ids->names = or_die(calloc(ids->room, sizeof *ids->names));
    ids->slot_count = 2 * ids->room;
    ids->slots = or_die(calloc(ids->slot_count, sizeof *ids->slots));
    return ids;
}

static long map_name(void *state, int type, char *name, IDTYPE *id, int create) {
    (void)type;
    struct ids *ids = state;
    size_t known = name ? *find(ids, name) : 0;
    if (known) {
        *id = known;
        return 1;
    }
    if (!create)
        return 0;
    if (ids->count == ids->room)
        grow(ids);
    ids->names[ids->count] = name ? agstrdup(ids->graph, name) : NULL;
    if (name)
        *find(ids, name) = ids->count;
    *id = ids->count++;
    return 1;
}

static long take_id(void *state, int type, IDTYPE id) {
    (void)state, (void)type, (void)id;
    return 0; /* nobody asks for an id of their own */
}

static void free_id(void *state, int type, IDTYPE id) {
    (void)state, (void)type, (void)id; /* numbers are not used again */
}

static char *name_of(void *state, int type, IDTYPE id) {
    (void)type;
    struct ids *ids = state;
    return id < ids->count ? ids->names[id] : NULL;
}

static void close_ids(void *state) {
    struct ids *ids = state;
    for (size_t id = 1; id < ids->count; id++)
        if (ids->names[id])
            agstrfree(ids->graph, ids->names[id]);
    free(ids->names);
    free(ids->slots);
    free(ids);
}

static void note_object(void *state, int type, void *object) {
    (void)state, (void)type, (void)object;
}

Agiddisc_t rp_dot_ids = {open_ids, map_name, take_id, free_id, name_of, close_ids, note_object};
