/* html_summary.c: what was run, what that means, and what limits it. */
#include <string.h>

#include "html_parts.h"
#include "words.h"

static void fact(const struct rp_html *h, const char *name, const char *value) {
    rp_html(h, "<div><dt>%s</dt><dd>%s</dd></div>\n", name, value);
}

static void list(const struct rp_html *h, const char *kind, const char *title,
                 const char *const *lines, size_t n) {
    if (n == 0)
        return;
    rp_html(h, "<section class=\"told %r\"><h2>%s</h2><ul>\n", kind, title);
    for (size_t i = 0; i < n; i++)
        rp_html(h, "<li>%s</li>\n", lines[i]);
    rp_html(h, "</ul></section>\n");
}

/* What the verdict does and does not say. */
static void meaning(const struct rp_html *h, const struct rp_campaign *c) {
    const char *verdict = rp_verdict_text(c->verdict);
    rp_html(h, "<p class=\"verdict v-%r\"><strong>%r</strong> ", verdict, verdict);
    if (c->finding_count)
        rp_html(h, "%u distinct finding%r; each was reproduced before it was told.",
                (uint64_t)c->finding_count, c->finding_count == 1 ? "" : "s");
    else if (c->verdict == RP_CLEAN)
        rp_html(h, "Nothing was found in %u distinct schedules.", c->distinct);
    else if (c->verdict == RP_INCOMPLETE)
        rp_html(h, "Nothing was found, but not all that was asked for was done: this does not say "
                   "that there is nothing.");
    else
        rp_html(h, "The program could not be run as it should; nothing is known about it.");
    rp_html(h, " <span class=status>Exit status %r.</span></p>\n",
            rp_arena_printf(h->arena, "%d", c->exit_status));
    if (c->failure_rate_bound_95 > 0)
        rp_html(h,
                "<p class=bound>If every schedule failed with one fixed chance, that chance would "
                "be below %r with 95%r confidence, under these strategies. Other schedules may "
                "still fail.</p>\n",
                rp_arena_printf(h->arena, "%.3g", c->failure_rate_bound_95), "%");
}

static void facts(const struct rp_html *h, const struct rp_campaign *c) {
    struct rp_arena *a = h->arena;
    const char *strategies = "";
    for (size_t i = 0; i < c->strategy_count; i++)
        strategies = rp_arena_printf(a, "%s%s%s %llu", strategies, i ? ", " : "",
                                     rp_or_empty(c->strategies[i].name),
                                     (unsigned long long)c->strategies[i].seeds);
    rp_html(h, "<dl class=facts>\n");
    fact(h, "Seeds",
         rp_arena_printf(a, "%s: %llu of %llu run", rp_or_empty(c->seeds),
                         (unsigned long long)c->seeds_done, (unsigned long long)c->seeds_asked));
    fact(h, "Distinct schedules", rp_arena_printf(a, "%llu", (unsigned long long)c->distinct));
    fact(h, "Scheduling points a run",
         rp_arena_printf(a, "%llu to %llu, median %llu", (unsigned long long)c->points_min,
                         (unsigned long long)c->points_max, (unsigned long long)c->points_median));
    fact(h, "Strategies", strategies);
    fact(h, "Isolation, carrier",
         rp_arena_printf(a, "%s, %s", rp_or_empty(c->isolation), rp_or_empty(c->carrier)));
    fact(h, "Data races", c->races);
    if (c->openmp)
        fact(h, "OpenMP", c->openmp);
    if (!c->limit_count)
        fact(h, "Limits reached", "none");
    if (c->timing.wall_seconds > 0)
        fact(h, "Time",
             rp_arena_printf(a, "%.2f s, %.0f seeds a second", c->timing.wall_seconds,
                             c->timing.seeds_per_second));
    rp_html(h, "</dl>\n");
}

static void suppressions(const struct rp_html *h, const struct rp_campaign *c) {
    if (!c->suppression_count)
        return;
    rp_html(h, "<section class=told><h2>Suppressions</h2><ul>\n");
    for (size_t i = 0; i < c->suppression_count; i++) {
        const struct rp_suppression *s = &c->suppressions[i];
        rp_html(h, "<li>%s (%s:%u): hid findings in %u seeds</li>\n", s->text, s->file,
                (uint64_t)s->line, s->seeds);
    }
    rp_html(h, "</ul></section>\n");
}

void rp_html_summary(const struct rp_html *h, const struct rp_campaign *c) {
    const char *program = rp_or_empty(c->program), *slash = strrchr(program, '/');
    rp_html(h, "<h1>%s</h1>\n", c->name ? c->name : slash ? slash + 1 : program);
    if (c->argc > 0) {
        rp_html(h, "<p class=command><code>");
        for (size_t i = 0; i < c->argc; i++)
            rp_html(h, "%r%s", i ? " " : "", c->argv[i]);
        rp_html(h, "</code></p>\n");
    }
    meaning(h, c);
    list(h, "warn", "Warnings", c->warnings, c->warning_count);
    list(h, "warn", "Limits reached", c->limits, c->limit_count);
    list(h, "", "Seen but not controlled", c->uncontrolled, c->uncontrolled_count);
    suppressions(h, c);
    rp_html(h, "<details class=more%r><summary>What was run</summary>\n",
            c->finding_count ? "" : " open");
    facts(h, c);
    rp_html(h, "</details>\n");
}
