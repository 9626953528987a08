/* tell_records.c: what results.jsonl says of findings, read back. */
#include <stdlib.h>
#include <string.h>

#include "tell.h"
#include "util.h"

static bool read_size(const json_t *j, const char *key, size_t *out) {
    const json_t *v = json_object_get(j, key);

    *out = (size_t)json_integer_value(v);
    return json_is_integer(v) && json_integer_value(v) >= 0;
}

bool hn_shown_read(const json_t *j, struct hn_shown *out) {
    const json_t *circles = json_object_get(j, "reached");
    size_t n = json_array_size(circles);

    *out = (struct hn_shown){.spare = json_object_get(j, "spare") != NULL};
    if (!hn_json_get_hex(j, out->spare ? "spare" : "finding", &out->fingerprint) ||
        !hn_json_get_number(j, "seed", &out->seed) || !hn_json_get_hex(j, "as", &out->as) ||
        !read_size(j, "explanation", &out->explanation) ||
        !read_size(j, "related", &out->related) || n > HN_MAX_CIRCLES)
        return false;
    for (; out->reached < n; out->reached++) {
        const json_t *pair = json_array_get(circles, out->reached);

        if (!hn_json_read_hex(json_array_get(pair, 0), &out->locks[out->reached]) ||
            !hn_json_read_hex(json_array_get(pair, 1), &out->places[out->reached]))
            return false;
    }
    return true;
}

char *hn_shown_path(const struct hn_shown *s) {
    return s->spare ? hn_text("spare/%016llx-%llu", (unsigned long long)s->fingerprint,
                              (unsigned long long)s->seed)
                    : hn_text("findings/%016llx", (unsigned long long)s->as);
}

json_t *hn_variants_make(size_t prediction, const struct hn_variants *v) {
    json_t *list = json_array();

    for (size_t i = 0; i < v->count; i++) {
        const struct hn_hit *hit = &v->items[i].entry.hit;

        json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:I, s:i}", "fingerprint",
                                              hn_json_hex(hit->fingerprint), "places",
                                              hn_json_hex(v->items[i].places), "seed",
                                              hn_json_number(hit->rec.seed), "count",
                                              (json_int_t)v->items[i].entry.count, "suppressed",
                                              (int)hit->suppressed));
    }
    return json_pack("{s:i, s:o}", "prediction", (int)prediction, "variants", list);
}

bool hn_variants_read(const json_t *j, size_t *prediction, struct hn_variants *out) {
    const json_t *list = json_object_get(j, "variants");
    size_t n = json_array_size(list);

    *out = (struct hn_variants){0};
    if (!read_size(j, "prediction", prediction) || *prediction >= HN_MAX_PREDICTIONS ||
        !json_is_array(list) || n > HN_MAX_VARIANTS)
        return false;
    for (; out->count < n; out->count++) {
        const json_t *one = json_array_get(list, out->count);
        struct hn_entry *e = &out->items[out->count].entry;
        size_t count, suppressed;

        if (!hn_json_get_hex(one, "fingerprint", &e->hit.fingerprint) ||
            !hn_json_get_hex(one, "places", &out->items[out->count].places) ||
            !hn_json_get_number(one, "seed", &e->hit.rec.seed) ||
            !read_size(one, "count", &count) || !read_size(one, "suppressed", &suppressed) ||
            suppressed > UINT32_MAX)
            return false;
        e->hit.kind = HN_LOCK_ORDER;
        e->hit.suppressed = (uint32_t)suppressed;
        e->count = count;
    }
    return true;
}
