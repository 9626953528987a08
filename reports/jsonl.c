/* jsonl.c: one JSON object a line: a campaign, its findings, and the events of each, for jq and its like.
 *
 * The form is published as reports/schema/jsonl.schema.json.
 */
#include "escape.h"
#include "json_parts.h"
#include "places.h"
#include "words.h"

struct lines {
    struct rp_sink *sink;
    struct rp_json json;  /* of one line */
    const char *campaign; /* its name in a suite, else NULL */
};

static void begin(struct lines *l) {
    l->json.arena = rp_arena_new();
}

static void set(struct lines *l, json_t *o, const char *key, const char *text) {
    json_object_set_new(o, key, rp_json_text(&l->json, text));
}

static void count(json_t *o, const char *key, uint64_t n) {
    json_object_set_new(o, key, json_integer((json_int_t)n));
}

/* Ends the line and frees what it was made of: a run may have many events. */
static void end(struct lines *l, json_t *o, const char *type) {
    json_object_set_new(o, "type", json_string(type));
    if (l->campaign)
        set(l, o, "campaign", l->campaign);
    rp_json_put_line(o, l->sink);
    rp_write(l->sink, "\n", 1);
    rp_arena_free(l->json.arena);
}

static json_t *place(struct lines *l, const struct rp_frame *f) {
    if (!f)
        return json_null();
    json_t *o = json_object();
    set(l, o, "file", f->file);
    set(l, o, "function", f->function);
    count(o, "line", (uint64_t)f->line);
    set(l, o, "module", f->module);
    set(l, o, "offset", rp_arena_printf(l->json.arena, "0x%llx", (unsigned long long)f->offset));
    return o;
}

static json_t *tasks(struct lines *l, const struct rp_finding *f) {
    json_t *list = json_array();
    for (size_t i = 0; i < f->task_count; i++) {
        const struct rp_task *t = &f->tasks[i];
        json_t *o = json_object();
        set(l, o, "id", t->id);
        set(l, o, "name", t->name);
        set(l, o, "state", t->state);
        set(l, o, "waits_for", t->waits_for);
        json_array_append_new(list, o);
    }
    return list;
}

static void event(struct lines *l, const struct rp_finding *f, const struct rp_event *e) {
    begin(l);
    json_t *o = json_object();
    set(l, o, "finding", f->fingerprint);
    count(o, "seq", e->seq);
    count(o, "from", e->from);
    count(o, "times", e->times ? e->times : 1);
    json_object_set_new(o, "time_ns", json_integer(e->time));
    set(l, o, "task", e->task < f->task_count ? f->tasks[e->task].id : "");
    set(l, o, "op", e->op);
    set(l, o, "object", e->object);
    set(l, o, "result", e->result);
    set(l, o, "edge", e->edge);
    json_object_set_new(o, "act",
                        json_string(e->act == RP_ACT_NONE ? "" : rp_or_empty(rp_json_act(e->act))));
    json_object_set_new(o, "where", place(l, e->where));
    count(o, "access", e->access);
    json_object_set_new(o, "aside", json_boolean(e->aside));
    json_object_set_new(o, "evidence", json_boolean(e->evidence));
    json_object_set_new(o, "switched", json_boolean(e->switched));
    end(l, o, "event");
}

static void finding(struct lines *l, const struct rp_finding *f) {
    begin(l);
    json_t *o = json_object();
    set(l, o, "kind", f->kind);
    set(l, o, "subkind", f->subkind);
    set(l, o, "severity", rp_severity_text(f->severity));
    set(l, o, "fingerprint", f->fingerprint);
    set(l, o, "title", f->title);
    set(l, o, "explanation", f->explanation);
    json_object_set_new(o, "seed", rp_json_number_text(f->seed));
    set(l, o, "strategy", f->strategy);
    count(o, "count", f->count);
    json_object_set_new(
        o, "reproduced",
        json_pack("{s:I, s:I}", "runs", (json_int_t)f->runs, "same", (json_int_t)f->same));
    set(l, o, "replay", f->replay);
    set(l, o, "token", f->token);
    json_object_set_new(o, "place", place(l, rp_place_of(f)));
    json_object_set_new(o, "related", rp_json_strings(&l->json, f->related, f->related_count));
    json_object_set_new(o, "tasks", tasks(l, f));
    count(o, "events", f->event_count);
    count(o, "events_total", f->events_total);
    end(l, o, "finding");
    for (size_t i = 0; i < f->event_count; i++)
        event(l, f, &f->events[i]);
}

static json_t *timing(const struct rp_timing *t) {
    return json_pack("{s:f, s:f}", "wall_seconds", t->wall_seconds, "seeds_per_second",
                     t->seeds_per_second);
}

static json_t *strategies(struct lines *l, const struct rp_campaign *c) {
    json_t *o = json_object();
    for (size_t i = 0; i < c->strategy_count; i++)
        count(o, rp_utf8(l->json.arena, c->strategies[i].name), c->strategies[i].seeds);
    return o;
}

static void campaign(struct lines *l, const struct rp_campaign *c) {
    begin(l);
    json_t *o = json_object();
    set(l, o, "schema", "detsched/jsonl/1");
    set(l, o, "program", c->program);
    json_object_set_new(o, "argv", rp_json_strings(&l->json, c->argv, c->argc));
    set(l, o, "seeds", c->seeds);
    count(o, "seeds_asked", c->seeds_asked);
    count(o, "seeds_done", c->seeds_done);
    count(o, "distinct", c->distinct);
    json_object_set_new(o, "points",
                        json_pack("{s:I, s:I, s:I}", "min", (json_int_t)c->points_min, "median",
                                  (json_int_t)c->points_median, "max", (json_int_t)c->points_max));
    json_object_set_new(o, "strategies", strategies(l, c));
    json_object_set_new(o, "limits", rp_json_strings(&l->json, c->limits, c->limit_count));
    json_object_set_new(o, "warnings", rp_json_strings(&l->json, c->warnings, c->warning_count));
    json_object_set_new(o, "uncontrolled",
                        rp_json_strings(&l->json, c->uncontrolled, c->uncontrolled_count));
    set(l, o, "isolation", c->isolation);
    set(l, o, "carrier", c->carrier);
    set(l, o, "races", c->races);
    json_object_set_new(o, "failure_rate_bound_95", json_real(c->failure_rate_bound_95));
    set(l, o, "fail_on", rp_severity_text(c->fail_on));
    set(l, o, "verdict", rp_verdict_text(c->verdict));
    json_object_set_new(o, "exit_status", json_integer(c->exit_status));
    count(o, "findings", c->finding_count);
    json_object_set_new(o, "timing", timing(&c->timing));
    end(l, o, "campaign");
    for (size_t i = 0; i < c->finding_count; i++)
        finding(l, &c->findings[i]);
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    (void)o;
    struct lines l = {.sink = s, .campaign = c->name};
    campaign(&l, c);
}

static void write_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    for (size_t i = 0; i < all->count; i++)
        write_campaign(&all->campaigns[i], o, s);
    struct lines l = {.sink = s};
    begin(&l);
    json_t *closing = json_object();
    set(&l, closing, "schema", "detsched/jsonl/1");
    count(closing, "campaigns", all->count);
    json_object_set_new(closing, "exit_status", json_integer(all->exit_status));
    json_object_set_new(closing, "timing", timing(&all->timing));
    end(&l, closing, "suite");
}

static void write_finding(const struct rp_finding *f, const struct rp_options *o,
                          struct rp_sink *s) {
    (void)o;
    struct lines l = {.sink = s};
    finding(&l, f);
}

const struct rp_writer rp_writer_jsonl = {
    .name = "jsonl",
    .extension = "jsonl",
    .campaign = write_campaign,
    .suite = write_suite,
    .finding = write_finding,
};
