/* text.c: the report for people: what happened, to whom, in which order, and how to see it again. */
#include <stdio.h>
#include <string.h>

#include "cut.h"
#include "escape.h"
#include "text_parts.h"
#include "words.h"

#define OUTPUT_LINES 40

const char *rp_ink(const struct rp_text *t, enum rp_ink ink) {
    static const char *const codes[] = {"",         "\033[1m", "\033[31m",
                                        "\033[33m", "\033[2m", "\033[32m"};
    return t->options->colour ? codes[ink] : "";
}

const char *rp_ink_end(const struct rp_text *t) {
    return t->options->colour ? "\033[0m" : "";
}

static const char *clean(const struct rp_text *t, const char *text) {
    return rp_visible(t->arena, text, false);
}

const char *rp_text_frame(const struct rp_text *t, const struct rp_frame *f) {
    if (rp_or_empty(f->file)[0])
        return rp_arena_printf(t->arena, "%s (%s:%d)", clean(t, f->function), clean(t, f->file),
                               f->line);
    return rp_arena_printf(t->arena, "%s (%s+0x%llx)", clean(t, f->function), clean(t, f->module),
                           (unsigned long long)f->offset);
}

static void heading(const struct rp_text *t, const char *words) {
    rp_printf(t->sink, "\n%s%s%s\n", rp_ink(t, RP_BOLD), words, rp_ink_end(t));
}

/* LINES of text, each with two blanks before it. */
static void indented(const struct rp_text *t, const char *text) {
    const char *lines = rp_visible(t->arena, text, true);
    while (*lines) {
        int n = (int)strcspn(lines, "\n");
        rp_printf(t->sink, "%s%.*s\n", n ? "  " : "", n, lines);
        lines += n + (lines[n] == '\n');
    }
}

static void stack(const struct rp_text *t, const struct rp_stack *s) {
    for (size_t i = 0; i < s->count; i++)
        rp_printf(t->sink, "      #%zu %s%s\n", i, rp_text_frame(t, &s->frames[i]),
                  s->frames[i].inlined ? " [inlined]" : "");
}

static void headline(const struct rp_text *t, const struct rp_finding *f) {
    enum rp_ink ink = f->severity == RP_ERROR     ? RP_RED
                      : f->severity == RP_WARNING ? RP_YELLOW
                                                  : RP_DIM;
    const char *subkind = rp_or_empty(f->subkind);
    rp_printf(t->sink, "%s%s: %s%s%s%s%s\n", rp_ink(t, ink), rp_severity_text(f->severity),
              clean(t, f->kind), subkind[0] ? " (" : "", clean(t, subkind), subkind[0] ? ")" : "",
              rp_ink_end(t));
    rp_printf(t->sink, "%s%s%s\n", rp_ink(t, RP_BOLD), clean(t, f->title), rp_ink_end(t));
    rp_printf(t->sink, "  fingerprint %s, seed %llu", clean(t, f->fingerprint),
              (unsigned long long)f->seed);
    if (rp_or_empty(f->strategy)[0])
        rp_printf(t->sink, " (%s)", clean(t, f->strategy));
    /* What is predicted has not been seen. */
    bool predicted = strcmp(rp_or_empty(f->kind), "lock-order") == 0;
    if (f->count)
        rp_printf(t->sink, ", %s %llu %s%s", predicted ? "predicted from" : "seen in",
                  (unsigned long long)f->count, predicted ? "profile run" : "seed",
                  f->count == 1 ? "" : "s");
    if (f->runs)
        rp_printf(t->sink, ", reproduced %u of %u times", f->same, f->runs);
    rp_printf(t->sink, "\n");
}

static void one_task(const struct rp_text *t, const struct rp_task *task) {
    const char *name = rp_or_empty(task->name), *waits = rp_or_empty(task->waits_for);
    rp_printf(t->sink, "  %s%s%s%s%s%s: %s", rp_ink(t, RP_BOLD), clean(t, task->id),
              name[0] ? " (" : "", clean(t, name), name[0] ? ")" : "", rp_ink_end(t),
              clean(t, task->state));
    if (waits[0])
        rp_printf(t->sink, ", %s%s", task->waits_is_phrase ? "" : "waits for ", clean(t, waits));
    rp_printf(t->sink, "\n");
    for (size_t i = 0; i < task->hold_count; i++) {
        const struct rp_held *held = &task->holds[i];
        rp_printf(t->sink, "    holds %s since event %llu%s\n", clean(t, held->object),
                  (unsigned long long)held->event, held->taken_at.count ? ", taken at" : "");
        stack(t, &held->taken_at);
    }
    if (task->stack.count) {
        rp_printf(t->sink, "    stands at\n");
        stack(t, &task->stack);
    }
    if (task->created.count) {
        rp_printf(t->sink, "    was created at\n");
        stack(t, &task->created);
    }
}

static void tasks(const struct rp_text *t, const struct rp_finding *f) {
    bool any = false;
    for (size_t i = 0; i < f->task_count; i++) {
        if (!rp_task_matters(&f->tasks[i]))
            continue;
        if (!any)
            heading(t, "Tasks");
        any = true;
        one_task(t, &f->tasks[i]);
    }
}

static void one_access(const struct rp_text *t, const struct rp_finding *f, unsigned k) {
    const struct rp_access *a = &f->race->side[k];
    const struct rp_task *task = a->task < f->task_count ? &f->tasks[a->task] : NULL;
    const char *name = task ? rp_or_empty(task->name) : "";
    rp_printf(t->sink, "  %u. %s%s%s%s%s%s %s", k + 1, rp_ink(t, RP_BOLD),
              task ? clean(t, task->id) : "somebody", name[0] ? " (" : "", clean(t, name),
              name[0] ? ")" : "", rp_ink_end(t), clean(t, a->words));
    uint64_t own = rp_access_event(f, k);
    if (own || a->after)
        rp_printf(t->sink, ", %sevent %llu", own ? "" : "after ",
                  (unsigned long long)(own ? own : a->after));
    rp_printf(t->sink, "\n");
    stack(t, &a->stack);
    for (size_t i = 0; i < a->hold_count; i++) {
        rp_printf(t->sink, "    holds %s since event %llu%s\n", clean(t, a->holds[i].object),
                  (unsigned long long)a->holds[i].event,
                  a->holds[i].taken_at.count ? ", taken at" : "");
        stack(t, &a->holds[i].taken_at);
    }
    if (task && task->created.count) {
        rp_printf(t->sink, "    its task was created at\n");
        stack(t, &task->created);
    }
}

static void race(const struct rp_text *t, const struct rp_finding *f) {
    const struct rp_race *r = f->race;
    if (!r)
        return;
    const char *declared = rp_or_empty(r->declared), *type = rp_or_empty(r->type);
    heading(t, rp_arena_printf(t->arena, "The two accesses to %s%s%s%s%s", clean(t, r->object),
                               type[0] ? ", " : "", clean(t, type),
                               declared[0] ? ", declared at " : "", clean(t, declared)));
    for (unsigned k = 0; k < 2; k++)
        one_access(t, f, k);
    if (r->allocated.count) {
        rp_printf(t->sink, "  The block was allocated at\n");
        stack(t, &r->allocated);
    }
}

static void output(const struct rp_text *t, const char *name, const char *text) {
    size_t n = text ? strlen(text) : 0, lines = 0, from = n;
    if (n == 0)
        return;
    while (from > 0) {
        if (text[from - 1] == '\n' && from < n && ++lines == OUTPUT_LINES)
            break;
        from--;
    }
    heading(t, name);
    if (from > 0)
        rp_printf(t->sink, "  ...\n");
    indented(t, text + from);
}

static void needs(const struct rp_text *t, const struct rp_finding *f) {
    if (!f->needs_spurious && !f->needs_early_timeout && f->related_count == 0)
        return;
    heading(t, "Also");
    if (f->needs_spurious)
        rp_printf(t->sink, "  This schedule has a spurious wake-up, which POSIX allows.\n");
    if (f->needs_early_timeout)
        rp_printf(t->sink, "  This schedule lets a time-out or a sleep end while others could "
                           "still run.\n");
    for (size_t i = 0; i < f->related_count; i++)
        rp_printf(t->sink, "  Consequence: %s\n", clean(t, f->related[i]));
}

static void finding(const struct rp_text *t, const struct rp_finding *f) {
    headline(t, f);
    if (t->options->verbose > 0) {
        if (rp_or_empty(f->explanation)[0]) {
            heading(t, "What happened");
            indented(t, f->explanation);
        }
        race(t, f);
        tasks(t, f);
        rp_text_schedule(t, f);
        needs(t, f);
        output(t, "Standard output, its end", f->output);
        output(t, "Standard error, its end", f->errors);
    }
    if (rp_or_empty(f->replay)[0])
        rp_printf(t->sink, "\nTo see it again:\n  %s\n", clean(t, f->replay));
}

static void lines(const struct rp_text *t, const char *what, const char *const *items, size_t n) {
    for (size_t i = 0; i < n; i++)
        rp_printf(t->sink, "  %s: %s\n", what, clean(t, items[i]));
    if (n == 0)
        rp_printf(t->sink, "  %s: none\n", what);
}

static void suppressions(const struct rp_text *t, const struct rp_campaign *c) {
    for (size_t i = 0; i < c->suppression_count; i++) {
        const struct rp_suppression *s = &c->suppressions[i];
        rp_printf(t->sink, "  %s: %s (%s:%u)", s->seeds ? "suppressed" : "suppression not used",
                  clean(t, s->text), clean(t, s->file), s->line);
        if (s->seeds)
            rp_printf(t->sink, ", %llu seed%s", (unsigned long long)s->seeds,
                      s->seeds == 1 ? "" : "s");
        rp_printf(t->sink, "\n");
    }
}

static void verdict(const struct rp_text *t, const struct rp_campaign *c) {
    enum rp_ink ink = c->verdict == RP_CLEAN ? RP_GREEN : RP_RED;
    const char *end = rp_ink_end(t);
    rp_printf(t->sink, "%s%s%s", rp_ink(t, ink), rp_verdict_text(c->verdict), end);
    if (c->finding_count)
        rp_printf(t->sink, ": %zu distinct finding%s", c->finding_count,
                  c->finding_count == 1 ? "" : "s");
    rp_printf(t->sink, " (status %d)\n", c->exit_status);
    if (c->failure_rate_bound_95 > 0)
        rp_printf(t->sink,
                  "  If every schedule failed with one fixed chance, that chance would be below "
                  "%.3g with 95%% confidence, under these strategies.\n",
                  c->failure_rate_bound_95);
}

static void summary(const struct rp_text *t, const struct rp_campaign *c) {
    rp_printf(t->sink, "%sdetsched%s %s\n", rp_ink(t, RP_BOLD), rp_ink_end(t),
              clean(t, c->program));
    rp_printf(t->sink, "  seeds %s: %llu of %llu run, %llu distinct schedules\n",
              clean(t, c->seeds), (unsigned long long)c->seeds_done,
              (unsigned long long)c->seeds_asked, (unsigned long long)c->distinct);
    rp_printf(t->sink, "  scheduling points a run: %llu to %llu, median %llu\n",
              (unsigned long long)c->points_min, (unsigned long long)c->points_max,
              (unsigned long long)c->points_median);
    rp_printf(t->sink, "  strategies:");
    for (size_t i = 0; i < c->strategy_count; i++)
        rp_printf(t->sink, "%s %s %llu", i ? "," : "", clean(t, c->strategies[i].name),
                  (unsigned long long)c->strategies[i].seeds);
    rp_printf(t->sink, "\n  isolation %s, carrier %s\n", clean(t, c->isolation),
              clean(t, c->carrier));
    rp_printf(t->sink, "  data races: %s\n", clean(t, c->races));
    if (c->openmp)
        rp_printf(t->sink, "  OpenMP: %s\n", clean(t, c->openmp));
    lines(t, "limits reached", c->limits, c->limit_count);
    lines(t, "warnings", c->warnings, c->warning_count);
    suppressions(t, c);
    lines(t, "seen but not controlled", c->uncontrolled, c->uncontrolled_count);
    if (c->timing.wall_seconds > 0)
        rp_printf(t->sink, "  time: %.2f s, %.0f seeds a second\n", c->timing.wall_seconds,
                  c->timing.seeds_per_second);
    verdict(t, c);
}

/* What is only predicted has no schedule of its own to cut down. */
static void again(struct rp_text *t, const struct rp_finding *first) {
    const char *line = clean(t, first->replay);
    if (*line)
        rp_printf(t->sink, "\nTo see the first finding again%s:\n  %s\n",
                  first->severity == RP_ERROR
                      ? " (minimize, in the place of replay, tells how little it needs)"
                      : "",
                  line);
}

/* Findings first, so that the summary and the line to copy stand where the eye ends. */
static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    struct rp_text t = {s, rp_arena_new(), o};
    for (size_t i = 0; i < c->finding_count; i++) {
        finding(&t, &c->findings[i]);
        rp_printf(s, "\n----------------------------------------\n\n");
    }
    summary(&t, c);
    if (c->finding_count)
        again(&t, &c->findings[0]);
    rp_arena_free(t.arena);
}

static void write_finding(const struct rp_finding *f, const struct rp_options *o,
                          struct rp_sink *s) {
    struct rp_text t = {s, rp_arena_new(), o};
    finding(&t, f);
    rp_arena_free(t.arena);
}

const struct rp_writer rp_writer_text = {
    .name = "text",
    .extension = "txt",
    .campaign = write_campaign,
    .suite = rp_text_suite,
    .finding = write_finding,
    .prose = true,
};
