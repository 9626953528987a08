/* read.c: strict access to the values of JSON objects. */
#include "read.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "read_parts.h"

struct rp_in rp_in_object(struct rp_reading *r, json_t *object, const char *what) {
    struct rp_in in = {.r = r, .object = object, .what = what};
    if (!r->why && !json_is_object(object))
        r->why = rp_arena_printf(r->arena, "%s is no object", what);
    return in;
}

void rp_in_wrong(struct rp_in *in, const char *key, const char *words) {
    if (!in->r->why)
        in->r->why = rp_arena_printf(in->r->arena, "%s: %s %s", in->what, key, words);
}

void rp_in_end(struct rp_in *in) {
    if (!in->r->why && json_object_size(in->object) != in->used)
        in->r->why = rp_arena_printf(in->r->arena, "%s has a key that is not known", in->what);
}

json_t *rp_in_value(struct rp_in *in, const char *key, bool optional) {
    json_t *value = in->r->why ? NULL : json_object_get(in->object, key);
    if (value)
        in->used++;
    else if (!optional)
        rp_in_wrong(in, key, "is missing");
    return value;
}

static const char *text_of(struct rp_in *in, const char *key, const json_t *value) {
    if (json_is_string(value))
        return rp_arena_strdup(in->r->arena, json_string_value(value));
    if (value)
        rp_in_wrong(in, key, "is no text");
    return "";
}

const char *rp_in_text(struct rp_in *in, const char *key) {
    return text_of(in, key, rp_in_value(in, key, false));
}

const char *rp_in_text_or_empty(struct rp_in *in, const char *key) {
    return text_of(in, key, rp_in_value(in, key, true));
}

static uint64_t count_of(struct rp_in *in, const char *key, const json_t *value, uint64_t most) {
    json_int_t n = json_is_integer(value) ? json_integer_value(value) : -1;
    if (n >= 0 && (uint64_t)n <= most)
        return (uint64_t)n;
    rp_in_wrong(in, key, "is out of range");
    return 0;
}

uint64_t rp_in_count(struct rp_in *in, const char *key, uint64_t most) {
    const json_t *value = rp_in_value(in, key, false);
    return value ? count_of(in, key, value, most) : 0;
}

uint64_t rp_in_count_or(struct rp_in *in, const char *key, uint64_t most, uint64_t otherwise) {
    const json_t *value = rp_in_value(in, key, true);
    return value ? count_of(in, key, value, most) : otherwise;
}

uint64_t rp_in_number_text(struct rp_in *in, const char *key) {
    const char *text = rp_in_text(in, key);
    uint64_t n = 0;
    for (const char *at = text; *at; at++) {
        unsigned digit = (unsigned)(*at - '0');
        if (digit > 9 || n > (UINT64_MAX - digit) / 10) {
            rp_in_wrong(in, key, "is no number");
            return 0;
        }
        n = 10 * n + digit;
    }
    if (!text[0])
        rp_in_wrong(in, key, "is no number");
    return n;
}

bool rp_in_bool(struct rp_in *in, const char *key) {
    const json_t *value = rp_in_value(in, key, false);
    if (value && !json_is_boolean(value))
        rp_in_wrong(in, key, "is neither true nor false");
    return json_is_true(value);
}

bool rp_in_true(struct rp_in *in, const char *key) {
    const json_t *value = rp_in_value(in, key, true);
    if (value && !json_is_true(value))
        rp_in_wrong(in, key, "is not true");
    return value != NULL;
}

double rp_in_real(struct rp_in *in, const char *key) {
    const json_t *value = rp_in_value(in, key, false);
    if (value && json_is_number(value))
        return json_number_value(value);
    if (value)
        rp_in_wrong(in, key, "is no number");
    return 0;
}

unsigned rp_in_word(struct rp_in *in, const char *key, const char *const *names) {
    const char *text = rp_in_text(in, key);
    for (unsigned i = 0; names[i]; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    rp_in_wrong(in, key, "is a word that is not known");
    return 0;
}

json_t *rp_in_list(struct rp_in *in, const char *key, size_t *n) {
    json_t *value = rp_in_value(in, key, false);
    *n = 0;
    if (value && !json_is_array(value)) {
        rp_in_wrong(in, key, "is no list");
        return NULL;
    }
    *n = json_array_size(value);
    return value;
}

const char *const *rp_in_strings(struct rp_in *in, const char *key, size_t *n) {
    json_t *list = rp_in_list(in, key, n);
    const char **lines = rp_arena_array(in->r->arena, *n, sizeof *lines);
    for (size_t i = 0; i < *n; i++)
        lines[i] = text_of(in, key, json_array_get(list, i));
    return lines;
}

json_t *rp_read_root(struct rp_reading *r, const char *text, size_t n, const char *schema) {
    json_error_t error;
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        r->why = rp_arena_printf(r->arena, "no JSON, from line %d on", error.line);
        return NULL;
    }
    const char *is = json_string_value(json_object_get(root, "schema"));
    if (is && strcmp(is, schema) == 0)
        return root;
    const char *name = strrchr(schema, '/');
    bool older = is && strncmp(is, schema, (size_t)(name - schema)) == 0;
    r->why = older ? rp_arena_printf(r->arena,
                                     "of another version of detsched: its form is %.40s, not %s",
                                     is, schema)
                   : rp_arena_printf(r->arena, "its form is not %s", schema);
    json_decref(root);
    return NULL;
}
