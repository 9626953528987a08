/* results.c: a seed's record as JSON and back; nothing out of range is read. */
#include "results.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

/* What is nothing in most seeds is written only if it is something. */
static const struct field {
    const char *name;
    size_t at;
} counts[] = {
    {"adopted", offsetof(struct ds_result_rec, adopted)},
    {"limits", offsetof(struct ds_result_rec, limits)},
    {"marks", offsetof(struct ds_result_rec, notes)},
    {"preempted", offsetof(struct ds_result_rec, preempted)},
};
#define COUNTS (sizeof(counts) / sizeof(counts[0]))

static uint32_t *count_of(struct ds_result_rec *rec, const struct field *f) {
    return (uint32_t *)((char *)rec + f->at);
}

static json_t *make_hit(const struct hn_hit *hit) {
    json_t *j = json_pack("{s:o, s:s, s:o, s:o}", "fingerprint", hn_json_hex(hit->fingerprint),
                          "kind", hn_kind_text(hit->kind), "trace", hn_json_hex(hit->trace),
                          "where", hn_json_text(hit->where));

    if (*hit->subkind)
        json_object_set_new(j, "subkind", hn_json_text(hit->subkind));
    if (hit->suppressed)
        json_object_set_new(j, "suppressed", json_integer(hit->suppressed));
    return j;
}

static json_t *make_note(const struct hn_note *note) {
    json_t *j = json_pack("{s:o}", "note", hn_json_text(note->text));

    if (note->undecided)
        json_object_set_new(j, "undecided", json_true());
    return j;
}

json_t *hn_record_make(const struct hn_record *r) {
    struct ds_result_rec rec = r->rec;
    json_t *hits = json_array(), *notes = json_array();
    json_t *j =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:i, s:s}", "seed",
                  hn_json_number(rec.seed), "trace", hn_json_hex(rec.trace_hash), "schedule",
                  hn_json_hex(rec.schedule_hash), "output", hn_json_hex(rec.out_hash), "lines",
                  hn_json_hex(rec.lines_hash), "points", (json_int_t)rec.points, "tasks",
                  (json_int_t)rec.tasks, "competed", (json_int_t)rec.competed, "wait_status",
                  rec.wait_status, "strategy", ds_strategy_name(rec.strategy));

    for (size_t i = 0; i < COUNTS; i++)
        if (*count_of(&rec, &counts[i]))
            json_object_set_new(j, counts[i].name, json_integer(*count_of(&rec, &counts[i])));
    for (size_t i = 0; i < r->hit_count; i++)
        json_array_append_new(hits, make_hit(&r->hits[i]));
    for (size_t i = 0; i < r->note_count; i++)
        json_array_append_new(notes, make_note(&r->notes[i]));
    if (r->hit_count)
        json_object_set(j, "hits", hits);
    if (r->note_count)
        json_object_set(j, "notes", notes);
    json_decref(hits);
    json_decref(notes);
    return j;
}

/* An integer from 0 to MOST; one that is not there is 0 unless it MUST be. */
static bool get_int(const json_t *j, const char *key, bool must, json_int_t most, json_int_t *out) {
    const json_t *v = json_object_get(j, key);

    *out = json_integer_value(v);
    return v ? json_is_integer(v) && *out >= 0 && *out <= most : !must;
}

static bool get_name(const json_t *j, const char *key, size_t room, char *out) {
    const char *text = hn_json_get_text(j, key);

    if (strlen(text) >= room)
        return false;
    memcpy(out, text, strlen(text) + 1);
    return true;
}

static bool read_hit(const json_t *j, const struct ds_result_rec *rec, struct hn_hit *hit) {
    const char *kind = hn_json_get_text(j, "kind");
    int k = 0;
    json_int_t suppressed;

    *hit = (struct hn_hit){.rec = *rec};
    while (k < HN_KIND_COUNT && strcmp(kind, hn_kind_text((enum hn_kind)k)) != 0)
        k++;
    if (k == HN_KIND_COUNT || !hn_json_get_hex(j, "fingerprint", &hit->fingerprint) ||
        !hn_json_get_hex(j, "trace", &hit->trace) ||
        !get_name(j, "subkind", sizeof(hit->subkind), hit->subkind) ||
        !get_name(j, "where", sizeof(hit->where), hit->where) ||
        !get_int(j, "suppressed", false, UINT32_MAX, &suppressed))
        return false;
    hit->kind = (enum hn_kind)k;
    hit->suppressed = (uint32_t)suppressed;
    return true;
}

static bool read_note(const json_t *j, uint64_t seed, struct hn_note *note) {
    const json_t *text = json_object_get(j, "note");

    *note =
        (struct hn_note){.seed = seed, .undecided = json_is_true(json_object_get(j, "undecided"))};
    if (!json_is_string(text))
        return false;
    note->text = hn_dup(json_string_value(text));
    return true;
}

static bool read_lists(const json_t *j, struct hn_record *r) {
    const json_t *hits = json_object_get(j, "hits"), *notes = json_object_get(j, "notes");
    size_t hit_count = json_array_size(hits), note_count = json_array_size(notes);

    r->hits = hn_alloc((hit_count + 1) * sizeof(*r->hits));
    r->notes = hn_alloc((note_count + 1) * sizeof(*r->notes));
    for (; r->hit_count < hit_count; r->hit_count++)
        if (!read_hit(json_array_get(hits, r->hit_count), &r->rec, &r->hits[r->hit_count]))
            return false;
    for (; r->note_count < note_count; r->note_count++)
        if (!read_note(json_array_get(notes, r->note_count), r->rec.seed, &r->notes[r->note_count]))
            return false;
    return true;
}

static bool read_rec(const json_t *j, struct ds_result_rec *rec) {
    const char *strategy = hn_json_get_text(j, "strategy");
    const json_t *status = json_object_get(j, "wait_status");
    json_int_t points, tasks, competed, n;

    while (rec->strategy < DS_STRAT_COUNT && strcmp(strategy, ds_strategy_name(rec->strategy)) != 0)
        rec->strategy++;
    if (rec->strategy == DS_STRAT_COUNT || !hn_json_get_number(j, "seed", &rec->seed) ||
        !hn_json_get_hex(j, "trace", &rec->trace_hash) ||
        !hn_json_get_hex(j, "schedule", &rec->schedule_hash) ||
        !hn_json_get_hex(j, "output", &rec->out_hash) ||
        !hn_json_get_hex(j, "lines", &rec->lines_hash) ||
        !get_int(j, "points", true, INT64_MAX, &points) ||
        !get_int(j, "tasks", true, UINT32_MAX, &tasks) ||
        !get_int(j, "competed", true, UINT32_MAX, &competed) || !json_is_integer(status))
        return false;
    rec->points = (uint64_t)points;
    rec->tasks = (uint32_t)tasks;
    rec->competed = (uint32_t)competed;
    rec->wait_status = (int32_t)json_integer_value(status);
    for (size_t i = 0; i < COUNTS; i++) {
        if (!get_int(j, counts[i].name, false, UINT32_MAX, &n))
            return false;
        *count_of(rec, &counts[i]) = (uint32_t)n;
    }
    return true;
}

bool hn_record_read(const json_t *j, struct hn_record *r) {
    *r = (struct hn_record){0};
    if (!read_rec(j, &r->rec))
        return false;
    if (read_lists(j, r))
        return true;
    hn_record_free(r);
    return false;
}

void hn_record_free(struct hn_record *r) {
    for (size_t i = 0; i < r->note_count; i++)
        free(r->notes[i].text);
    free(r->notes);
    free(r->hits);
    *r = (struct hn_record){0};
}
