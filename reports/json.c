/* json.c: the JSON report: keys sorted, seeds and hashes as strings, wall times under `timing` only.
 *
 * The forms are published in reports/schema: campaign and suite are reports; finding and stored are the files
 * of a result directory, which read.h reads.
 */
#include "escape.h"
#include "json_parts.h"
#include "read.h"
#include "words.h"

/* In the order in which they are told. */
static json_t *strategy_list(struct rp_json *w, const struct rp_campaign *c) {
    json_t *list = json_array();
    for (size_t i = 0; i < c->strategy_count; i++)
        json_array_append_new(list, json_pack("{s:o, s:I}", "name",
                                              rp_json_text(w, c->strategies[i].name), "seeds",
                                              (json_int_t)c->strategies[i].seeds));
    return list;
}

static json_t *strategies(struct rp_json *w, const struct rp_campaign *c) {
    json_t *o = json_object();
    for (size_t i = 0; i < c->strategy_count; i++)
        json_object_set_new(o, rp_utf8(w->arena, c->strategies[i].name),
                            json_integer((json_int_t)c->strategies[i].seeds));
    return o;
}

static json_t *facts(struct rp_json *w, const struct rp_campaign *c) {
    json_t *o = json_object();
    json_object_set_new(o, "seeds", rp_json_text(w, c->seeds));
    json_object_set_new(o, "seeds_asked", json_integer((json_int_t)c->seeds_asked));
    json_object_set_new(o, "seeds_done", json_integer((json_int_t)c->seeds_done));
    json_object_set_new(o, "distinct", json_integer((json_int_t)c->distinct));
    json_object_set_new(o, "points",
                        json_pack("{s:I, s:I, s:I}", "min", (json_int_t)c->points_min, "median",
                                  (json_int_t)c->points_median, "max", (json_int_t)c->points_max));
    json_object_set_new(o, "limits", rp_json_strings(w, c->limits, c->limit_count));
    json_object_set_new(o, "isolation", rp_json_text(w, c->isolation));
    json_object_set_new(o, "carrier", rp_json_text(w, c->carrier));
    json_object_set_new(o, "races", rp_json_text(w, c->races));
    if (c->openmp)
        json_object_set_new(o, "openmp", rp_json_text(w, c->openmp));
    json_object_set_new(o, "fail_on", json_string(rp_severity_text(c->fail_on)));
    json_object_set_new(o, "failure_rate_bound_95", json_real(c->failure_rate_bound_95));
    return o;
}

static json_t *suppressions(struct rp_json *w, const struct rp_campaign *c) {
    json_t *list = json_array();
    for (size_t i = 0; i < c->suppression_count; i++) {
        const struct rp_suppression *s = &c->suppressions[i];
        json_t *o = json_object();
        json_object_set_new(o, "suppression", rp_json_text(w, s->text));
        json_object_set_new(o, "file", rp_json_text(w, s->file));
        json_object_set_new(o, "line", json_integer((json_int_t)s->line));
        json_object_set_new(o, "seeds", json_integer((json_int_t)s->seeds));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *timing(const struct rp_timing *t) {
    return json_pack("{s:f, s:f}", "wall_seconds", t->wall_seconds, "seeds_per_second",
                     t->seeds_per_second);
}

/* All but schema, strategies and findings. */
static json_t *frame_of_campaign(struct rp_json *w, const struct rp_campaign *c) {
    json_t *root = json_object();
    if (c->name)
        json_object_set_new(root, "name", rp_json_text(w, c->name));
    json_object_set_new(root, "program", rp_json_text(w, c->program));
    json_object_set_new(root, "argv", rp_json_strings(w, c->argv, c->argc));
    json_object_set_new(root, "campaign", facts(w, c));
    json_object_set_new(root, "verdict", json_string(rp_verdict_text(c->verdict)));
    json_object_set_new(root, "exit_status", json_integer(c->exit_status));
    json_object_set_new(root, "warnings", rp_json_strings(w, c->warnings, c->warning_count));
    json_object_set_new(root, "uncontrolled",
                        rp_json_strings(w, c->uncontrolled, c->uncontrolled_count));
    json_object_set_new(root, "suppressions", suppressions(w, c));
    json_object_set_new(root, "timing", timing(&c->timing));
    return root;
}

static json_t *whole_campaign(struct rp_json *w, const struct rp_campaign *c) {
    json_t *root = frame_of_campaign(w, c), *list = json_array();
    for (size_t i = 0; i < c->finding_count; i++)
        json_array_append_new(list, rp_json_finding(w, &c->findings[i]));
    json_object_set_new(root, "schema", json_string("detsched/campaign/1"));
    json_object_set_new(json_object_get(root, "campaign"), "strategies", strategies(w, c));
    json_object_set_new(root, "findings", list);
    return root;
}

void rp_write_stored(const struct rp_campaign *c, struct rp_sink *s) {
    struct rp_json w = {.arena = rp_arena_new()};
    json_t *root = frame_of_campaign(&w, c), *list = json_array();
    for (size_t i = 0; i < c->finding_count; i++)
        json_array_append_new(list, rp_json_text(&w, c->findings[i].fingerprint));
    json_object_set_new(root, "schema", json_string(RP_STORED_SCHEMA));
    json_object_set_new(json_object_get(root, "campaign"), "strategies", strategy_list(&w, c));
    json_object_set_new(root, "findings", list);
    rp_json_put(root, NULL, s);
    rp_arena_free(w.arena);
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    (void)o;
    struct rp_json w = {.arena = rp_arena_new()};
    rp_json_put(whole_campaign(&w, c), NULL, s);
    rp_arena_free(w.arena);
}

static void write_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    (void)o;
    struct rp_json w = {.arena = rp_arena_new()};
    json_t *root = json_object(), *list = json_array();
    for (size_t i = 0; i < all->count; i++)
        json_array_append_new(list, whole_campaign(&w, &all->campaigns[i]));
    json_object_set_new(root, "schema", json_string("detsched/suite/1"));
    json_object_set_new(root, "campaigns", list);
    json_object_set_new(root, "exit_status", json_integer(all->exit_status));
    json_object_set_new(root, "timing", timing(&all->timing));
    rp_json_put(root, NULL, s);
    rp_arena_free(w.arena);
}

static void write_finding(const struct rp_finding *f, const struct rp_options *o,
                          struct rp_sink *s) {
    static const char *const lines[] = {"events", "frames", "objects", "stacks", NULL};
    (void)o;
    struct rp_json w = {.arena = rp_arena_new()};
    w.tables = rp_json_tables_new(w.arena);
    json_t *root = rp_json_finding(&w, f);
    json_object_set_new(root, "schema", json_string(RP_FINDING_SCHEMA));
    rp_json_put(root, lines, s);
    rp_arena_free(w.arena);
}

const struct rp_writer rp_writer_json = {
    .name = "json",
    .extension = "json",
    .campaign = write_campaign,
    .suite = write_suite,
    .finding = write_finding,
};
