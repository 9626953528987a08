/* results_json.c: numbers and texts in JSON as a result directory holds them. */
#include <stdlib.h>
#include <string.h>

#include "../reports/arena.h"
#include "../reports/escape.h"
#include "results.h"
#include "util.h"

json_t *hn_json_number(uint64_t v) {
    return json_sprintf("%llu", (unsigned long long)v);
}

json_t *hn_json_hex(uint64_t v) {
    return json_sprintf("%016llx", (unsigned long long)v);
}

void hn_make_utf8(char *text) {
    json_t *j = json_string(text);

    for (char *p = text; !j && *p; p++)
        if (*p & 0x80)
            *p = '?';
    json_decref(j);
}

json_t *hn_json_text(const char *text) {
    struct rp_arena *arena = rp_arena_new();
    json_t *j = json_string(rp_utf8(arena, text));

    rp_arena_free(arena);
    return j;
}

const char *hn_json_get_text(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

bool hn_json_get_number(const json_t *object, const char *key, uint64_t *out) {
    return hn_number(hn_json_get_text(object, key), UINT64_MAX, out);
}

bool hn_json_read_hex(const json_t *j, uint64_t *out) {
    const char *text = json_string_value(j);

    if (!text || strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
        return false;
    *out = strtoull(text, NULL, 16);
    return true;
}

bool hn_json_get_hex(const json_t *object, const char *key, uint64_t *out) {
    return hn_json_read_hex(json_object_get(object, key), out);
}

char *hn_json_dump(json_t *j) {
    char *text = json_dumps(j, JSON_SORT_KEYS | JSON_COMPACT);

    json_decref(j);
    return text;
}
