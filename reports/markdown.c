/* markdown.c: the report as a page of GitHub's Markdown: the step summary, or a comment. */
#include <string.h>

#include "escape.h"
#include "markup.h"
#include "mermaid.h"
#include "places.h"
#include "words.h"

#define PAGE_BYTES 900000 /* of its parts; a step summary holds a MiB */
#define TOLD 20           /* findings that are explained; the others are in the table only */
#define LISTED 100        /* findings in the table */
#define CAMPAIGNS 500     /* in the table of a suite */
#define NAME_BYTES 300    /* of a name, in a line */
#define TEXT_BYTES 10000  /* of an explanation */
#define REPLAY_BYTES 8000 /* a line to copy is worth nothing when it is cut */

struct page {
    struct rp_sink *sink;
    struct rp_arena *arena;
    const char *root;
    size_t told, listed, bytes;
};

/* Begins a part of the page, which is dropped at its end if there is no room for it. */
static struct rp_sink *begin(struct page *p) {
    struct rp_sink *whole = p->sink;
    p->sink = rp_sink_memory();
    return whole;
}

/* False if there was no room. */
static bool end(struct page *p, struct rp_sink *whole) {
    size_t n;
    const char *part = rp_sink_text(p->sink, &n);
    bool fits = p->bytes + n <= PAGE_BYTES;
    if (fits) {
        rp_write(whole, part, n);
        p->bytes += n;
    }
    int error = rp_sink_end(p->sink);
    if (error)
        rp_sink_fail(whole, error);
    p->sink = whole;
    return fits;
}

static const char *cell(const struct page *p, const char *text) {
    const char *seen = rp_visible(p->arena, text, false);
    return rp_markdown_text(p->arena, rp_shortened(p->arena, seen, NAME_BYTES));
}

static void row(const struct page *p, const char *name, const char *text) {
    rp_printf(p->sink, "| %s | %s |\n", name, cell(p, text));
}

static void rows(const struct page *p, const char *name, const char *const *lines, size_t n) {
    for (size_t i = 0; i < n; i++)
        row(p, name, lines[i]);
}

static const char *name_of(const struct rp_campaign *c) {
    return rp_or_empty(c->name ? c->name : c->program);
}

static void facts(const struct page *p, const struct rp_campaign *c) {
    const char *strategies = "";
    for (size_t i = 0; i < c->strategy_count; i++)
        strategies = rp_arena_printf(p->arena, "%s%s%s %llu", strategies, i ? ", " : "",
                                     rp_or_empty(c->strategies[i].name),
                                     (unsigned long long)c->strategies[i].seeds);
    rp_printf(p->sink, "| | |\n|---|---|\n");
    row(p, "verdict",
        rp_arena_printf(p->arena, "%s (status %d)", rp_verdict_text(c->verdict), c->exit_status));
    row(p, "seeds",
        rp_arena_printf(p->arena, "%s: %llu of %llu run, %llu distinct schedules",
                        rp_or_empty(c->seeds), (unsigned long long)c->seeds_done,
                        (unsigned long long)c->seeds_asked, (unsigned long long)c->distinct));
    row(p, "scheduling points",
        rp_arena_printf(p->arena, "%llu to %llu, median %llu", (unsigned long long)c->points_min,
                        (unsigned long long)c->points_max, (unsigned long long)c->points_median));
    row(p, "strategies", strategies);
    row(p, "data races", c->races);
    rows(p, "limit reached", c->limits, c->limit_count);
    rows(p, "warning", c->warnings, c->warning_count);
    rows(p, "not controlled", c->uncontrolled, c->uncontrolled_count);
    if (c->failure_rate_bound_95 > 0)
        row(p, "what clean means",
            rp_arena_printf(p->arena,
                            "were every schedule to fail with one fixed chance, it would be below "
                            "%.3g with 95%% confidence",
                            c->failure_rate_bound_95));
    rp_printf(p->sink, "\n");
}

static const char *place(const struct page *p, const struct rp_finding *f) {
    const struct rp_frame *where = rp_place_of(f);
    return where
               ? rp_arena_printf(p->arena, "%s:%d", rp_relative(where->file, p->root), where->line)
               : "";
}

static void table(struct page *p, const struct rp_campaign *c) {
    size_t left = 0;
    if (c->finding_count == 0)
        return;
    rp_printf(p->sink, "| severity | kind | what | where | seeds |\n|---|---|---|---|---:|\n");
    for (size_t i = 0; i < c->finding_count; i++) {
        const struct rp_finding *f = &c->findings[i];
        if (p->listed == LISTED) {
            left++;
            continue;
        }
        p->listed++;
        rp_printf(p->sink, "| %s | %s | %s | %s | %llu |\n", rp_severity_text(f->severity),
                  cell(p, f->kind), cell(p, f->title), cell(p, place(p, f)),
                  (unsigned long long)f->count);
    }
    rp_printf(p->sink, "\n");
    if (left)
        rp_printf(p->sink, "%zu more are not listed.\n\n", left);
}

static void fenced(const struct page *p, const char *language, const char *text) {
    const char *fence = rp_markdown_fence(p->arena, text);
    size_t n = strlen(text);
    rp_printf(p->sink, "%s%s\n%s%s%s\n\n", fence, language, text,
              n && text[n - 1] == '\n' ? "" : "\n", fence);
}

static void replay(const struct page *p, const struct rp_finding *f) {
    const char *line = rp_visible(p->arena, f->replay, false);
    if (!line[0])
        return;
    if (strlen(line) > REPLAY_BYTES) {
        rp_printf(p->sink, "The line that plays it again is too long for this page; the other "
                           "reports have it.\n\n");
        return;
    }
    rp_printf(p->sink, "To see it again:\n\n");
    fenced(p, "sh", line);
}

static void schedule(const struct page *p, const struct rp_finding *f) {
    struct rp_sink *diagram = rp_sink_memory();
    rp_mermaid(f, diagram);
    rp_printf(p->sink, "<details><summary>The schedule</summary>\n\n");
    fenced(p, "mermaid", rp_sink_text(diagram, NULL));
    rp_printf(p->sink, "</details>\n\n");
    int error = rp_sink_end(diagram);
    if (error)
        rp_sink_fail(p->sink, error);
}

static void finding(struct page *p, const struct rp_finding *f) {
    if (p->told == TOLD)
        return;
    struct rp_sink *page = begin(p);
    rp_printf(p->sink, "### %s: %s\n\n", rp_severity_text(f->severity), cell(p, f->kind));
    if (rp_or_empty(f->title)[0])
        rp_printf(p->sink, "**%s**\n\n", cell(p, f->title));
    const char *explanation = rp_visible(p->arena, f->explanation, true);
    if (explanation[0])
        rp_printf(p->sink, "%s\n\n",
                  rp_markdown_lines(p->arena, rp_shortened(p->arena, explanation, TEXT_BYTES)));
    replay(p, f);
    if (f->event_count)
        schedule(p, f);
    p->told += end(p, page);
}

static bool campaign(struct page *p, const struct rp_campaign *c) {
    size_t before = p->told;
    struct rp_sink *page = begin(p);
    rp_printf(p->sink, "## detsched: %s\n\n", cell(p, name_of(c)));
    facts(p, c);
    table(p, c);
    if (!end(p, page))
        return false;
    for (size_t i = 0; i < c->finding_count; i++)
        finding(p, &c->findings[i]);
    if (p->told - before < c->finding_count)
        rp_printf(p->sink,
                  "%zu more findings are not explained here; the other reports have them.\n\n",
                  c->finding_count - (p->told - before));
    return true;
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    struct page p = {.sink = s, .arena = rp_arena_new(), .root = o->root};
    campaign(&p, c);
    rp_arena_free(p.arena);
}

/* Of many clean ones a row each is enough. */
static void write_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    struct page p = {.sink = s, .arena = rp_arena_new(), .root = o->root};
    rp_printf(s, "# detsched: %zu campaigns, status %d\n\n", all->count, all->exit_status);
    rp_printf(s, "| | verdict | seeds | findings |\n|---|---|---:|---:|\n");
    for (size_t i = 0; i < all->count && i < CAMPAIGNS; i++) {
        const struct rp_campaign *c = &all->campaigns[i];
        rp_printf(s, "| %s | %s | %llu | %zu |\n", cell(&p, name_of(c)),
                  rp_verdict_text(c->verdict), (unsigned long long)c->seeds_done, c->finding_count);
    }
    rp_printf(s, "\n");
    if (all->count > CAMPAIGNS)
        rp_printf(s, "%zu more are not listed.\n\n", all->count - CAMPAIGNS);
    size_t left = 0;
    for (size_t i = 0; i < all->count; i++)
        if (all->campaigns[i].verdict != RP_CLEAN || all->campaigns[i].finding_count)
            left += !campaign(&p, &all->campaigns[i]);
    if (left)
        rp_printf(s, "%zu more campaigns are not on this page; the other reports have them.\n",
                  left);
    rp_arena_free(p.arena);
}

const struct rp_writer rp_writer_markdown = {
    .name = "markdown",
    .extension = "md",
    .campaign = write_campaign,
    .suite = write_suite,
    .prose = true,
};
