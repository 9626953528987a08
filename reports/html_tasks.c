/* html_tasks.c: the tasks of a finding and, of a data race, the two accesses. */
#include "cut.h"
#include "html_parts.h"
#include "words.h"

#define SHOWN 60 /* tasks; there can be thousands */

static void name(const struct rp_html *h, const struct rp_task *t) {
    rp_html(h, "<strong>%s</strong>", t->id);
    if (rp_or_empty(t->name)[0])
        rp_html(h, " (%s)", t->name);
}

static void holds(const struct rp_html *h, const struct rp_held *held, size_t n) {
    for (size_t i = 0; i < n; i++) {
        rp_html(h, "<p class=holds>holds <b>%s</b> since event %u</p>\n", held[i].object,
                held[i].event);
        rp_html_folded(h, "taken at", &held[i].taken_at, false);
    }
}

static void task(const struct rp_html *h, const struct rp_task *t) {
    rp_html(h, "<li class=task><p>");
    name(h, t);
    rp_html(h, ": <span class=state>%s</span>", t->state);
    if (rp_or_empty(t->waits_for)[0])
        rp_html(h, ", %r<b>%s</b>", t->waits_is_phrase ? "" : "waits for ", t->waits_for);
    rp_html(h, "</p>\n");
    holds(h, t->holds, t->hold_count);
    rp_html_folded(h, "stands at", &t->stack, true);
    rp_html_folded(h, "was created at", &t->created, false);
    rp_html(h, "</li>\n");
}

void rp_html_tasks(const struct rp_html *h, const struct rp_finding *f) {
    size_t ended = 0, left = SHOWN;
    for (size_t i = 0; i < f->task_count; i++)
        ended += !rp_task_matters(&f->tasks[i]);
    if (f->task_count == ended)
        return;
    rp_html(h, "<section><h3>Tasks</h3>\n<ul class=cards>\n");
    for (size_t i = 0; i < f->task_count; i++)
        if (rp_task_matters(&f->tasks[i]) && left) {
            left--;
            task(h, &f->tasks[i]);
        }
    rp_html(h, "</ul>\n");
    if (f->task_count - ended > SHOWN)
        rp_html(h, "<p class=meta>%u more did not end.</p>\n",
                (uint64_t)(f->task_count - ended - SHOWN));
    if (ended)
        rp_html(h, "<p class=meta>%u more ended and held nothing.</p>\n", (uint64_t)ended);
    rp_html(h, "</section>\n");
}

static void side(const struct rp_html *h, const struct rp_finding *f, unsigned k) {
    const struct rp_access *a = &f->race->side[k];
    rp_html(h, "<li class=task><p>%u. ", (uint64_t)k + 1);
    if (a->task < f->task_count)
        name(h, &f->tasks[a->task]);
    else
        rp_html(h, "somebody");
    rp_html(h, " %s", a->words);
    uint64_t own = rp_access_event(f, k);
    if (own || a->after)
        rp_html(h, ", %sevent %u", own ? "" : "after ", own ? own : a->after);
    rp_html(h, "</p>\n");
    rp_html_stack(h, &a->stack);
    holds(h, a->holds, a->hold_count);
    if (a->hold_count == 0)
        rp_html(h, "<p class=holds>holds no lock</p>\n");
    rp_html(h, "</li>\n");
}

void rp_html_race(const struct rp_html *h, const struct rp_finding *f) {
    const struct rp_race *r = f->race;
    if (!r)
        return;
    rp_html(h, "<section><h3>The two accesses to %s</h3>\n", r->object);
    if (rp_or_empty(r->type)[0] || rp_or_empty(r->declared)[0])
        rp_html(h, "<p class=meta>%s%r%s</p>\n", r->type,
                rp_or_empty(r->declared)[0] ? " declared at " : "", r->declared);
    rp_html(h, "<ul class=cards>\n");
    for (unsigned k = 0; k < 2; k++)
        side(h, f, k);
    rp_html(h, "</ul>\n");
    rp_html_folded(h, "The block was allocated at", &r->allocated, true);
    rp_html(h, "</section>\n");
}
