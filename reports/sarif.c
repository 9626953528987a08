/* sarif.c: SARIF 2.1.0 for code scanning: a run a campaign, a rule a kind, a code flow an interleaving. */
#include "sarif_parts.h"

#include <string.h>

#include "escape.h"
#include "kinds.h"
#include "places.h"
#include "words.h"

/* One run under construction. */
struct run {
    struct rp_sarif s;
    json_t *rules, *results, *invocations;
    size_t left_out;
};

static const char *printable(const struct run *r, const char *text) {
    return rp_visible(r->s.arena, text, false);
}

static json_t *rule(const struct run *r, const struct rp_finding *f) {
    const struct rp_kind *kind = rp_kind_named(f->kind);
    json_t *o = json_object();
    json_object_set_new(o, "id", json_string(printable(r, f->kind)));
    json_object_set_new(o, "shortDescription", json_pack("{s:s}", "text", kind->what));
    json_object_set_new(
        o, "help",
        json_pack("{s:o}", "text",
                  json_string(rp_arena_printf(r->s.arena, "%s %s", kind->what, kind->help))));
    json_object_set_new(o, "defaultConfiguration",
                        json_pack("{s:s}", "level", rp_severity_text(f->severity)));
    json_object_set_new(o, "properties",
                        json_pack("{s:[s], s:s}", "tags", "concurrency", "precision", "very-high"));
    return o;
}

/* Where the rule of F's kind stands; it is added if it is new. */
static size_t rule_index(const struct run *r, const struct rp_finding *f) {
    const char *id = printable(r, f->kind);
    for (size_t i = 0; i < json_array_size(r->rules); i++) {
        const json_t *known = json_object_get(json_array_get(r->rules, i), "id");
        if (strcmp(json_string_value(known), id) == 0)
            return i;
    }
    json_array_append_new(r->rules, rule(r, f));
    return json_array_size(r->rules) - 1;
}

static json_t *message(const struct run *r, const struct rp_finding *f) {
    return rp_sarif_message(&r->s,
                            rp_arena_printf(r->s.arena, "%s\n\n%s\n\nTo see it again:\n%s",
                                            rp_or_empty(f->title), rp_or_empty(f->explanation),
                                            rp_or_empty(f->replay)));
}

static json_t *facts(const struct run *r, const struct rp_campaign *c, const struct rp_finding *f) {
    json_t *o = json_object();
    json_object_set_new(o, "program", json_string(printable(r, c->name ? c->name : c->program)));
    json_object_set_new(o, "subkind", json_string(printable(r, f->subkind)));
    json_object_set_new(o, "seed", rp_json_number_text(f->seed));
    json_object_set_new(o, "seeds", json_integer((json_int_t)f->count));
    json_object_set_new(o, "strategy", json_string(printable(r, f->strategy)));
    json_object_set_new(o, "replay", json_string(printable(r, f->replay)));
    return o;
}

static json_t *result(const struct run *r, const struct rp_campaign *c,
                      const struct rp_finding *f) {
    json_t *o = json_object();
    json_object_set_new(o, "ruleId", json_string(printable(r, f->kind)));
    json_object_set_new(o, "ruleIndex", json_integer((json_int_t)rule_index(r, f)));
    json_object_set_new(o, "level", json_string(rp_severity_text(f->severity)));
    json_object_set_new(o, "message", message(r, f));
    const struct rp_frame *place = rp_place_of(f);
    const char *program = strrchr(rp_or_empty(c->program), '/');
    const char *module = program ? program + 1 : rp_or_empty(c->program);
    const struct rp_frame binary = {.module = module[0] ? module : "unknown"};
    json_object_set_new(o, "locations",
                        json_pack("[o]", rp_sarif_location(&r->s, place ? place : &binary, NULL)));
    json_object_set_new(o, "relatedLocations", rp_sarif_related(&r->s, f));
    json_object_set_new(
        o, "partialFingerprints",
        json_pack("{s:o}", "detsched/v1", json_string(printable(r, f->fingerprint))));
    json_t *flow = rp_sarif_flow(&r->s, f);
    if (flow)
        json_object_set_new(o, "codeFlows", json_pack("[o]", flow));
    json_object_set_new(o, "properties", facts(r, c, f));
    return o;
}

static void notify(const struct run *r, json_t *list, const char *level, const char *text) {
    json_array_append_new(
        list, json_pack("{s:s, s:o}", "level", level, "message", rp_sarif_message(&r->s, text)));
}

static json_t *invocation(const struct run *r, const struct rp_campaign *c) {
    json_t *told = json_array();
    for (size_t i = 0; i < c->limit_count; i++)
        notify(r, told, "warning",
               rp_arena_printf(r->s.arena, "limit reached: %s", rp_or_empty(c->limits[i])));
    for (size_t i = 0; i < c->warning_count; i++)
        notify(r, told, "warning", c->warnings[i]);
    for (size_t i = 0; i < c->uncontrolled_count; i++)
        notify(r, told, "note",
               rp_arena_printf(r->s.arena, "not controlled: %s", rp_or_empty(c->uncontrolled[i])));
    bool ran = c->verdict == RP_CLEAN || c->verdict == RP_FINDINGS;
    json_t *o = json_pack("{s:b, s:i, s:o}", "executionSuccessful", ran, "exitCode", c->exit_status,
                          "toolExecutionNotifications", told);
    json_object_set_new(o, "properties",
                        json_pack("{s:s, s:s, s:s, s:I, s:I}", "program",
                                  printable(r, c->name ? c->name : c->program), "verdict",
                                  rp_verdict_text(c->verdict), "seeds", printable(r, c->seeds),
                                  "seedsDone", (json_int_t)c->seeds_done, "distinctSchedules",
                                  (json_int_t)c->distinct));
    return o;
}

static void add_campaign(struct run *r, const struct rp_campaign *c) {
    for (size_t i = 0; i < c->finding_count; i++) {
        if (json_array_size(r->results) == RP_SARIF_RESULTS)
            r->left_out++;
        else
            json_array_append_new(r->results, result(r, c, &c->findings[i]));
    }
    json_array_append_new(r->invocations, invocation(r, c));
}

static void say_left_out(struct run *r) {
    if (!r->left_out)
        return;
    json_t *last = json_array_get(r->invocations, json_array_size(r->invocations) - 1);
    notify(r, json_object_get(last, "toolExecutionNotifications"), "warning",
           rp_arena_printf(r->s.arena, "%zu results were left out: a run holds %d", r->left_out,
                           RP_SARIF_RESULTS));
}

/* N campaigns as one run; its id tells it from others of the same file. */
static json_t *run(const struct rp_campaign *c, size_t n, const char *id, const char *root) {
    struct run r = {.s = {rp_arena_new(), root},
                    .rules = json_array(),
                    .results = json_array(),
                    .invocations = json_array()};
    for (size_t i = 0; i < n; i++)
        add_campaign(&r, &c[i]);
    say_left_out(&r);
    json_t *o = json_object();
    json_object_set_new(
        o, "tool", json_pack("{s:{s:s, s:o}}", "driver", "name", "detsched", "rules", r.rules));
    json_object_set_new(
        o, "automationDetails",
        json_pack("{s:o}", "id",
                  json_string(rp_arena_printf(r.s.arena, "detsched/%s/", printable(&r, id)))));
    json_object_set_new(o, "originalUriBaseIds",
                        json_pack("{s:{s:{s:s}}}", "%SRCROOT%", "description", "text",
                                  "the folder that the sources are in"));
    json_object_set_new(o, "invocations", r.invocations);
    json_object_set_new(o, "results", r.results);
    rp_arena_free(r.s.arena);
    return o;
}

static void document(json_t *runs, struct rp_sink *s) {
    json_t *o = json_pack("{s:s, s:s, s:o}", "$schema",
                          "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                          "sarif-schema-2.1.0.json",
                          "version", "2.1.0", "runs", runs);
    rp_json_put(o, NULL, s);
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    document(json_pack("[o]", run(c, 1, c->name ? c->name : c->program, o->root)), s);
}

static const char *name_of(const struct rp_campaign *c) {
    return rp_or_empty(c->name ? c->name : c->program);
}

/* No two runs of a file may have the same id. */
static const char *id_among(struct rp_arena *arena, const struct rp_campaign *c, size_t i) {
    size_t before = 0;
    for (size_t k = 0; k < i; k++)
        before += strcmp(name_of(&c[k]), name_of(&c[i])) == 0;
    return before ? rp_arena_printf(arena, "%s/%zu", name_of(&c[i]), before + 1) : name_of(&c[i]);
}

static void write_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    struct rp_arena *arena = rp_arena_new();
    json_t *runs = json_array();
    if (all->count > RP_SARIF_RUNS)
        json_array_append_new(runs, run(all->campaigns, all->count, "all", o->root));
    for (size_t i = 0; i < all->count && all->count <= RP_SARIF_RUNS; i++)
        json_array_append_new(
            runs, run(&all->campaigns[i], 1, id_among(arena, all->campaigns, i), o->root));
    document(runs, s);
    rp_arena_free(arena);
}

const struct rp_writer rp_writer_sarif = {
    .name = "sarif",
    .extension = "sarif",
    .campaign = write_campaign,
    .suite = write_suite,
};
