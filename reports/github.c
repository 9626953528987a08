/* github.c: annotations by GitHub's workflow commands, a few of each level, the others counted. */
#include <string.h>

#include "escape.h"
#include "markup.h"
#include "places.h"
#include "words.h"
#include "writer.h"

#define EACH 10            /* annotations of one level that a step shows */
#define MESSAGE_BYTES 4000 /* of one annotation */
#define TITLE_BYTES 1000   /* of what was found, within it */

struct annotations {
    struct rp_sink *sink;
    struct rp_arena *arena;
    const char *root;
    size_t seen[RP_ERROR + 1]; /* of each level, shown or not */
};

/* WHERE may be NULL. */
static void annotate(struct annotations *a, enum rp_severity level, const struct rp_frame *where,
                     const char *title, const char *message) {
    static const char *const commands[] = {
        [RP_NOTE] = "notice", [RP_WARNING] = "warning", [RP_ERROR] = "error"};
    if (a->seen[level]++ >= EACH)
        return;
    rp_printf(a->sink, "::%s ", commands[level]);
    if (where)
        rp_printf(a->sink, "file=%s,line=%d,",
                  rp_command_property(a->arena, rp_relative(where->file, a->root)), where->line);
    const char *seen = rp_visible(a->arena, message, true);
    rp_printf(a->sink, "title=%s::%s\n", rp_command_property(a->arena, title),
              rp_command_message(a->arena, rp_shortened(a->arena, seen, MESSAGE_BYTES)));
}

static void finding(struct annotations *a, const struct rp_finding *f) {
    const char *replay = rp_or_empty(f->replay), *explanation = rp_or_empty(f->explanation);
    const char *title = rp_arena_printf(a->arena, "detsched: %s", rp_or_empty(f->kind));
    /* What must not be cut comes before what may be. */
    const char *message =
        rp_arena_printf(a->arena, "%s\n\n%s%s%s%s",
                        rp_shortened(a->arena, rp_visible(a->arena, f->title, false), TITLE_BYTES),
                        replay[0] ? "To see it again: " : "", replay,
                        replay[0] && explanation[0] ? "\n\n" : "", explanation);
    annotate(a, f->severity, rp_place_of(f), title, message);
}

static const char *name_of(const struct rp_campaign *c) {
    return rp_or_empty(c->name ? c->name : c->program);
}

/* A campaign that did not come to its end shows that, whatever else it shows. */
static void not_finished(struct annotations *a, const struct rp_campaign *c) {
    if (c->exit_status < 3 && c->verdict != RP_FAILED)
        return;
    const char *message = rp_arena_printf(
        a->arena, "%s: status %d, %llu of %llu seeds played", name_of(c), c->exit_status,
        (unsigned long long)c->seeds_done, (unsigned long long)c->seeds_asked);
    for (size_t i = 0; i < c->limit_count; i++)
        message = rp_arena_printf(a->arena, "%s\nlimit reached: %s", message, c->limits[i]);
    for (size_t i = 0; i < c->warning_count; i++)
        message = rp_arena_printf(a->arena, "%s\nwarning: %s", message, c->warnings[i]);
    annotate(a, RP_ERROR, NULL,
             rp_arena_printf(a->arena, "detsched: %s", rp_verdict_text(c->verdict)), message);
}

static void campaign(struct annotations *a, const struct rp_campaign *c) {
    for (size_t i = 0; i < c->finding_count; i++)
        finding(a, &c->findings[i]);
    not_finished(a, c);
    rp_printf(a->sink, "detsched: %s: %s (status %d), %llu of %llu seeds, %zu distinct finding%s\n",
              rp_log_text(a->arena, name_of(c)), rp_verdict_text(c->verdict), c->exit_status,
              (unsigned long long)c->seeds_done, (unsigned long long)c->seeds_asked,
              c->finding_count, c->finding_count == 1 ? "" : "s");
}

static void counted(const struct annotations *a) {
    for (int level = RP_ERROR; level >= RP_NOTE; level--)
        if (a->seen[level] > EACH)
            rp_printf(a->sink, "detsched: %zu more of level %s are not shown as annotations\n",
                      a->seen[level] - EACH, rp_severity_text((enum rp_severity)level));
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    struct annotations a = {.sink = s, .arena = rp_arena_new(), .root = o->root};
    campaign(&a, c);
    counted(&a);
    rp_arena_free(a.arena);
}

static void write_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    struct annotations a = {.sink = s, .arena = rp_arena_new(), .root = o->root};
    for (size_t i = 0; i < all->count; i++)
        campaign(&a, &all->campaigns[i]);
    counted(&a);
    rp_printf(s, "detsched: %zu campaigns, status %d\n", all->count, all->exit_status);
    rp_arena_free(a.arena);
}

const struct rp_writer rp_writer_github = {
    .name = "github",
    .extension = "txt",
    .campaign = write_campaign,
    .suite = write_suite,
    .prose = true,
};
