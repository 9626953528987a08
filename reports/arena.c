/* arena.c: chunks that are only ever freed together. */
#include "arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 16384

struct chunk {
    struct chunk *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};
struct rp_arena {
    struct chunk *chunks;
};

static void *or_die(void *memory) {
    if (!memory) {
        fputs("detsched: out of memory\n", stderr);
        abort();
    }
    return memory;
}

struct rp_arena *rp_arena_new(void) {
    return or_die(calloc(1, sizeof(struct rp_arena)));
}

void rp_arena_free(struct rp_arena *arena) {
    if (!arena)
        return;
    for (struct chunk *c = arena->chunks, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(arena);
}

void *rp_arena_alloc(struct rp_arena *arena, size_t n) {
    const size_t align = alignof(max_align_t);
    if (n > SIZE_MAX / 2)
        or_die(NULL);
    n = (n + align - 1) / align * align;
    struct chunk *c = arena->chunks;
    if (!c || c->size - c->used < n) {
        size_t size = n > CHUNK ? n : CHUNK;
        c = or_die(calloc(1, sizeof *c + size));
        c->size = size;
        c->next = arena->chunks;
        arena->chunks = c;
    }
    void *memory = c->bytes + c->used;
    c->used += n;
    return memory;
}

void *rp_arena_array(struct rp_arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        or_die(NULL);
    return rp_arena_alloc(arena, bytes);
}

char *rp_arena_strndup(struct rp_arena *arena, const char *text, size_t n) {
    size_t len = text ? strnlen(text, n) : 0;
    char *copy = rp_arena_alloc(arena, len + 1);
    if (len)
        memcpy(copy, text, len);
    return copy;
}

char *rp_arena_strdup(struct rp_arena *arena, const char *text) {
    return rp_arena_strndup(arena, text, text ? strlen(text) : 0);
}

char *rp_arena_printf(struct rp_arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        return rp_arena_strdup(arena, "");
    char *text = rp_arena_alloc(arena, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return text;
}
