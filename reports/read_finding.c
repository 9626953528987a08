/* read_finding.c: a finding back from its JSON. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "json_parts.h"
#include "read.h"
#include "read_parts.h"

/* Frames and stacks by their numbers. */
struct tables {
    const struct rp_frame *frames;
    size_t frame_count;
    const struct rp_stack *stacks;
    size_t stack_count;
};

static struct rp_frame frame(struct rp_reading *r, json_t *value) {
    struct rp_in in = rp_in_object(r, value, "a frame");
    struct rp_frame f = {.function = rp_in_text(&in, "function"),
                         .file = rp_in_text(&in, "file"),
                         .module = rp_in_text(&in, "module"),
                         .line = (int)rp_in_count(&in, "line", INT_MAX),
                         .inlined = rp_in_bool(&in, "inlined"),
                         .library = rp_in_true(&in, "library")};
    const char *offset = rp_in_text(&in, "offset");
    size_t digits = strncmp(offset, "0x", 2) == 0 ? strspn(offset + 2, "0123456789abcdef") : 0;
    if (digits == 0 || digits > 16 || offset[2 + digits])
        rp_in_wrong(&in, "offset", "is no number");
    else
        f.offset = strtoull(offset + 2, NULL, 16);
    rp_in_end(&in);
    return f;
}

static struct rp_stack frames(struct rp_in *in, const char *key) {
    struct rp_stack s = {0};
    json_t *list = rp_in_list(in, key, &s.count);
    struct rp_frame *all = rp_arena_array(in->r->arena, s.count, sizeof *all);
    for (size_t i = 0; i < s.count; i++)
        all[i] = frame(in->r, json_array_get(list, i));
    s.frames = all;
    return s;
}

static struct rp_stack numbered(struct rp_in *in, const struct tables *t, json_t *list) {
    struct rp_stack s = {.count = json_array_size(list)};
    struct rp_frame *all = rp_arena_array(in->r->arena, s.count, sizeof *all);
    if (!json_is_array(list))
        rp_in_wrong(in, "stacks", "holds what is no list");
    for (size_t i = 0; i < s.count; i++) {
        const json_t *value = json_array_get(list, i);
        json_int_t n = json_is_integer(value) ? json_integer_value(value) : -1;
        if (n >= 0 && (uint64_t)n < t->frame_count)
            all[i] = t->frames[n];
        else
            rp_in_wrong(in, "stacks", "names a frame that is not there");
    }
    s.frames = all;
    return s;
}

static struct tables tables(struct rp_in *in) {
    struct rp_stack all = frames(in, "frames");
    struct tables t = {.frames = all.frames, .frame_count = all.count};
    json_t *list = rp_in_list(in, "stacks", &t.stack_count);
    struct rp_stack *stacks = rp_arena_array(in->r->arena, t.stack_count, sizeof *stacks);
    for (size_t i = 0; i < t.stack_count; i++)
        stacks[i] = numbered(in, &t, json_array_get(list, i));
    t.stacks = stacks;
    return t;
}

/* A number below COUNT, SIZE_MAX if there is none. */
static size_t place(struct rp_in *in, const char *key, size_t count) {
    json_t *value = rp_in_value(in, key, true);
    json_int_t n = json_is_integer(value) ? json_integer_value(value) : -1;
    if (value && (n < 0 || (uint64_t)n >= count))
        rp_in_wrong(in, key, "is not there");
    return value && !in->r->why ? (size_t)n : SIZE_MAX;
}

static struct rp_stack stack_at(struct rp_in *in, const char *key, const struct tables *t) {
    size_t n = place(in, key, t->stack_count);
    return n == SIZE_MAX ? (struct rp_stack){0} : t->stacks[n];
}

static const struct rp_held *holds(struct rp_in *in, size_t *n) {
    json_t *list = rp_in_list(in, "holds", n);
    struct rp_held *held = rp_arena_array(in->r->arena, *n, sizeof *held);
    for (size_t i = 0; i < *n; i++) {
        struct rp_in one = rp_in_object(in->r, json_array_get(list, i), "a lock that is held");
        held[i].object = rp_in_text(&one, "object");
        held[i].event = rp_in_count(&one, "event", INT64_MAX);
        held[i].taken_at = frames(&one, "taken_at");
        rp_in_end(&one);
    }
    return held;
}

static void tasks(struct rp_in *in, struct rp_finding *f) {
    json_t *list = rp_in_list(in, "tasks", &f->task_count);
    struct rp_task *all = rp_arena_array(in->r->arena, f->task_count, sizeof *all);
    for (size_t i = 0; i < f->task_count; i++) {
        struct rp_in one = rp_in_object(in->r, json_array_get(list, i), "a task");
        struct rp_task *t = &all[i];
        t->id = rp_in_text(&one, "id");
        t->name = rp_in_text(&one, "name");
        t->state = rp_in_text(&one, "state");
        t->waits_for = rp_in_text(&one, "waits_for");
        t->waits_is_phrase = rp_in_true(&one, "waits_is_phrase");
        t->holds = holds(&one, &t->hold_count);
        t->stack = frames(&one, "stack");
        t->created = frames(&one, "created");
        rp_in_end(&one);
    }
    f->tasks = all;
}

/* Which task has this id; SIZE_MAX for "" and, after a complaint, for one that is not there. */
static size_t task_named(struct rp_in *in, const char *key, const char *id,
                         const struct rp_finding *f) {
    for (size_t i = 0; i < f->task_count && id[0]; i++)
        if (strcmp(f->tasks[i].id, id) == 0)
            return i;
    if (id[0])
        rp_in_wrong(in, key, "names a task that is not there");
    return SIZE_MAX;
}

static void waits(struct rp_in *in, struct rp_finding *f) {
    json_t *list = rp_in_list(in, "waits", &f->wait_count);
    struct rp_wait *all = rp_arena_array(in->r->arena, f->wait_count, sizeof *all);
    for (size_t i = 0; i < f->wait_count; i++) {
        struct rp_in one = rp_in_object(in->r, json_array_get(list, i), "a wait");
        all[i].from = task_named(&one, "from", rp_in_text(&one, "from"), f);
        all[i].to = task_named(&one, "to", rp_in_text(&one, "to"), f);
        all[i].object = rp_in_text(&one, "object");
        all[i].why = rp_in_text(&one, "why");
        all[i].in_cycle = rp_in_bool(&one, "in_cycle");
        if (all[i].from == SIZE_MAX)
            rp_in_wrong(&one, "from", "names no task");
        rp_in_end(&one);
    }
    f->waits = all;
}

static void cycle(struct rp_in *in, struct rp_finding *f) {
    const char *const *ids = rp_in_strings(in, "cycle", &f->cycle_count);
    size_t *all = rp_arena_array(in->r->arena, f->cycle_count, sizeof *all);
    for (size_t i = 0; i < f->cycle_count; i++) {
        all[i] = task_named(in, "cycle", ids[i], f);
        if (all[i] == SIZE_MAX)
            rp_in_wrong(in, "cycle", "names no task");
    }
    f->cycle = all;
}

static void evidence(struct rp_in *in, struct rp_finding *f) {
    json_t *list = rp_in_list(in, "evidence", &f->evidence_count);
    uint64_t *all = rp_arena_array(in->r->arena, f->evidence_count, sizeof *all);
    for (size_t i = 0; i < f->evidence_count; i++) {
        const json_t *value = json_array_get(list, i);
        if (!json_is_integer(value) || json_integer_value(value) < 0)
            rp_in_wrong(in, "evidence", "holds what is no event");
        else
            all[i] = (uint64_t)json_integer_value(value);
    }
    f->evidence = all;
}

static struct rp_access side(struct rp_reading *r, json_t *value, const struct rp_finding *f) {
    struct rp_in in = rp_in_object(r, value, "an access");
    struct rp_access a = {.after = rp_in_count(&in, "after", INT64_MAX),
                          .task = task_named(&in, "task", rp_in_text(&in, "task"), f),
                          .words = rp_in_text(&in, "words"),
                          .stack = frames(&in, "stack")};
    a.holds = holds(&in, &a.hold_count);
    frames(&in, "created"); /* its task's */
    if (a.task == SIZE_MAX)
        rp_in_wrong(&in, "task", "names no task");
    rp_in_end(&in);
    return a;
}

static const struct rp_race *race(struct rp_in *in, const struct rp_finding *f) {
    json_t *value = rp_in_value(in, "race", true);
    if (!value)
        return NULL;
    struct rp_race *race = rp_arena_alloc(in->r->arena, sizeof *race);
    struct rp_in one = rp_in_object(in->r, value, "the race");
    size_t n;
    race->object = rp_in_text(&one, "object");
    race->type = rp_in_text(&one, "type");
    race->declared = rp_in_text(&one, "declared");
    race->allocated = frames(&one, "allocated");
    race->freed = rp_in_bool(&one, "freed");
    race->unordered = rp_in_bool(&one, "unordered");
    json_t *sides = rp_in_list(&one, "sides", &n);
    if (n != 2)
        rp_in_wrong(&one, "sides", "are not two");
    for (unsigned i = 0; i < 2 && !in->r->why; i++)
        race->side[i] = side(in->r, json_array_get(sides, i), f);
    rp_in_end(&one);
    return race;
}

static void objects(struct rp_in *in, struct rp_finding *f, const struct tables *t) {
    json_t *list = rp_in_list(in, "objects", &f->object_count);
    struct rp_object *all = rp_arena_array(in->r->arena, f->object_count, sizeof *all);
    for (size_t i = 0; i < f->object_count; i++) {
        struct rp_in one = rp_in_object(in->r, json_array_get(list, i), "an object");
        all[i].name = rp_in_text(&one, "name");
        all[i].kind = rp_in_text(&one, "kind");
        all[i].detail = rp_in_text_or_empty(&one, "detail");
        all[i].at_first = rp_in_text_or_empty(&one, "at_first");
        all[i].made = stack_at(&one, "made", t);
        rp_in_end(&one);
    }
    f->objects = all;
}

static void changes(struct rp_in *in, struct rp_event *e, size_t object_count) {
    json_t *list = rp_in_value(in, "changes", true);
    e->change_count = json_array_size(list);
    struct rp_change *all = rp_arena_array(in->r->arena, e->change_count, sizeof *all);
    if (list && !json_is_array(list))
        rp_in_wrong(in, "changes", "is no list");
    for (size_t i = 0; i < e->change_count; i++) {
        json_t *one = json_array_get(list, i);
        const json_t *object = json_array_get(one, 0), *state = json_array_get(one, 1);
        if (json_array_size(one) != 2 || !json_is_integer(object) || !json_is_string(state) ||
            json_integer_value(object) < 0 ||
            (uint64_t)json_integer_value(object) >= object_count) {
            rp_in_wrong(in, "changes", "holds what is no change of an object");
            return;
        }
        all[i].object = (size_t)json_integer_value(object);
        all[i].state = rp_arena_strdup(in->r->arena, json_string_value(state));
    }
    e->changes = all;
}

static enum rp_act act(struct rp_in *in) {
    const char *word = rp_in_text_or_empty(in, "act");
    for (enum rp_act a = RP_ACT_TAKE; word[0] && a <= RP_ACT_DESTROY; a++)
        if (strcmp(rp_json_act(a), word) == 0)
            return a;
    if (word[0])
        rp_in_wrong(in, "act", "is a word that is not known");
    return RP_ACT_NONE;
}

static int64_t time_of(struct rp_in *in) {
    const json_t *value = rp_in_value(in, "time", false);
    if (value && !json_is_integer(value))
        rp_in_wrong(in, "time", "is no number");
    return json_integer_value(value);
}

static struct rp_event event(struct rp_reading *r, json_t *value, const struct rp_finding *f,
                             const struct tables *t) {
    struct rp_in in = rp_in_object(r, value, "an event");
    struct rp_event e = {.seq = rp_in_count(&in, "seq", INT64_MAX),
                         .from = rp_in_count_or(&in, "from", INT64_MAX, 0),
                         .times = rp_in_count_or(&in, "times", INT64_MAX, 1),
                         .time = time_of(&in),
                         .task = place(&in, "task", f->task_count),
                         .op = rp_in_text_or_empty(&in, "op"),
                         .object = rp_in_text_or_empty(&in, "object"),
                         .result = rp_in_text_or_empty(&in, "result"),
                         .edge = rp_in_text_or_empty(&in, "edge"),
                         .stack = stack_at(&in, "stack", t),
                         .object_id = place(&in, "object_id", f->object_count),
                         .act = act(&in),
                         .access = (unsigned)rp_in_count_or(&in, "access", 2, 0),
                         .aside = rp_in_true(&in, "aside"),
                         .evidence = rp_in_true(&in, "evidence"),
                         .switched = rp_in_true(&in, "switched")};
    size_t where = place(&in, "where", t->frame_count);
    e.where = where == SIZE_MAX ? NULL : &t->frames[where];
    changes(&in, &e, f->object_count);
    if (e.task == SIZE_MAX)
        rp_in_wrong(&in, "task", "is missing");
    if ((e.from && e.from >= e.seq) || e.times == 0 || (e.access && !f->race))
        rp_in_wrong(&in, "from, times or access", "is out of range");
    rp_in_end(&in);
    return e;
}

static void events(struct rp_in *in, struct rp_finding *f, const struct tables *t) {
    json_t *list = rp_in_list(in, "events", &f->event_count);
    struct rp_event *all = rp_arena_array(in->r->arena, f->event_count, sizeof *all);
    uint64_t last = 0;
    for (size_t i = 0; i < f->event_count && !in->r->why; i++) {
        all[i] = event(in->r, json_array_get(list, i), f, t);
        if (all[i].aside ? all[i].seq < last : all[i].seq <= last)
            rp_in_wrong(in, "events", "are not in their order");
        last = all[i].seq;
    }
    f->events = all;
}

static void sources(struct rp_in *in, struct rp_finding *f) {
    json_t *list = rp_in_list(in, "sources", &f->source_count);
    struct rp_source *all = rp_arena_array(in->r->arena, f->source_count, sizeof *all);
    for (size_t i = 0; i < f->source_count; i++) {
        struct rp_in one = rp_in_object(in->r, json_array_get(list, i), "a source");
        all[i].file = rp_in_text(&one, "file");
        all[i].first = (int)rp_in_count(&one, "first", INT_MAX / 2);
        all[i].lines = rp_in_strings(&one, "lines", &all[i].count);
        if (all[i].first == 0 || all[i].count > INT_MAX / 2)
            rp_in_wrong(&one, "first", "is out of range");
        rp_in_end(&one);
    }
    f->sources = all;
}

static void needs(struct rp_in *in, struct rp_finding *f) {
    size_t n;
    const char *const *words = rp_in_strings(in, "needs", &n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(words[i], "early-timeout") == 0)
            f->needs_early_timeout = true;
        else if (strcmp(words[i], "spurious") == 0)
            f->needs_spurious = true;
        else
            rp_in_wrong(in, "needs", "holds a word that is not known");
    }
}

static void reproduced(struct rp_in *in, struct rp_finding *f) {
    json_t *value = rp_in_value(in, "reproduced", false);
    struct rp_in one = rp_in_object(in->r, value, "reproduced");
    f->runs = (uint32_t)rp_in_count(&one, "runs", INT_MAX);
    f->same = (uint32_t)rp_in_count(&one, "same", INT_MAX);
    rp_in_end(&one);
}

/* What has a line of its own. */
static void words(struct rp_in *in, struct rp_finding *f) {
    static const char *const severities[] = {"note", "warning", "error", NULL};
    f->kind = rp_in_text(in, "kind");
    f->subkind = rp_in_text(in, "subkind");
    f->severity = (enum rp_severity)rp_in_word(in, "severity", severities);
    f->fingerprint = rp_in_text(in, "fingerprint");
    if (strlen(f->fingerprint) != 16 || strspn(f->fingerprint, "0123456789abcdef") != 16)
        rp_in_wrong(in, "fingerprint", "is not one");
    f->title = rp_in_text(in, "title");
    f->explanation = rp_in_text(in, "explanation");
    f->seed = rp_in_number_text(in, "seed");
    f->strategy = rp_in_text(in, "strategy");
    f->count = rp_in_count(in, "count", INT64_MAX);
    f->replay = rp_in_text(in, "replay");
    f->token = rp_in_text(in, "token");
    f->created_at = rp_in_text(in, "created_at");
    f->events_total = rp_in_count(in, "events_total", INT64_MAX);
    f->related = rp_in_strings(in, "related", &f->related_count);
    f->output = rp_in_text(in, "output");
    f->errors = rp_in_text(in, "errors");
}

bool rp_read_finding(const char *text, size_t n, struct rp_arena *arena, struct rp_finding *out,
                     const char **why) {
    struct rp_reading r = {.arena = arena};
    json_t *root = rp_read_root(&r, text, n, RP_FINDING_SCHEMA);
    struct rp_in in = rp_in_object(&r, root, "the finding");
    *out = (struct rp_finding){0};
    rp_in_text(&in, "schema");
    words(&in, out);
    needs(&in, out);
    reproduced(&in, out);
    struct tables t = tables(&in);
    tasks(&in, out);
    waits(&in, out);
    cycle(&in, out);
    evidence(&in, out);
    out->race = race(&in, out);
    objects(&in, out, &t);
    events(&in, out, &t);
    sources(&in, out);
    rp_in_end(&in);
    json_decref(root);
    *why = r.why;
    return !r.why;
}
