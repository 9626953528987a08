/* explain_race.c: data races and uses of freed memory: which memory, who did what to it and where. */
#include <string.h>

#include "detect/races.h"
#include "explain_parts.h"
#include "../reports/escape.h"
#include "symdata.h"

const struct hn_variable *hn_ex_variable(struct hn_ex *ex, const struct ds_obj_place *place,
                                         uint64_t size) {
    struct hn_variable *v;
    if (place->place != DS_PLACE_STATIC)
        return NULL;
    v = rp_arena_alloc(ex->arena, sizeof *v);
    return hn_symbols_variable(ex->sy, ex->run, (size_t)place->b, place->a, size, v) ? v : NULL;
}

/* Of the bytes that both touch. */
static uint64_t common_size(const struct ds_race *race) {
    int64_t end = INT64_MAX;
    for (int k = 0; k < 2; k++) {
        int64_t own = (int64_t)(int32_t)race->side[k].offset + race->side[k].size;
        end = own < end ? own : end;
    }
    return end > 0 ? (uint64_t)end : 1;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *block(struct hn_ex *ex, const struct ds_race *race, const char *state) {
    if (!race->block_size)
        return rp_arena_printf(ex->arena, "a %sblock", state);
    return rp_arena_printf(ex->arena, "a %sblock of %llu byte%s", state,
                           (unsigned long long)race->block_size, race->block_size == 1 ? "" : "s");
}

/* The memory that RACE is about: "counter", "byte 8 of a block of 24 bytes". */
static const char *memory_of(struct hn_ex *ex, const struct ds_race *race) {
    const struct ds_obj_place *p = &race->place;
    const struct hn_variable *v = p->name[0] ? NULL : hn_ex_variable(ex, p, common_size(race));
    if (v)
        return rp_visible(ex->arena, v->path, false);
    if (!p->name[0] && p->place == DS_PLACE_HEAP) {
        const char *name = block(ex, race, "");
        return p->b ? rp_arena_printf(ex->arena, "byte %llu of %s", (unsigned long long)p->b, name)
                    : name;
    }
    if (!p->name[0] && p->place == DS_PLACE_STACK)
        return rp_arena_printf(ex->arena, "a local variable of %s", hn_ex_who(ex, p->task));
    const char *name = hn_ex_place(ex, p);
    return name ? rp_visible(ex->arena, name, false) : "memory";
}

const char *hn_ex_race_brief(struct hn_ex *ex, const struct ds_race *race) {
    bool variable = race->place.place == DS_PLACE_STATIC || race->place.name[0];
    const char *name = variable ? NULL : hn_ex_place(ex, &race->place);
    return name ? name : memory_of(ex, race);
}

static const char *declared(struct hn_ex *ex, const struct ds_race *race) {
    const struct hn_variable *v = hn_ex_variable(ex, &race->place, common_size(race));
    return v && v->file ? rp_arena_printf(ex->arena, "%s:%d", base_name(v->file), v->line) : "";
}

/* "writes 4 bytes" */
static const char *access_of(struct hn_ex *ex, const struct ds_access *a) {
    if (a->flags & DS_ACCESS_FREE)
        return "frees it";
    const char *verb = a->flags & DS_ACCESS_WRITE ? "writes" : "reads";
    if (a->flags & DS_ACCESS_VPTR)
        return rp_arena_printf(ex->arena, "%s the pointer to virtual functions", verb);
    return rp_arena_printf(ex->arena, "%s%s %u byte%s%s",
                           a->flags & DS_ACCESS_ATOMIC ? "atomically " : "", verb, a->size,
                           a->size == 1 ? "" : "s",
                           a->flags & DS_ACCESS_LIBC ? ", by a call of the C library" : "");
}

const char *hn_ex_access_op(const struct ds_access *a) {
    return a->flags & DS_ACCESS_FREE ? "free" : a->flags & DS_ACCESS_WRITE ? "write" : "read";
}

/* "T1 (worker) writes 4 bytes in add (bank.c:20)". */
static const char *deed(struct hn_ex *ex, const struct ds_access *a) {
    return rp_arena_printf(ex->arena, "%s %s%s", hn_ex_who(ex, a->task), access_of(ex, a),
                           hn_ex_at_stack(ex, a->stack));
}

/* "counter (bank.c:12)", "a block of 24 bytes (allocated in make (list.c:7))". */
static const char *told_object(struct hn_ex *ex, const struct ds_race *race) {
    const char *object = memory_of(ex, race), *at = declared(ex, race);
    const char *made = hn_ex_at_stack(ex, race->block_stack);
    if (race->place.place == DS_PLACE_HEAP && made[0])
        return rp_arena_printf(ex->arena, "%s, allocated%s", object, made);
    return at[0] ? rp_arena_printf(ex->arena, "%s (%s)", object, at) : object;
}

static const char *freed_title(struct hn_ex *ex, const struct ds_race *race) {
    const struct ds_access *first = &race->side[0], *second = &race->side[1];
    const char *made = hn_ex_at_stack(ex, race->block_stack);
    const char *from = made[0] ? rp_arena_printf(ex->arena, ", allocated%s", made) : "";
    if (race->freed)
        return rp_arena_printf(ex->arena, "%s of %s%s, after %s freed it%s", deed(ex, second),
                               block(ex, race, "freed "), from, hn_ex_who(ex, first->task),
                               hn_ex_at_stack(ex, first->stack));
    const struct ds_access *use = first->flags & DS_ACCESS_FREE ? second : first;
    const struct ds_access *end = use == first ? second : first;
    return rp_arena_printf(
        ex->arena, "%s frees %s%s%s, while nothing keeps %s from using it: it %s%s",
        hn_ex_who(ex, end->task), block(ex, race, ""), from, hn_ex_at_stack(ex, end->stack),
        hn_ex_who(ex, use->task), access_of(ex, use), hn_ex_at_stack(ex, use->stack));
}

const char *hn_ex_race_title(struct hn_ex *ex, const struct hn_raw *raw) {
    const struct ds_race *race = hn_race_of(ex->run, raw);
    if (!race)
        return hn_kind_text(raw->kind);
    if (raw->kind == HN_USE_AFTER_FREE)
        return freed_title(ex, race);
    bool vptr = (race->side[0].flags | race->side[1].flags) & DS_ACCESS_VPTR;
    return rp_arena_printf(
        ex->arena, "data race on %s%s: %s, %s", vptr ? "the pointer to virtual functions in " : "",
        told_object(ex, race), deed(ex, &race->side[0]), deed(ex, &race->side[1]));
}

/* Memory of uninstrumented code was perhaps handed over by it, in ways that nobody told us. */
static const char *foreign_words(struct hn_ex *ex, const struct ds_race *race) {
    if (!race->foreign || race->foreign > ex->run->module_count)
        return "";
    const char *path = ex->run->modules[race->foreign - 1].path;
    const char *name = path[0] ? base_name(path) : "the program";
    return rp_arena_printf(ex->arena,
                           "\n\nThe memory is %s's, which was not compiled for race detection: how "
                           "it is handed from one thread to another may be ordered in there, where "
                           "nobody looks. So this is a warning.",
                           rp_arena_strdup(ex->arena, name));
}

const char *hn_ex_race_words(struct hn_ex *ex, const struct hn_raw *raw) {
    const struct ds_race *race = hn_race_of(ex->run, raw);
    if (!race)
        return "";
    const struct hn_variable *v = hn_ex_variable(ex, &race->place, common_size(race));
    const char *type = v && v->type ? rp_arena_printf(ex->arena, ", of type %s", v->type) : "";
    const char *more =
        raw->more
            ? rp_arena_printf(ex->arena,
                              " %u other pair%s of accesses in the same functions raced, too.",
                              raw->more, raw->more == 1 ? "" : "s")
            : "";
    const char *brief = hn_ex_race_brief(ex, race);
    const char *alias = strcmp(brief, memory_of(ex, race))
                            ? rp_arena_printf(ex->arena, " (in the schedule: %s)", brief)
                            : "";
    const char *advice = hn_ex_race_advice(ex, race);
    return rp_arena_printf(ex->arena, "The memory is %s%s%s.\nFirst %s.\nThen %s.%s\n\n%s%s%s%s",
                           told_object(ex, race), type, alias, deed(ex, &race->side[0]),
                           deed(ex, &race->side[1]), more, hn_ex_unordered(ex, race),
                           advice[0] ? "\n\n" : "", advice, foreign_words(ex, race));
}

static void fill_side(struct hn_ex *ex, const struct ds_access *a, struct rp_access *out) {
    struct hn_lock locks[HN_MAX_PARTIES];
    out->task = hn_ex_shown(ex)[a->task];
    out->words = access_of(ex, a);
    out->after = hn_race_after(ex->run, a);
    out->stack = hn_ex_stack(ex, a->stack);
    size_t n = hn_locks_after(ex->run, a->task, out->after, locks, HN_MAX_PARTIES);
    n = n < HN_MAX_PARTIES ? n : HN_MAX_PARTIES;
    struct rp_held *holds = rp_arena_array(ex->arena, n, sizeof *holds);
    for (size_t i = 0; i < n; i++) {
        const struct ds_event *ev = hn_event_at(ex->run, locks[i].since);
        holds[i].object = hn_ex_object(ex, locks[i].obj);
        holds[i].event = locks[i].since;
        if (ev)
            holds[i].taken_at = hn_ex_stack(ex, ev->stack);
    }
    out->holds = holds;
    out->hold_count = n;
}

void hn_ex_race(struct hn_ex *ex, const struct hn_raw *raw, struct rp_finding *out) {
    const struct ds_race *race = hn_race_of(ex->run, raw);
    if (!race)
        return;
    const struct hn_variable *v = hn_ex_variable(ex, &race->place, common_size(race));
    struct rp_race *to = rp_arena_alloc(ex->arena, sizeof *to);
    to->object = memory_of(ex, race);
    to->type = v && v->type ? v->type : "";
    to->declared = declared(ex, race);
    to->allocated = hn_ex_stack(ex, race->block_stack);
    to->freed = race->freed;
    to->unordered = race->unordered;
    for (int k = 0; k < 2; k++)
        fill_side(ex, &race->side[k], &to->side[k]);
    out->race = to;
}
