/* mermaid.c: a sequence diagram: a participant a task, a note an event, an arrow a happens-before edge. */
#include "mermaid.h"

#include "cut.h"
#include "escape.h"
#include "markup.h"
#include "places.h"
#include "words.h"

#define SHOWN 60
#define NAME_BYTES 60

struct diagram {
    struct rp_sink *sink;
    struct rp_arena *arena;
    const struct rp_finding *f;
    const bool *kept;
};

/* A name, cut before it is escaped: a cut escape would be another character. */
static const char *word(const struct diagram *d, const char *text) {
    const char *seen = rp_visible(d->arena, text, false);
    return rp_mermaid_text(d->arena, rp_shortened(d->arena, seen, NAME_BYTES));
}

static void participants(const struct diagram *d) {
    const struct rp_finding *f = d->f;
    for (size_t i = 0; i < f->task_count; i++) {
        bool acts = false;
        for (size_t k = 0; k < f->event_count && !acts; k++)
            acts = d->kept[k] && f->events[k].task == i;
        if (acts)
            rp_printf(d->sink, "    participant t%zu as %s %s\n", i, word(d, f->tasks[i].id),
                      word(d, f->tasks[i].name));
    }
}

static const struct rp_event *shown_event(const struct diagram *d, uint64_t seq, size_t before) {
    for (size_t i = before; i-- > 0;)
        if (d->f->events[i].seq == seq && !d->f->events[i].aside)
            return d->kept[i] ? &d->f->events[i] : NULL;
    return NULL;
}

static void arrow(const struct diagram *d, size_t i) {
    const struct rp_event *e = &d->f->events[i];
    const struct rp_event *from = e->from && !e->aside ? shown_event(d, e->from, i) : NULL;
    if (!from || from->task == e->task || from->task >= d->f->task_count)
        return;
    rp_printf(d->sink, "    t%zu->>t%zu: %s\n", from->task, e->task,
              word(d, rp_or_empty(e->edge)[0] ? e->edge : "order"));
}

static void note(const struct diagram *d, const struct rp_event *e) {
    const struct rp_frame *where = rp_place_of_event(e);
    const char *object = rp_or_empty(e->object);
    if (e->evidence)
        rp_printf(d->sink, "    rect rgb(255, 214, 102)\n");
    rp_printf(d->sink, "    Note over t%zu: ", e->task);
    if (!e->aside)
        rp_printf(d->sink, "%llu ", (unsigned long long)e->seq);
    rp_printf(d->sink, "%s%s%s", word(d, e->op), object[0] ? " " : "", word(d, object));
    if (!rp_plain_result(e))
        rp_printf(d->sink, ", %s", word(d, e->result));
    if (where)
        rp_printf(d->sink, "<br/>%s (%s line %d)", word(d, where->function), word(d, where->file),
                  where->line);
    rp_printf(d->sink, "\n%s", e->evidence ? "    end\n" : "");
}

void rp_mermaid(const struct rp_finding *f, struct rp_sink *s) {
    struct diagram d = {.sink = s, .arena = rp_arena_new(), .f = f};
    d.kept = rp_cut_schedule(d.arena, f, SHOWN);
    if (f->event_count) {
        rp_printf(s, "sequenceDiagram\n");
        participants(&d);
    }
    for (size_t i = 0; i < f->event_count; i++) {
        if (!d.kept[i] || f->events[i].task >= f->task_count)
            continue;
        arrow(&d, i);
        note(&d, &f->events[i]);
    }
    rp_arena_free(d.arena);
}
