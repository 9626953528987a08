/* html.c: the HTML report: one file that needs nothing else, for reading a finding step by step.
 *
 * All that is to be known stands in the page as text and reads without a script; the script, which
 * reports/html/ holds the sources of, makes the schedule interactive. Names come from the program
 * under test: every one goes through rp_html's %s or, in the data of the timeline, through jansson. A
 * Content-Security-Policy lets nothing run or load but this one script and this one style.
 */
#include "html_page.h"
#include "html_parts.h"
#include "words.h"

static void head(const struct rp_html *h, const char *title) {
    rp_html(h,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "script-src '%r'; style-src '%r'; img-src data:; base-uri 'none'; "
            "form-action 'none'\">\n",
            rp_html_script_hash, rp_html_style_hash);
    rp_html(h,
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n"
            "<meta name=\"referrer\" content=\"no-referrer\">\n"
            "<link rel=\"icon\" href=\"data:,\">\n<title>%s</title>\n<style>%r</style>\n"
            "</head>\n<body>\n",
            title, rp_html_style);
}

static void foot(const struct rp_html *h) {
    rp_html(h,
            "<footer><p>Written by detsched. This page needs no network and sends nothing.</p>"
            "</footer>\n<script>%r</script>\n</body>\n</html>\n",
            rp_html_script);
}

static void entry(const struct rp_html *h, const struct rp_campaign *c, const struct rp_finding *f,
                  unsigned number) {
    const char *severity = rp_severity_text(f->severity);
    rp_html(h,
            "<li class=\"%r\" data-severity=\"%r\" data-kind=\"%s\"><a href=\"#f%u\">"
            "<span class=sev>%r</span> <span class=kind>%s</span> ",
            severity, severity, f->kind, (uint64_t)number, severity, f->kind);
    if (c->name)
        rp_html(h, "<span class=of>%s</span> ", c->name);
    rp_html(h, "<span class=title>%s</span> <span class=seen>%u seed%r</span></a></li>\n", f->title,
            f->count, f->count == 1 ? "" : "s");
}

/* The list from which a finding is chosen. */
static void contents(const struct rp_html *h, const struct rp_suite *all, size_t findings) {
    unsigned number = 0;
    if (!findings)
        return;
    rp_html(
        h,
        "<nav id=list aria-label=\"Findings\">\n<h2>Findings</h2>\n<div id=filter hidden></div>\n"
        "<ol class=list>\n");
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->campaigns[i].finding_count; k++)
            entry(h, &all->campaigns[i], &all->campaigns[i].findings[k], ++number);
    rp_html(h, "</ol>\n</nav>\n");
}

static void programs(const struct rp_html *h, const struct rp_suite *all) {
    rp_html(h,
            "<h1>%u programs and tests</h1>\n<div class=scroll tabindex=0 role=region "
            "aria-label=\"Programs\"><table class=programs>\n"
            "<thead><tr><th scope=col>Program<th scope=col>Verdict<th scope=col>Findings"
            "<th scope=col>Seeds<th scope=col>Schedules</tr></thead>\n<tbody>\n",
            (uint64_t)all->count);
    for (size_t i = 0; i < all->count; i++) {
        const struct rp_campaign *c = &all->campaigns[i];
        const char *verdict = rp_verdict_text(c->verdict);
        rp_html(h,
                "<tr><th scope=row>%s</th><td class=\"v-%r\">%r</td><td>%u</td><td>%u of %u</td>"
                "<td>%u</td></tr>\n",
                c->name ? c->name : c->program, verdict, verdict, (uint64_t)c->finding_count,
                c->seeds_done, c->seeds_asked, c->distinct);
    }
    rp_html(h, "</tbody></table></div>\n");
}

static void write_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    struct rp_html h = {s, rp_arena_new(), o, 0, 0};
    size_t findings = 0;
    for (size_t i = 0; i < all->count; i++)
        findings += all->campaigns[i].finding_count;
    head(&h, all->count == 1
                 ? rp_arena_printf(h.arena, "detsched: %s", rp_or_empty(all->campaigns[0].program))
                 : "detsched");
    rp_html(&h, "<header>\n<p class=brand>detsched</p>\n");
    if (all->count != 1)
        programs(&h, all);
    else
        rp_html_summary(&h, &all->campaigns[0]);
    rp_html(&h, "</header>\n<div id=page>\n");
    contents(&h, all, findings);
    rp_html(&h, "<main id=main tabindex=-1>\n");
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->campaigns[i].finding_count; k++)
            rp_html_finding(&h, &all->campaigns[i].findings[k], all->campaigns[i].name);
    rp_html(&h, "</main>\n</div>\n");
    for (size_t i = 0; all->count != 1 && i < all->count; i++) {
        rp_html(&h, "<details class=program><summary>%s</summary>\n",
                all->campaigns[i].name ? all->campaigns[i].name : all->campaigns[i].program);
        rp_html_summary(&h, &all->campaigns[i]);
        rp_html(&h, "</details>\n");
    }
    foot(&h);
    rp_arena_free(h.arena);
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    const struct rp_suite alone = {
        .campaigns = c, .count = 1, .exit_status = c->exit_status, .timing = c->timing};
    write_suite(&alone, o, s);
}

static void write_finding(const struct rp_finding *f, const struct rp_options *o,
                          struct rp_sink *s) {
    struct rp_html h = {s, rp_arena_new(), o, 0, 0};
    head(&h, rp_arena_printf(h.arena, "detsched: %s", rp_or_empty(f->title)));
    rp_html(&h, "<header><p class=brand>detsched</p></header>\n<div id=page class=one>\n"
                "<main id=main tabindex=-1>\n");
    rp_html_finding(&h, f, NULL);
    rp_html(&h, "</main>\n</div>\n");
    foot(&h);
    rp_arena_free(h.arena);
}

const struct rp_writer rp_writer_html = {
    .name = "html",
    .extension = "html",
    .campaign = write_campaign,
    .suite = write_suite,
    .finding = write_finding,
    .pictures = true,
};
