/* json.c: the JSON report: keys sorted, seeds and hashes as strings, wall times under `timing` only.
 *
 * The form is published as reports/schema/campaign.schema.json and suite.schema.json.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "escape.h"
#include "words.h"
#include "writer.h"

struct writing {
    struct rp_arena *arena;
};

static json_t *text(struct writing *w, const char *bytes) {
    return json_string(rp_utf8(w->arena, bytes));
}

static json_t *number_text(uint64_t n) {
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    return json_string(digits);
}

static json_t *strings(struct writing *w, const char *const *lines, size_t n) {
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, text(w, lines[i]));
    return list;
}

static json_t *stack(struct writing *w, const struct rp_stack *s) {
    json_t *list = json_array();
    for (size_t i = 0; i < s->count; i++) {
        const struct rp_frame *f = &s->frames[i];
        char offset[24];
        snprintf(offset, sizeof offset, "0x%llx", (unsigned long long)f->offset);
        json_array_append_new(list, json_pack("{s:o, s:o, s:i, s:o, s:s, s:b}", "function",
                                              text(w, f->function), "file", text(w, f->file),
                                              "line", f->line, "module", text(w, f->module),
                                              "offset", offset, "inlined", f->inlined));
    }
    return list;
}

static json_t *holds(struct writing *w, const struct rp_held *held, size_t n) {
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:o, s:I, s:o}", "object", text(w, held[i].object),
                                              "event", (json_int_t)held[i].event, "taken_at",
                                              stack(w, &held[i].taken_at)));
    return list;
}

static json_t *tasks(struct writing *w, const struct rp_finding *f) {
    json_t *list = json_array();
    for (size_t i = 0; i < f->task_count; i++) {
        const struct rp_task *t = &f->tasks[i];
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", text(w, t->id), "name",
                            text(w, t->name), "state", text(w, t->state), "waits_for",
                            text(w, t->waits_for), "holds", holds(w, t->holds, t->hold_count),
                            "stack", stack(w, &t->stack), "created", stack(w, &t->created)));
    }
    return list;
}

static const char *task_id(const struct rp_finding *f, size_t task) {
    return task < f->task_count ? f->tasks[task].id : "";
}

static json_t *waits(struct writing *w, const struct rp_finding *f) {
    json_t *list = json_array();
    for (size_t i = 0; i < f->wait_count; i++) {
        const struct rp_wait *e = &f->waits[i];
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o, s:b}", "from", text(w, task_id(f, e->from)), "to",
                            text(w, task_id(f, e->to)), "object", text(w, e->object), "why",
                            text(w, e->why), "in_cycle", e->in_cycle));
    }
    return list;
}

static json_t *cycle(struct writing *w, const struct rp_finding *f) {
    json_t *list = json_array();
    for (size_t i = 0; i < f->cycle_count; i++)
        json_array_append_new(list, text(w, task_id(f, f->cycle[i])));
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

static json_t *side(struct writing *w, const struct rp_finding *f, const struct rp_access *a) {
    const struct rp_stack none = {0};
    const struct rp_task *t = a->task < f->task_count ? &f->tasks[a->task] : NULL;
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}", "after", (json_int_t)a->after, "created",
                     stack(w, t ? &t->created : &none), "holds", holds(w, a->holds, a->hold_count),
                     "stack", stack(w, &a->stack), "task", text(w, task_id(f, a->task)), "words",
                     text(w, a->words));
}

static json_t *race(struct writing *w, const struct rp_finding *f) {
    const struct rp_race *r = f->race;
    return json_pack("{s:o, s:o, s:b, s:o, s:[o, o], s:o, s:b}", "allocated",
                     stack(w, &r->allocated), "declared", text(w, r->declared), "freed", r->freed,
                     "object", text(w, r->object), "sides", side(w, f, &r->side[0]),
                     side(w, f, &r->side[1]), "type", text(w, r->type), "unordered", r->unordered);
}

static json_t *finding(struct writing *w, const struct rp_finding *f) {
    json_t *o = json_object();
    json_object_set_new(o, "kind", text(w, f->kind));
    json_object_set_new(o, "subkind", text(w, f->subkind));
    json_object_set_new(o, "severity", json_string(rp_severity_text(f->severity)));
    json_object_set_new(o, "fingerprint", text(w, f->fingerprint));
    json_object_set_new(o, "title", text(w, f->title));
    json_object_set_new(o, "explanation", text(w, f->explanation));
    json_object_set_new(o, "seed", number_text(f->seed));
    json_object_set_new(o, "strategy", text(w, f->strategy));
    json_object_set_new(o, "count", json_integer((json_int_t)f->count));
    json_object_set_new(o, "reproduced",
                        json_pack("{s:i, s:i}", "runs", (int)f->runs, "same", (int)f->same));
    json_object_set_new(o, "needs", needs(f));
    json_object_set_new(o, "replay", text(w, f->replay));
    json_object_set_new(o, "token", text(w, f->token));
    json_object_set_new(o, "created_at", text(w, f->created_at));
    json_object_set_new(o, "cycle", cycle(w, f));
    json_object_set_new(o, "evidence", evidence(f));
    json_object_set_new(o, "events_total", json_integer((json_int_t)f->events_total));
    json_object_set_new(o, "related", strings(w, f->related, f->related_count));
    json_object_set_new(o, "tasks", tasks(w, f));
    json_object_set_new(o, "waits", waits(w, f));
    if (f->race)
        json_object_set_new(o, "race", race(w, f));
    json_object_set_new(o, "output", text(w, f->output));
    json_object_set_new(o, "errors", text(w, f->errors));
    return o;
}

static json_t *strategies(struct writing *w, const struct rp_campaign *c) {
    json_t *o = json_object();
    for (size_t i = 0; i < c->strategy_count; i++)
        json_object_set_new(o, rp_utf8(w->arena, c->strategies[i].name),
                            json_integer((json_int_t)c->strategies[i].seeds));
    return o;
}

static json_t *facts(struct writing *w, const struct rp_campaign *c) {
    json_t *o = json_object();
    json_object_set_new(o, "seeds", text(w, c->seeds));
    json_object_set_new(o, "seeds_asked", json_integer((json_int_t)c->seeds_asked));
    json_object_set_new(o, "seeds_done", json_integer((json_int_t)c->seeds_done));
    json_object_set_new(o, "distinct", json_integer((json_int_t)c->distinct));
    json_object_set_new(o, "points",
                        json_pack("{s:I, s:I, s:I}", "min", (json_int_t)c->points_min, "median",
                                  (json_int_t)c->points_median, "max", (json_int_t)c->points_max));
    json_object_set_new(o, "strategies", strategies(w, c));
    json_object_set_new(o, "limits", strings(w, c->limits, c->limit_count));
    json_object_set_new(o, "isolation", text(w, c->isolation));
    json_object_set_new(o, "carrier", text(w, c->carrier));
    json_object_set_new(o, "races", text(w, c->races));
    if (c->openmp)
        json_object_set_new(o, "openmp", text(w, c->openmp));
    json_object_set_new(o, "fail_on", json_string(rp_severity_text(c->fail_on)));
    json_object_set_new(o, "failure_rate_bound_95", json_real(c->failure_rate_bound_95));
    return o;
}

static json_t *suppressions(struct writing *w, const struct rp_campaign *c) {
    json_t *list = json_array();
    for (size_t i = 0; i < c->suppression_count; i++) {
        const struct rp_suppression *s = &c->suppressions[i];
        json_t *o = json_object();
        json_object_set_new(o, "suppression", text(w, s->text));
        json_object_set_new(o, "file", text(w, s->file));
        json_object_set_new(o, "line", json_integer((json_int_t)s->line));
        json_object_set_new(o, "seeds", json_integer((json_int_t)s->seeds));
        json_array_append_new(list, o);
    }
    return list;
}

static void put(json_t *root, struct rp_sink *s) {
    const size_t flags = JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(12);
    char *bytes = json_dumps(root, flags);
    if (bytes)
        rp_printf(s, "%s\n", bytes);
    else
        rp_sink_fail(s, ENOMEM);
    free(bytes);
    json_decref(root);
}

static json_t *timing(const struct rp_timing *t) {
    return json_pack("{s:f, s:f}", "wall_seconds", t->wall_seconds, "seeds_per_second",
                     t->seeds_per_second);
}

static json_t *whole_campaign(struct writing *w, const struct rp_campaign *c) {
    json_t *root = json_object(), *list = json_array();
    for (size_t i = 0; i < c->finding_count; i++)
        json_array_append_new(list, finding(w, &c->findings[i]));
    if (c->name)
        json_object_set_new(root, "name", text(w, c->name));
    json_object_set_new(root, "schema", json_string("detsched/campaign/1"));
    json_object_set_new(root, "program", text(w, c->program));
    json_object_set_new(root, "argv", strings(w, c->argv, c->argc));
    json_object_set_new(root, "campaign", facts(w, c));
    json_object_set_new(root, "verdict", json_string(rp_verdict_text(c->verdict)));
    json_object_set_new(root, "exit_status", json_integer(c->exit_status));
    json_object_set_new(root, "warnings", strings(w, c->warnings, c->warning_count));
    json_object_set_new(root, "uncontrolled", strings(w, c->uncontrolled, c->uncontrolled_count));
    json_object_set_new(root, "suppressions", suppressions(w, c));
    json_object_set_new(root, "findings", list);
    json_object_set_new(root, "timing", timing(&c->timing));
    return root;
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    (void)o;
    struct writing w = {rp_arena_new()};
    put(whole_campaign(&w, c), s);
    rp_arena_free(w.arena);
}

static void write_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    (void)o;
    struct writing w = {rp_arena_new()};
    json_t *root = json_object(), *list = json_array();
    for (size_t i = 0; i < all->count; i++)
        json_array_append_new(list, whole_campaign(&w, &all->campaigns[i]));
    json_object_set_new(root, "schema", json_string("detsched/suite/1"));
    json_object_set_new(root, "campaigns", list);
    json_object_set_new(root, "exit_status", json_integer(all->exit_status));
    json_object_set_new(root, "timing", timing(&all->timing));
    put(root, s);
    rp_arena_free(w.arena);
}

static void write_finding(const struct rp_finding *f, const struct rp_options *o,
                          struct rp_sink *s) {
    (void)o;
    struct writing w = {rp_arena_new()};
    json_t *root = finding(&w, f);
    json_object_set_new(root, "schema", json_string("detsched/finding/1"));
    put(root, s);
    rp_arena_free(w.arena);
}

const struct rp_writer rp_writer_json = {
    .name = "json",
    .extension = "json",
    .campaign = write_campaign,
    .suite = write_suite,
    .finding = write_finding,
};
