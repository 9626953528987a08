/* html_sources.c: the source lines and the drawn graphs of a finding.
 *
 * A graph goes in as an image of its own: whatever its SVG holds, nothing in an image runs or loads.
 */
#include <string.h>

#include "escape.h"
#include "html_parts.h"
#include "words.h"

/* Whether a piece of evidence, an access or a task at the end stands in that line. */
static bool at_line(const struct rp_frame *f, const char *file, int line) {
    return f && f->line == line && strcmp(rp_or_empty(f->file), file) == 0;
}

static bool told(const struct rp_finding *f, const char *file, int line) {
    for (size_t i = 0; i < f->event_count; i++)
        if (f->events[i].evidence && at_line(f->events[i].where, file, line))
            return true;
    for (unsigned k = 0; f->race && k < 2; k++)
        if (f->race->side[k].stack.count && at_line(f->race->side[k].stack.frames, file, line))
            return true;
    return false;
}

static void source(const struct rp_html *h, const struct rp_finding *f, const struct rp_source *s) {
    uint64_t first = s->first > 0 ? (uint64_t)s->first : 1;
    rp_html(h,
            "<details class=src data-file=\"%s\" data-first=%u open><summary>%s</summary>\n"
            "<ol class=code start=%u tabindex=0>\n",
            s->file, first, s->file, first);
    for (size_t i = 0; i < s->count; i++) {
        bool hit = told(f, rp_or_empty(s->file), s->first + (int)i);
        rp_html(h, "<li%r><code>", hit ? " class=hit" : "");
        rp_html_lines(h, s->lines[i], 512);
        rp_html(h, "</code></li>\n");
    }
    rp_html(h, "</ol></details>\n");
}

void rp_html_sources(const struct rp_html *h, const struct rp_finding *f) {
    if (!f->source_count)
        return;
    rp_html(h, "<section class=sources><h3>Source</h3>\n");
    for (size_t i = 0; i < f->source_count; i++)
        source(h, f, &f->sources[i]);
    rp_html(h, "</section>\n");
}

static const char *picture_title(const char *name) {
    return strcmp(name, "happens-before") == 0 ? "Who happened before whom"
           : strcmp(name, "waits") == 0        ? "Who waits for whom"
           : strcmp(name, "channels") == 0     ? "Who uses which channel"
           : strcmp(name, "locks") == 0        ? "In which order locks are taken"
                                               : name;
}

static bool could_be_drawn(const struct rp_finding *f) {
    for (const struct rp_graph *g = rp_graphs; g->name; g++)
        if (g->has(f))
            return true;
    return false;
}

void rp_html_pictures(const struct rp_html *h, const struct rp_finding *f) {
    if (!f->picture_count && !could_be_drawn(f))
        return;
    rp_html(h, "<section><h3>Graphs</h3>\n");
    if (!f->picture_count)
        rp_html(h, "<p class=meta>Not drawn: graphviz's dot is not installed, or had no time left. "
                   "\"detsched graph\" draws them.</p>\n");
    for (size_t i = 0; i < f->picture_count; i++) {
        const struct rp_picture *p = &f->pictures[i];
        const char *title = picture_title(rp_or_empty(p->name)), *svg = rp_or_empty(p->svg);
        rp_html(h,
                "<details class=picture open><summary>%s</summary><div class=scroll tabindex=0 "
                "role=region aria-label=\"%s\"><img alt=\"%s, as told in the text\" "
                "src=\"data:image/svg+xml;base64,%r\"></div></details>\n",
                title, title, title, rp_base64(h->arena, svg, strlen(svg)));
    }
    rp_html(h, "</section>\n");
}
