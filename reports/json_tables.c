/* json_tables.c: the frames and stacks of a stored finding, each once, numbered by first use. */
#include <string.h>

#include "json_parts.h"
#include "words.h"

/* Numbers by what they stand for: open addressing, never more than half full. */
struct index {
    size_t *slots; /* number + 1; 0 free */
    size_t size;   /* a power of two */
    uint64_t *hashes;
    size_t count, room;
};

struct stack_entry {
    const size_t *frames;
    size_t count;
};

struct rp_json_tables {
    struct rp_arena *arena;
    struct index by_frame, by_stack;
    const struct rp_frame **frames;
    size_t frame_room;
    struct stack_entry *stacks;
    size_t stack_room;
};

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

static uint64_t mix_text(uint64_t hash, const char *text) {
    for (text = rp_or_empty(text); *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return mix(hash, 0);
}

static void *grown(struct rp_arena *arena, const void *old, size_t count, size_t room,
                   size_t size) {
    void *wider = rp_arena_array(arena, room, size);
    if (count)
        memcpy(wider, old, count * size);
    return wider;
}

static void place(struct index *x, size_t number) {
    size_t at = x->hashes[number] & (x->size - 1);
    while (x->slots[at])
        at = (at + 1) & (x->size - 1);
    x->slots[at] = number + 1;
}

static size_t add(struct rp_arena *arena, struct index *x, uint64_t hash) {
    if (x->count == x->room) {
        x->room = x->room ? 2 * x->room : 64;
        x->hashes = grown(arena, x->hashes, x->count, x->room, sizeof *x->hashes);
        x->size = 2 * x->room;
        x->slots = rp_arena_array(arena, x->size, sizeof *x->slots);
        for (size_t i = 0; i < x->count; i++)
            place(x, i);
    }
    x->hashes[x->count] = hash;
    place(x, x->count);
    return x->count++;
}

static bool same_text(const char *a, const char *b) {
    return strcmp(rp_or_empty(a), rp_or_empty(b)) == 0;
}

static bool same_frame(const struct rp_frame *a, const struct rp_frame *b) {
    return a->line == b->line && a->offset == b->offset && a->inlined == b->inlined &&
           a->library == b->library && same_text(a->function, b->function) &&
           same_text(a->file, b->file) && same_text(a->module, b->module);
}

struct rp_json_tables *rp_json_tables_new(struct rp_arena *arena) {
    struct rp_json_tables *t = rp_arena_alloc(arena, sizeof *t);
    t->arena = arena;
    return t;
}

size_t rp_json_frame_number(struct rp_json_tables *t, const struct rp_frame *f) {
    uint64_t hash = mix_text(mix(mix(1, f->offset), (uint64_t)f->line), f->function);
    hash = mix_text(mix_text(hash, f->file), f->module);
    const struct index *x = &t->by_frame;
    for (size_t at = hash & (x->size - 1); x->size && x->slots[at]; at = (at + 1) & (x->size - 1))
        if (x->hashes[x->slots[at] - 1] == hash && same_frame(t->frames[x->slots[at] - 1], f))
            return x->slots[at] - 1;
    size_t number = add(t->arena, &t->by_frame, hash);
    if (number >= t->frame_room) {
        t->frame_room = t->by_frame.room;
        t->frames =
            grown(t->arena, t->frames, number, t->frame_room, sizeof(const struct rp_frame *));
    }
    t->frames[number] = f;
    return number;
}

size_t rp_json_stack_number(struct rp_json_tables *t, const struct rp_stack *s) {
    size_t *frames = rp_arena_array(t->arena, s->count, sizeof *frames);
    uint64_t hash = s->count;
    for (size_t i = 0; i < s->count; i++)
        hash = mix(hash, frames[i] = rp_json_frame_number(t, &s->frames[i]));
    const struct index *x = &t->by_stack;
    for (size_t at = hash & (x->size - 1); x->size && x->slots[at]; at = (at + 1) & (x->size - 1)) {
        const struct stack_entry *old = &t->stacks[x->slots[at] - 1];
        if (old->count == s->count && memcmp(old->frames, frames, s->count * sizeof *frames) == 0)
            return x->slots[at] - 1;
    }
    size_t number = add(t->arena, &t->by_stack, hash);
    if (number >= t->stack_room) {
        t->stack_room = t->by_stack.room;
        t->stacks = grown(t->arena, t->stacks, number, t->stack_room, sizeof *t->stacks);
    }
    t->stacks[number] = (struct stack_entry){frames, s->count};
    return number;
}

json_t *rp_json_all_frames(struct rp_json *w) {
    json_t *list = json_array();
    for (size_t i = 0; i < w->tables->by_frame.count; i++)
        json_array_append_new(list, rp_json_frame(w, w->tables->frames[i]));
    return list;
}

json_t *rp_json_all_stacks(struct rp_json *w) {
    json_t *list = json_array();
    for (size_t i = 0; i < w->tables->by_stack.count; i++) {
        const struct stack_entry *s = &w->tables->stacks[i];
        json_t *numbers = json_array();
        for (size_t k = 0; k < s->count; k++)
            json_array_append_new(numbers, json_integer((json_int_t)s->frames[k]));
        json_array_append_new(list, numbers);
    }
    return list;
}
