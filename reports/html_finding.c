/* html_finding.c: one finding in an HTML report, from its title to the program's last output. */
#include <string.h>

#include "escape.h"
#include "html_parts.h"
#include "words.h"

#define OUTPUT_SHOWN 8192 /* bytes of each stream's end */
#define PROSE_SHOWN 32768

static void headline(const struct rp_html *h, const struct rp_finding *f, const char *program) {
    const char *severity = rp_severity_text(f->severity), *subkind = rp_or_empty(f->subkind);
    rp_html(h, "<p class=head><span class=\"sev %r\">%r</span> <span class=kind>%s</span>",
            severity, severity, f->kind);
    if (subkind[0])
        rp_html(h, " <span class=sub>%s</span>", subkind);
    if (program)
        rp_html(h, " <span class=of>%s</span>", program);
    rp_html(h, "</p>\n<h2>%s</h2>\n<p class=meta>", f->title);
    /* What is predicted has not been seen. */
    if (f->count)
        rp_html(h, "%r %u %r%r, ",
                strcmp(rp_or_empty(f->kind), "lock-order") ? "Seen in" : "Predicted from", f->count,
                strcmp(rp_or_empty(f->kind), "lock-order") ? "seed" : "profile run",
                f->count == 1 ? "" : "s");
    if (f->runs)
        rp_html(h, "reproduced %u of %u times, ", (uint64_t)f->same, (uint64_t)f->runs);
    rp_html(h, "shown: seed %u", f->seed);
    if (rp_or_empty(f->strategy)[0])
        rp_html(h, " (%s)", f->strategy);
    rp_html(h, ", fingerprint <code>%s</code></p>\n", f->fingerprint);
}

/* Paragraphs are separated by an empty line. */
static void explanation(const struct rp_html *h, const struct rp_finding *f) {
    const char *text = rp_or_empty(f->explanation);
    if (!text[0])
        return;
    rp_html(h, "<section class=explanation><h3>What happened</h3>\n");
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t n = end ? (size_t)(end - text) : strlen(text);
        rp_html(h, "<p>");
        rp_html_lines(h, rp_arena_strndup(h->arena, text, n), PROSE_SHOWN);
        rp_html(h, "</p>\n");
        text += n;
        text += strspn(text, "\n");
    }
    rp_html(h, "</section>\n");
}

static void replay(const struct rp_html *h, const struct rp_finding *f) {
    if (rp_or_empty(f->replay)[0])
        rp_html(h,
                "<section class=replay><h3>To see it again</h3>\n<p class=line><code>%s</code></p>"
                "</section>\n",
                f->replay);
}

static void also(const struct rp_html *h, const struct rp_finding *f) {
    if (!f->needs_spurious && !f->needs_early_timeout && f->related_count == 0)
        return;
    rp_html(h, "<section><h3>Also</h3><ul>\n");
    if (f->needs_spurious)
        rp_html(h, "<li>This schedule has a spurious wake-up, which POSIX allows.</li>\n");
    if (f->needs_early_timeout)
        rp_html(h, "<li>This schedule lets a time-out or a sleep end while others could still "
                   "run.</li>\n");
    for (size_t i = 0; i < f->related_count; i++)
        rp_html(h, "<li>Consequence: %s</li>\n", f->related[i]);
    rp_html(h, "</ul></section>\n");
}

static void output(const struct rp_html *h, const char *title, const char *text) {
    if (!rp_or_empty(text)[0])
        return;
    rp_html(h, "<section><h3>%s</h3>\n<pre class=out tabindex=0>", title);
    rp_html_lines(h, text, OUTPUT_SHOWN);
    rp_html(h, "</pre></section>\n");
}

void rp_html_finding(struct rp_html *h, const struct rp_finding *f, const char *program) {
    unsigned number = ++h->findings;
    rp_html(h, "<article class=finding id=f%u tabindex=-1 aria-label=\"Finding %u\">\n",
            (uint64_t)number, (uint64_t)number);
    headline(h, f, program);
    explanation(h, f);
    replay(h, f);
    rp_html(h, "<section class=timeline hidden><h3>Step by step</h3></section>\n");
    rp_html_race(h, f);
    rp_html_tasks(h, f);
    rp_html_pictures(h, f);
    rp_html_sources(h, f);
    also(h, f);
    output(h, "Standard output, its end", f->output);
    output(h, "Standard error, its end", f->errors);
    rp_html_schedule(h, f);
    rp_html_data(h, f);
    rp_html(h, "</article>\n");
}
