/* html_schedule.c: the schedule as a plain table, for reading without a script and on paper. */
#include "cut.h"
#include "html_parts.h"
#include "words.h"

#define ROWS 400 /* events, unless the full schedule is asked for */

static void what(const struct rp_html *h, const struct rp_event *e) {
    const char *object = rp_or_empty(e->object);
    rp_html(h, "%s%r%s", e->op, object[0] ? " " : "", object);
    if (!rp_plain_result(e))
        rp_html(h, ": %s", e->result);
    if (e->times > 1)
        rp_html(h, " x%u", e->times);
}

static void row(const struct rp_html *h, const struct rp_finding *f, const struct rp_event *e) {
    const struct rp_task *t = &f->tasks[e->task];
    const char *class = e->access ? " class=access" : e->evidence ? " class=evidence" : "";
    if (e->aside)
        rp_html(h, "<tr%r><td>", class);
    else
        rp_html(h, "<tr id=f%u-e%u%r><td>%u", (uint64_t)h->findings, e->seq, class, e->seq);
    rp_html(h, "</td><td>%r</td><td>%s%r%s</td><td>",
            e->access     ? "!"
            : e->evidence ? "*"
                          : "",
            t->id, rp_or_empty(t->name)[0] ? " " : "", t->name);
    what(h, e);
    rp_html(h, "</td><td>");
    if (e->from)
        rp_html(h, "%u %s", e->from, e->edge);
    rp_html(h, "</td><td>");
    if (e->where)
        rp_html_frame(h, e->where);
    rp_html(h, "</td></tr>\n");
}

static void gap(const struct rp_html *h, uint64_t n) {
    if (n)
        rp_html(h, "<tr class=gap><td colspan=6>%u event%r left out</td></tr>\n", n,
                n == 1 ? "" : "s");
}

static void rows(const struct rp_html *h, const struct rp_finding *f) {
    const bool *keep = rp_cut_schedule(h->arena, f, h->options->full ? f->event_count : ROWS);
    uint64_t skipped = f->events[0].seq ? f->events[0].seq - 1 : 0;
    for (size_t i = 0; i < f->event_count; i++) {
        const struct rp_event *e = &f->events[i];
        if (!keep[i] || e->task >= f->task_count) {
            skipped += rp_events_of(e);
            continue;
        }
        gap(h, skipped);
        skipped = 0;
        row(h, f, e);
    }
    gap(h, skipped);
}

void rp_html_schedule(const struct rp_html *h, const struct rp_finding *f) {
    if (!f->event_count)
        return;
    rp_html(h,
            "<details class=plain open><summary>The schedule as a table</summary>\n"
            "<p class=meta>* evidence%r; \"after\" is the event that this one waited for</p>\n"
            "<div class=scroll tabindex=0 role=region aria-label=\"Schedule\"><table>\n<thead><tr>"
            "<th scope=col>Event<th scope=col><th scope=col>Task<th scope=col>Does"
            "<th scope=col>After<th scope=col>Where</tr></thead>\n<tbody>\n",
            f->race ? ", ! the two accesses" : "");
    rows(h, f);
    rp_html(h, "</tbody></table></div></details>\n");
}
