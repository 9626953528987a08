/* json_parts.c: strings, stacks and the layout of every JSON document. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "json_parts.h"

json_t *rp_json_text(struct rp_json *w, const char *bytes) {
    return json_string(rp_utf8(w->arena, bytes));
}

json_t *rp_json_number_text(uint64_t n) {
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    return json_string(digits);
}

json_t *rp_json_strings(struct rp_json *w, const char *const *lines, size_t n) {
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, rp_json_text(w, lines[i]));
    return list;
}

json_t *rp_json_frame(struct rp_json *w, const struct rp_frame *f) {
    char offset[24];
    snprintf(offset, sizeof offset, "0x%llx", (unsigned long long)f->offset);
    json_t *o =
        json_pack("{s:o, s:o, s:i, s:o, s:s, s:b}", "function", rp_json_text(w, f->function),
                  "file", rp_json_text(w, f->file), "line", f->line, "module",
                  rp_json_text(w, f->module), "offset", offset, "inlined", f->inlined);
    if (w->tables && f->library)
        json_object_set_new(o, "library", json_true());
    return o;
}

json_t *rp_json_stack(struct rp_json *w, const struct rp_stack *s) {
    json_t *list = json_array();
    for (size_t i = 0; i < s->count; i++)
        json_array_append_new(list, rp_json_frame(w, &s->frames[i]));
    return list;
}

#define LAYOUT (JSON_SORT_KEYS | JSON_REAL_PRECISION(12) | JSON_ENCODE_ANY)

/* VALUE, DEPTH steps to the right: a newline in JSON text is never part of a string. */
static void put_value(const json_t *value, struct rp_sink *s) {
    char *bytes = json_dumps(value, LAYOUT | JSON_INDENT(2));
    if (!bytes) {
        rp_sink_fail(s, ENOMEM);
        return;
    }
    for (const char *at = bytes, *end; *at; at = end) {
        end = at + strcspn(at, "\n");
        end += *end == '\n';
        rp_write(s, at, (size_t)(end - at));
        if (end[-1] == '\n')
            rp_write(s, "  ", 2);
    }
    free(bytes);
}

static void put_lines(const json_t *list, struct rp_sink *s) {
    size_t n = json_array_size(list);
    rp_printf(s, "[");
    for (size_t i = 0; i < n; i++) {
        char *bytes = json_dumps(json_array_get(list, i), LAYOUT);
        if (!bytes)
            rp_sink_fail(s, ENOMEM);
        rp_printf(s, "%s\n    %s", i ? "," : "", bytes ? bytes : "");
        free(bytes);
    }
    rp_printf(s, n ? "\n  ]" : "]");
}

static bool named(const char *const *names, const char *name) {
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static int by_text(const void *a, const void *b) {
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

void rp_json_put(json_t *root, const char *const *lines, struct rp_sink *s) {
    size_t n = json_object_size(root), count = 0;
    const char **keys = calloc(n + 1, sizeof *keys), *key;
    json_t *value;
    if (!root || !keys) {
        rp_sink_fail(s, ENOMEM);
        n = 0;
    }
    json_object_foreach(root, key, value) {
        if (count < n)
            keys[count++] = key;
    }
    if (keys)
        qsort(keys, count, sizeof *keys, by_text);
    for (size_t i = 0; i < count; i++) {
        rp_printf(s, "%s\n  \"%s\": ", i ? "," : "{", keys[i]);
        value = json_object_get(root, keys[i]);
        if (named(lines, keys[i]))
            put_lines(value, s);
        else
            put_value(value, s);
    }
    rp_printf(s, "\n}\n");
    free(keys);
    json_decref(root);
}

void rp_json_put_line(json_t *root, struct rp_sink *s) {
    char *bytes = json_dumps(root, LAYOUT | JSON_COMPACT);
    if (bytes)
        rp_write(s, bytes, strlen(bytes));
    else
        rp_sink_fail(s, ENOMEM);
    free(bytes);
    json_decref(root);
}
