/* text_schedule.c: the schedule as columns, one lane a task, cut to what matters. */
#include <stdio.h>
#include <string.h>

#include "cut.h"
#include "escape.h"
#include "text_parts.h"
#include "words.h"

#define SHOWN 60     /* events, unless the full schedule is asked for */
#define MAX_LANES 6  /* more tasks are shown as a list */
#define MAX_WIDTH 36 /* of a lane */

/* What is to be shown of one finding. */
struct view {
    const bool *keep; /* of each event */
    size_t *lane;     /* of each task; SIZE_MAX: not shown */
    size_t lanes;
    const size_t *who; /* task of each lane */
    size_t width[MAX_LANES];
};

static const char *cell(const struct rp_text *t, const struct rp_event *e) {
    const char *object = rp_or_empty(e->object);
    bool plain = rp_plain_result(e);
    const char *times =
        e->times > 1 ? rp_arena_printf(t->arena, " x%llu", (unsigned long long)e->times) : "";
    return rp_arena_printf(t->arena, "%s%s%s%s%s%s", rp_visible(t->arena, e->op, false),
                           object[0] ? " " : "", rp_visible(t->arena, object, false),
                           plain ? "" : ": ", plain ? "" : rp_visible(t->arena, e->result, false),
                           times);
}

static const char *lane_title(const struct rp_text *t, const struct rp_finding *f, size_t task) {
    const char *name = rp_or_empty(f->tasks[task].name);
    return rp_arena_printf(t->arena, "%s%s%s", rp_visible(t->arena, f->tasks[task].id, false),
                           name[0] ? " " : "", rp_visible(t->arena, name, false));
}

/* Characters, not bytes; wide ones count as one, which only costs straightness. */
static size_t width_of(const char *text) {
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static void widen(struct view *v, size_t lane, const char *text) {
    size_t n = width_of(text);
    if (n > MAX_WIDTH)
        n = MAX_WIDTH;
    if (lane < MAX_LANES && n > v->width[lane])
        v->width[lane] = n;
}

static void lay_out(const struct rp_text *t, const struct rp_finding *f, struct view *v) {
    v->lane = rp_arena_array(t->arena, f->task_count, sizeof *v->lane);
    size_t *who = rp_arena_array(t->arena, f->task_count, sizeof *who);
    bool *acts = rp_arena_array(t->arena, f->task_count, sizeof *acts);
    for (size_t i = 0; i < f->event_count; i++)
        if (v->keep[i] && f->events[i].task < f->task_count)
            acts[f->events[i].task] = true;
    for (size_t i = 0; i < f->task_count; i++) {
        v->lane[i] = acts[i] ? v->lanes : SIZE_MAX;
        if (!acts[i])
            continue;
        who[v->lanes++] = i;
        widen(v, v->lanes - 1, lane_title(t, f, i));
    }
    v->who = who;
    for (size_t i = 0; i < f->event_count; i++)
        if (v->keep[i] && f->events[i].task < f->task_count)
            widen(v, v->lane[f->events[i].task], cell(t, &f->events[i]));
}

/* TEXT, cut or padded to N characters. */
static const char *padded(const struct rp_text *t, const char *text, size_t n) {
    size_t all = width_of(text), shown = 0, bytes = 0;
    size_t room = all > n ? n - 1 : n;
    while (text[bytes] && (shown < room || ((unsigned char)text[bytes] & 0xc0) == 0x80)) {
        shown += ((unsigned char)text[bytes] & 0xc0) != 0x80;
        bytes++;
    }
    return rp_arena_printf(t->arena, "%.*s%s%*s", (int)bytes, text, all > n ? "~" : "",
                           all > n ? 0 : (int)(n - shown), "");
}

static const char *place(const struct rp_text *t, const struct rp_event *e) {
    const char *where = "", *from = "";
    if (e->where) {
        const char *slash = strrchr(rp_or_empty(e->where->file), '/');
        struct rp_frame brief = *e->where;
        if (slash)
            brief.file = slash + 1;
        where = rp_arena_printf(t->arena, "  %s", rp_text_frame(t, &brief));
    }
    if (e->from && rp_or_empty(e->edge)[0])
        from = rp_arena_printf(t->arena, "  <- %llu", (unsigned long long)e->from);
    return rp_arena_printf(t->arena, "%s%s", where, from);
}

/* One line of lanes: E in its own, or the titles of all if E is NULL. */
static const char *lanes(const struct rp_text *t, const struct rp_finding *f, const struct view *v,
                         const struct rp_event *e) {
    const char *text = "";
    for (size_t i = 0; i < v->lanes; i++) {
        const char *words = "";
        if (!e)
            words = lane_title(t, f, v->who[i]);
        else if (v->lane[e->task] == i)
            words = cell(t, e);
        text = rp_arena_printf(t->arena, "%s%s%s", text, padded(t, words, v->width[i]),
                               i + 1 < v->lanes ? " | " : "");
    }
    return text;
}

static void line(const struct rp_text *t, const char *text) {
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    rp_printf(t->sink, "%.*s", (int)n, text);
}

static void row(const struct rp_text *t, const struct rp_finding *f, const struct view *v,
                const struct rp_event *e) {
    const char *what = v->lanes > MAX_LANES ? rp_arena_printf(t->arena, "%s: %s",
                                                              lane_title(t, f, e->task), cell(t, e))
                                            : lanes(t, f, v, e);
    rp_printf(t->sink, "%s", e->evidence ? rp_ink(t, RP_YELLOW) : "");
    const char *number =
        e->aside ? "" : rp_arena_printf(t->arena, "%llu", (unsigned long long)e->seq);
    line(t, rp_arena_printf(t->arena, " %c%6s  %s%s",
                            e->access     ? '!'
                            : e->evidence ? '*'
                                          : ' ',
                            number, what, place(t, e)));
    rp_printf(t->sink, "%s\n", e->evidence ? rp_ink_end(t) : "");
}

static void titles(const struct rp_text *t, const struct rp_finding *f, const struct view *v) {
    if (v->lanes > MAX_LANES)
        return;
    line(t, rp_arena_printf(t->arena, "   event  %s", lanes(t, f, v, NULL)));
    rp_printf(t->sink, "\n");
}

static void gap(const struct rp_text *t, uint64_t n) {
    if (n)
        rp_printf(t->sink, "     ...  %llu event%s left out\n", (unsigned long long)n,
                  n == 1 ? "" : "s");
}

void rp_text_schedule(const struct rp_text *t, const struct rp_finding *f) {
    if (f->event_count == 0)
        return;
    struct view v = {.keep =
                         rp_cut_schedule(t->arena, f, t->options->full ? f->event_count : SHOWN)};
    lay_out(t, f, &v);
    rp_printf(t->sink, "\n%sSchedule%s (* evidence, %s<- the event it waited for)\n",
              rp_ink(t, RP_BOLD), rp_ink_end(t), f->race ? "! the two accesses, " : "");
    titles(t, f, &v);
    uint64_t skipped = f->events[0].seq ? f->events[0].seq - 1 : 0;
    for (size_t i = 0; i < f->event_count; i++) {
        if (!v.keep[i] || f->events[i].task >= f->task_count) {
            skipped += rp_events_of(&f->events[i]);
            continue;
        }
        gap(t, skipped);
        skipped = 0;
        row(t, f, &v, &f->events[i]);
    }
    gap(t, skipped);
}
