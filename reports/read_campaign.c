/* read_campaign.c: a stored campaign back from its JSON. */
#include <limits.h>
#include <string.h>

#include "read.h"
#include "read_parts.h"
#include "words.h"

static const char *const severities[] = {"note", "warning", "error", NULL};
static const char *const verdicts[] = {"clean", "findings", "incomplete", "error", NULL};

static void strategies(struct rp_in *in, struct rp_campaign *c) {
    json_t *list = rp_in_list(in, "strategies", &c->strategy_count);
    struct rp_strategy_count *all = rp_arena_array(in->r->arena, c->strategy_count, sizeof *all);
    for (size_t i = 0; i < c->strategy_count; i++) {
        struct rp_in one = rp_in_object(in->r, json_array_get(list, i), "a strategy");
        all[i].name = rp_in_text(&one, "name");
        all[i].seeds = rp_in_count(&one, "seeds", INT64_MAX);
        rp_in_end(&one);
    }
    c->strategies = all;
}

static void points(struct rp_in *in, struct rp_campaign *c) {
    struct rp_in one = rp_in_object(in->r, rp_in_value(in, "points", false), "points");
    c->points_min = rp_in_count(&one, "min", INT64_MAX);
    c->points_median = rp_in_count(&one, "median", INT64_MAX);
    c->points_max = rp_in_count(&one, "max", INT64_MAX);
    rp_in_end(&one);
}

static void facts(struct rp_in *in, struct rp_campaign *c) {
    struct rp_in one = rp_in_object(in->r, rp_in_value(in, "campaign", false), "the campaign");
    c->seeds = rp_in_text(&one, "seeds");
    c->seeds_asked = rp_in_count(&one, "seeds_asked", INT64_MAX);
    c->seeds_done = rp_in_count(&one, "seeds_done", INT64_MAX);
    c->distinct = rp_in_count(&one, "distinct", INT64_MAX);
    points(&one, c);
    strategies(&one, c);
    c->limits = rp_in_strings(&one, "limits", &c->limit_count);
    c->isolation = rp_in_text(&one, "isolation");
    c->carrier = rp_in_text(&one, "carrier");
    c->races = rp_in_text(&one, "races");
    if (json_object_get(one.object, "openmp"))
        c->openmp = rp_in_text(&one, "openmp");
    c->fail_on = (enum rp_severity)rp_in_word(&one, "fail_on", severities);
    c->failure_rate_bound_95 = rp_in_real(&one, "failure_rate_bound_95");
    if (!(c->failure_rate_bound_95 >= 0 && c->failure_rate_bound_95 <= 1))
        rp_in_wrong(&one, "failure_rate_bound_95", "is out of range");
    rp_in_end(&one);
}

static void suppressions(struct rp_in *in, struct rp_campaign *c) {
    json_t *list = rp_in_list(in, "suppressions", &c->suppression_count);
    struct rp_suppression *all = rp_arena_array(in->r->arena, c->suppression_count, sizeof *all);
    for (size_t i = 0; i < c->suppression_count; i++) {
        struct rp_in one = rp_in_object(in->r, json_array_get(list, i), "a suppression");
        all[i].text = rp_in_text(&one, "suppression");
        all[i].file = rp_in_text(&one, "file");
        all[i].line = (unsigned)rp_in_count(&one, "line", UINT_MAX);
        all[i].seeds = rp_in_count(&one, "seeds", INT64_MAX);
        rp_in_end(&one);
    }
    c->suppressions = all;
}

static void findings(struct rp_in *in, struct rp_campaign *c) {
    const char *const *names = rp_in_strings(in, "findings", &c->finding_count);
    struct rp_finding *all = rp_arena_array(in->r->arena, c->finding_count, sizeof *all);
    for (size_t i = 0; i < c->finding_count; i++) {
        all[i].fingerprint = names[i];
        if (strlen(names[i]) != 16 || strspn(names[i], "0123456789abcdef") != 16)
            rp_in_wrong(in, "findings", "holds what is no fingerprint");
    }
    c->findings = all;
}

static void timing(struct rp_in *in, struct rp_timing *out) {
    struct rp_in one = rp_in_object(in->r, rp_in_value(in, "timing", false), "timing");
    out->wall_seconds = rp_in_real(&one, "wall_seconds");
    out->seeds_per_second = rp_in_real(&one, "seeds_per_second");
    rp_in_end(&one);
}

bool rp_read_campaign(const char *text, size_t n, struct rp_arena *arena, struct rp_campaign *out,
                      const char **why) {
    struct rp_reading r = {.arena = arena};
    json_t *root = rp_read_root(&r, text, n, RP_STORED_SCHEMA);
    struct rp_in in = rp_in_object(&r, root, "the campaign");
    *out = (struct rp_campaign){0};
    rp_in_text(&in, "schema");
    if (json_object_get(root, "name"))
        out->name = rp_in_text(&in, "name");
    out->program = rp_in_text(&in, "program");
    out->argv = rp_in_strings(&in, "argv", &out->argc);
    facts(&in, out);
    out->verdict = (enum rp_verdict)rp_in_word(&in, "verdict", verdicts);
    out->exit_status = (int)rp_in_count(&in, "exit_status", 255);
    out->warnings = rp_in_strings(&in, "warnings", &out->warning_count);
    out->uncontrolled = rp_in_strings(&in, "uncontrolled", &out->uncontrolled_count);
    suppressions(&in, out);
    findings(&in, out);
    timing(&in, &out->timing);
    rp_in_end(&in);
    json_decref(root);
    *why = r.why;
    return !r.why;
}
