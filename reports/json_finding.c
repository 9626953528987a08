/* json_finding.c: one finding in JSON: tasks with their stacks, waits, the race, and what it takes to replay. */
#include "json_parts.h"
#include "words.h"

static json_t *holds(struct rp_json *w, const struct rp_held *held, size_t n) {
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:o, s:I, s:o}", "object",
                                              rp_json_text(w, held[i].object), "event",
                                              (json_int_t)held[i].event, "taken_at",
                                              rp_json_stack(w, &held[i].taken_at)));
    return list;
}

static json_t *task(struct rp_json *w, const struct rp_task *t) {
    json_t *o =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", rp_json_text(w, t->id), "name",
                  rp_json_text(w, t->name), "state", rp_json_text(w, t->state), "waits_for",
                  rp_json_text(w, t->waits_for), "holds", holds(w, t->holds, t->hold_count),
                  "stack", rp_json_stack(w, &t->stack), "created", rp_json_stack(w, &t->created));
    if (w->tables && t->waits_is_phrase)
        json_object_set_new(o, "waits_is_phrase", json_true());
    return o;
}

static json_t *tasks(struct rp_json *w, const struct rp_finding *f) {
    json_t *list = json_array();
    for (size_t i = 0; i < f->task_count; i++)
        json_array_append_new(list, task(w, &f->tasks[i]));
    return list;
}

static const char *task_id(const struct rp_finding *f, size_t task) {
    return f->tasks && task < f->task_count ? f->tasks[task].id : "";
}

static json_t *waits(struct rp_json *w, const struct rp_finding *f) {
    json_t *list = json_array();
    for (size_t i = 0; i < f->wait_count; i++) {
        const struct rp_wait *e = &f->waits[i];
        json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:o, s:b}", "from",
                                              rp_json_text(w, task_id(f, e->from)), "to",
                                              rp_json_text(w, task_id(f, e->to)), "object",
                                              rp_json_text(w, e->object), "why",
                                              rp_json_text(w, e->why), "in_cycle", e->in_cycle));
    }
    return list;
}

static json_t *cycle(struct rp_json *w, const struct rp_finding *f) {
    json_t *list = json_array();
    for (size_t i = 0; i < f->cycle_count; i++)
        json_array_append_new(list, rp_json_text(w, task_id(f, f->cycle[i])));
    return list;
}

static json_t *evidence(const struct rp_finding *f) {
    json_t *list = json_array();
    for (size_t i = 0; i < f->evidence_count; i++)
        json_array_append_new(list, json_integer((json_int_t)f->evidence[i]));
    return list;
}

static json_t *needs(const struct rp_finding *f) {
    json_t *list = json_array();
    if (f->needs_early_timeout)
        json_array_append_new(list, json_string("early-timeout"));
    if (f->needs_spurious)
        json_array_append_new(list, json_string("spurious"));
    return list;
}

static json_t *side(struct rp_json *w, const struct rp_finding *f, const struct rp_access *a) {
    const struct rp_stack none = {0};
    const struct rp_task *t = a->task < f->task_count ? &f->tasks[a->task] : NULL;
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}", "after", (json_int_t)a->after, "created",
                     rp_json_stack(w, t ? &t->created : &none), "holds",
                     holds(w, a->holds, a->hold_count), "stack", rp_json_stack(w, &a->stack),
                     "task", rp_json_text(w, task_id(f, a->task)), "words",
                     rp_json_text(w, a->words));
}

static json_t *race(struct rp_json *w, const struct rp_finding *f) {
    const struct rp_race *r = f->race;
    return json_pack("{s:o, s:o, s:b, s:o, s:[o, o], s:o, s:b}", "allocated",
                     rp_json_stack(w, &r->allocated), "declared", rp_json_text(w, r->declared),
                     "freed", r->freed, "object", rp_json_text(w, r->object), "sides",
                     side(w, f, &r->side[0]), side(w, f, &r->side[1]), "type",
                     rp_json_text(w, r->type), "unordered", r->unordered);
}

json_t *rp_json_finding(struct rp_json *w, const struct rp_finding *f) {
    json_t *o = json_object();
    json_object_set_new(o, "kind", rp_json_text(w, f->kind));
    json_object_set_new(o, "subkind", rp_json_text(w, f->subkind));
    json_object_set_new(o, "severity", json_string(rp_severity_text(f->severity)));
    json_object_set_new(o, "fingerprint", rp_json_text(w, f->fingerprint));
    json_object_set_new(o, "title", rp_json_text(w, f->title));
    json_object_set_new(o, "explanation", rp_json_text(w, f->explanation));
    json_object_set_new(o, "seed", rp_json_number_text(f->seed));
    json_object_set_new(o, "strategy", rp_json_text(w, f->strategy));
    json_object_set_new(o, "count", json_integer((json_int_t)f->count));
    json_object_set_new(o, "reproduced",
                        json_pack("{s:i, s:i}", "runs", (int)f->runs, "same", (int)f->same));
    json_object_set_new(o, "needs", needs(f));
    json_object_set_new(o, "replay", rp_json_text(w, f->replay));
    json_object_set_new(o, "token", rp_json_text(w, f->token));
    json_object_set_new(o, "created_at", rp_json_text(w, f->created_at));
    json_object_set_new(o, "cycle", cycle(w, f));
    json_object_set_new(o, "evidence", evidence(f));
    json_object_set_new(o, "events_total", json_integer((json_int_t)f->events_total));
    json_object_set_new(o, "related", rp_json_strings(w, f->related, f->related_count));
    json_object_set_new(o, "tasks", tasks(w, f));
    json_object_set_new(o, "waits", waits(w, f));
    if (f->race)
        json_object_set_new(o, "race", race(w, f));
    json_object_set_new(o, "output", rp_json_text(w, f->output));
    json_object_set_new(o, "errors", rp_json_text(w, f->errors));
    if (!w->tables)
        return o;
    rp_json_events(w, f, o);
    json_object_set_new(o, "frames", rp_json_all_frames(w));
    json_object_set_new(o, "stacks", rp_json_all_stacks(w));
    return o;
}
