/* explain.c: puts the parts of an explained finding together. */
#include "explain.h"

#include <string.h>

#include "detect/fatal.h"
#include "explain_parts.h"

static const char *created_at(struct hn_ex *ex, const struct hn_raw *raw) {
    for (uint32_t i = 0; i < raw->task_count; i++) {
        uint32_t stack = hn_create_stack(ex->run, raw->tasks[i]);
        if (stack)
            return hn_ex_frame_text(ex, hn_ex_program_frame(ex, stack));
    }
    return "";
}

static void fill_cycle(struct hn_ex *ex, const struct hn_raw *raw, struct rp_finding *out) {
    if (!raw->cycle)
        return;
    size_t *cycle = rp_arena_array(ex->arena, raw->task_count, sizeof *cycle), n = 0;
    const size_t *shown = hn_ex_shown(ex);
    for (uint32_t i = 0; i < raw->task_count; i++)
        if (hn_task_at(ex->run, raw->tasks[i]) && shown[raw->tasks[i]] != SIZE_MAX)
            cycle[n++] = shown[raw->tasks[i]];
    out->cycle = cycle;
    out->cycle_count = n;
}

static void fill_evidence(struct hn_ex *ex, const struct hn_raw *raw, struct rp_finding *out) {
    uint64_t *evidence = rp_arena_array(ex->arena, raw->evidence_count, sizeof *evidence);
    for (uint32_t i = 0; i < raw->evidence_count; i++) {
        uint32_t at = i;
        for (; at > 0 && evidence[at - 1] > raw->evidence[i]; at--)
            evidence[at] = evidence[at - 1];
        evidence[at] = raw->evidence[i];
    }
    out->evidence = evidence;
    out->evidence_count = raw->evidence_count;
}

static void fill_needs(const struct hn_run *run, struct rp_finding *out) {
    for (size_t i = 0; i < run->event_count; i++) {
        out->needs_spurious |= (run->events[i].flags & DS_EV_SPURIOUS) != 0;
        out->needs_early_timeout |= (run->events[i].flags & DS_EV_EARLY) != 0;
    }
}

static void fill_output(struct hn_ex *ex, struct rp_finding *out) {
    out->output = rp_arena_strndup(ex->arena, ex->run->out, ex->run->out_len);
    size_t len = ex->run->err_len;
    /* After a sanitizer's summary come its shadow bytes, which would push its stacks out of sight. */
    const char *summary = hn_sanitizer_line(ex->run);
    if (summary && strncmp(summary, "SUMMARY: ", 9) == 0)
        len = (size_t)(summary - ex->run->err) + strcspn(summary, "\n");
    out->errors = rp_arena_strndup(ex->arena, ex->run->err, len);
}

static void fill(struct hn_ex *ex, const struct hn_raw *raw, const char *difference,
                 struct rp_finding *out) {
    *out = (struct rp_finding){.replay = "", .token = "", .strategy = ""};
    out->kind = hn_kind_text(raw->kind);
    out->subkind = rp_arena_strndup(ex->arena, raw->subkind, sizeof raw->subkind);
    out->severity = hn_ex_severity(raw);
    out->fingerprint = rp_arena_printf(ex->arena, "%016llx",
                                       (unsigned long long)hn_fingerprint(ex->run, raw, ex->sy));
    out->title = hn_ex_title(ex, raw);
    ex->prose = true;
    out->explanation = hn_ex_explanation(ex, raw, difference);
    if (ex->run->departures)
        out->explanation =
            rp_arena_printf(ex->arena, "%s\n\n%s", out->explanation, hn_ex_departures(ex));
    ex->prose = false;
    out->created_at = created_at(ex, raw);
    fill_cycle(ex, raw, out);
    fill_evidence(ex, raw, out);
    fill_needs(ex->run, out);
    fill_output(ex, out);
    if (ex->run->corrupt)
        return;
    hn_ex_tasks(ex, out);
    hn_ex_events(ex, raw, out);
    hn_ex_waits(ex, raw, out);
    hn_ex_race(ex, raw, out);
    hn_ex_sources(ex, out);
}

void hn_explain(const struct hn_run *run, const struct hn_raw_list *all, size_t which,
                struct hn_symbols *sy, struct rp_arena *arena, struct rp_finding *out) {
    struct hn_ex ex;
    hn_ex_init(&ex, run, sy, arena);
    fill(&ex, &all->items[which], NULL, out);
    const char **related = rp_arena_array(arena, all->count, sizeof *related);
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].related_to == which)
            related[out->related_count++] =
                rp_arena_printf(arena, "%s: %s", hn_kind_text(all->items[i].kind),
                                hn_ex_title(&ex, &all->items[i]));
    out->related = related;
}

void hn_explain_nondeterminism(const struct hn_run *run, const struct hn_raw *raw,
                               const char *difference, struct hn_symbols *sy,
                               struct rp_arena *arena, struct rp_finding *out) {
    struct hn_ex ex;
    hn_ex_init(&ex, run, sy, arena);
    fill(&ex, raw, difference ? difference : "", out);
}
