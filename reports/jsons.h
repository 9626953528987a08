/* jsons.h: the model's values as jansson's: the few that several formats write. */
#ifndef RP_JSONS_H
#define RP_JSONS_H

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "writer.h"

/* Any bytes. */
static inline json_t *rp_json_text(struct rp_arena *arena, const char *bytes) {
    return json_string(rp_utf8(arena, bytes));
}

/* What may exceed 63 bits is text. */
static inline json_t *rp_json_digits(struct rp_arena *arena, uint64_t n) {
    return json_string(rp_arena_printf(arena, "%llu", (unsigned long long)n));
}

static inline json_t *rp_json_lines(struct rp_arena *arena, const char *const *lines, size_t n) {
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, rp_json_text(arena, lines[i]));
    return list;
}

/* Writes VALUE, which is freed, in one line without its end (or, with INDENT, in several). */
static inline void rp_json_put(json_t *value, bool indent, struct rp_sink *s) {
    const size_t flags = JSON_SORT_KEYS | JSON_REAL_PRECISION(12);
    char *bytes = json_dumps(value, flags | (indent ? JSON_INDENT(2) : JSON_COMPACT));
    if (bytes)
        rp_write(s, bytes, strlen(bytes));
    else
        rp_sink_fail(s, ENOMEM);
    free(bytes);
    json_decref(value);
}

#endif
