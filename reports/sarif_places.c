/* sarif_places.c: locations in SARIF: source lines relative to %SRCROOT% where they are below it. */
#include <string.h>

#include "escape.h"
#include "places.h"
#include "sarif_parts.h"
#include "words.h"

json_t *rp_sarif_message(const struct rp_sarif *s, const char *text) {
    return json_pack("{s:s}", "text", rp_visible(s->arena, text, true));
}

/* RFC 3986: unreserved characters and the slash stay. */
static const char *escaped(struct rp_arena *arena, const char *path) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    char *out = rp_arena_alloc(arena, 3 * strlen(path) + 1);
    size_t n = 0;
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        if (strchr(plain, c)) {
            out[n++] = (char)c;
        } else {
            out[n++] = '%';
            out[n++] = "0123456789ABCDEF"[c >> 4];
            out[n++] = "0123456789ABCDEF"[c & 15];
        }
    }
    return out;
}

static json_t *artifact(const struct rp_sarif *s, const char *file) {
    const char *path = rp_relative(file, s->root);
    if (path[0] == '/')
        return json_pack("{s:s}", "uri",
                         rp_arena_printf(s->arena, "file://%s", escaped(s->arena, path)));
    return json_pack("{s:s, s:s}", "uri", escaped(s->arena, path), "uriBaseId", "%SRCROOT%");
}

static json_t *physical(const struct rp_sarif *s, const struct rp_frame *f) {
    if (!f)
        return NULL;
    if (rp_or_empty(f->file)[0]) {
        json_t *o = json_pack("{s:o}", "artifactLocation", artifact(s, f->file));
        if (f->line > 0)
            json_object_set_new(o, "region", json_pack("{s:i}", "startLine", f->line));
        return o;
    }
    if (!rp_or_empty(f->module)[0])
        return NULL;
    return json_pack("{s:{s:s}, s:{s:s, s:I}}", "artifactLocation", "uri",
                     escaped(s->arena, f->module), "address", "kind", "instruction",
                     "relativeAddress", (json_int_t)f->offset);
}

json_t *rp_sarif_location(const struct rp_sarif *s, const struct rp_frame *f, const char *text) {
    json_t *o = json_object(), *where = physical(s, f);
    if (where)
        json_object_set_new(o, "physicalLocation", where);
    if (f && rp_or_empty(f->function)[0])
        json_object_set_new(o, "logicalLocations",
                            json_pack("[{s:s, s:s}]", "fullyQualifiedName",
                                      rp_visible(s->arena, f->function, false), "kind",
                                      "function"));
    if (text)
        json_object_set_new(o, "message", rp_sarif_message(s, text));
    return o;
}

static void add(const struct rp_sarif *s, json_t *list, const struct rp_stack *stack,
                const char *text) {
    const struct rp_frame *f = rp_place_in(stack);
    size_t n = json_array_size(list);
    if (!f || n == RP_SARIF_LOCATIONS)
        return;
    json_t *o = rp_sarif_location(s, f, text);
    json_object_set_new(o, "id", json_integer((json_int_t)n + 1));
    json_array_append_new(list, o);
}

static const char *who(const struct rp_sarif *s, const struct rp_finding *f, size_t task) {
    if (task >= f->task_count)
        return "somebody";
    const struct rp_task *t = &f->tasks[task];
    const char *name = rp_or_empty(t->name);
    return rp_arena_printf(s->arena, "%s%s%s%s", rp_or_empty(t->id), name[0] ? " (" : "", name,
                           name[0] ? ")" : "");
}

static void task_places(const struct rp_sarif *s, json_t *list, const struct rp_finding *f,
                        size_t i) {
    const struct rp_task *t = &f->tasks[i];
    const char *waits = rp_or_empty(t->waits_for), *name = who(s, f, i);
    if (waits[0])
        add(s, list, &t->stack,
            rp_arena_printf(s->arena, "%s %s%s", name, t->waits_is_phrase ? "" : "waits for ",
                            waits));
    for (size_t k = 0; k < t->hold_count; k++)
        add(s, list, &t->holds[k].taken_at,
            rp_arena_printf(s->arena, "%s took %s", name, rp_or_empty(t->holds[k].object)));
    add(s, list, &t->created, rp_arena_printf(s->arena, "%s was created", name));
}

json_t *rp_sarif_related(const struct rp_sarif *s, const struct rp_finding *f) {
    json_t *list = json_array();
    for (int k = 0; f->race && k < 2; k++)
        add(s, list, &f->race->side[k].stack,
            rp_arena_printf(s->arena, "%s %s", who(s, f, f->race->side[k].task),
                            rp_or_empty(f->race->side[k].words)));
    if (f->race)
        add(s, list, &f->race->allocated, "the block was allocated");
    for (size_t i = 0; i < f->task_count; i++)
        task_places(s, list, f, i);
    return list;
}
