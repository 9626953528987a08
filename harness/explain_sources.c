/* explain_sources.c: the lines of source around the places of a finding.
 *
 * Files are looked for as debug info names them, which is from the folder of their compilation; a name that is
 * still relative counts from the working directory. The names come from the program's file and are not trusted:
 * only regular files of text are read, no large ones, and what cannot be read is left out.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "explain_parts.h"
#include "util.h"

#define AROUND 4                   /* lines before and behind a place */
#define MAX_PLACES 400             /* of one finding; those where tasks stand come first */
#define MAX_FILE (4 * 1024 * 1024) /* of a larger one nothing is shown */
#define MAX_LINE 400               /* bytes of a line */

struct place {
    const char *file;
    int line;
};

struct places {
    struct place all[MAX_PLACES];
    size_t count;
};

static void add(struct places *p, const struct rp_frame *frame) {
    if (!frame->file[0] || frame->line <= 0 || frame->line > INT_MAX - AROUND ||
        hn_symbols_zone(frame) != HN_ZONE_PROGRAM)
        return;
    for (size_t i = 0; i < p->count; i++)
        if (p->all[i].line == frame->line && strcmp(p->all[i].file, frame->file) == 0)
            return;
    if (p->count < MAX_PLACES)
        p->all[p->count++] = (struct place){frame->file, frame->line};
}

static void add_stack(struct places *p, const struct rp_stack *stack) {
    for (size_t i = 0; i < stack->count; i++)
        add(p, &stack->frames[i]);
}

static void add_race(struct places *p, const struct rp_race *race) {
    for (unsigned k = 0; k < 2; k++)
        add_stack(p, &race->side[k].stack);
    add_stack(p, &race->allocated);
}

/* First what the finding is about, then everything else that was told a stack of. */
static void collect(struct hn_ex *ex, const struct rp_finding *f, struct places *p) {
    if (f->race)
        add_race(p, f->race);
    for (size_t i = 0; i < f->task_count; i++)
        add_stack(p, &f->tasks[i].stack);
    for (size_t i = 0; i < f->event_count; i++)
        if (f->events[i].evidence)
            add_stack(p, &f->events[i].stack);
    for (size_t i = 1; ex->run->stacks && i <= ex->run->stack_count; i++)
        if (ex->stacks[i])
            add_stack(p, ex->stacks[i]);
    for (size_t i = 0; i < f->event_count; i++)
        if (f->events[i].where)
            add(p, f->events[i].where);
}

static int by_file_and_line(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    int order = strcmp(x->file, y->file);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* The text of a file, or NULL. The caller frees it. */
static char *read_source(const char *path, size_t *n) {
    char *text = hn_read_regular(path, MAX_FILE, n);
    if (text && memchr(text, 0, *n)) {
        free(text);
        text = NULL;
    }
    return text;
}

static const char *next_line(const char *at, const char *end) {
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline + 1 : end;
}

static const char *one_line(struct hn_ex *ex, const char *at, const char *end) {
    size_t n = (size_t)(end - at);
    while (n > 0 && (at[n - 1] == '\n' || at[n - 1] == '\r'))
        n--;
    return rp_arena_strndup(ex->arena, at, n < MAX_LINE ? n : MAX_LINE);
}

/* A file under way: lines are asked for in their order. */
struct reading {
    const char *at, *end;
    int line; /* number of the one at `at` */
};

/* Lines FIRST to LAST as far as there are any. */
static void excerpt(struct hn_ex *ex, struct reading *r, int first, int last,
                    struct rp_source *out) {
    const char **lines = rp_arena_array(ex->arena, (size_t)(last - first) + 1, sizeof *lines);
    for (; r->at < r->end && r->line <= last; r->line++) {
        const char *next = next_line(r->at, r->end);
        if (r->line >= first)
            lines[out->count++] = one_line(ex, r->at, next);
        r->at = next;
    }
    out->first = first;
    out->lines = lines;
}

/* The places from START on that are of one file; returns the first that is of another. */
static size_t one_file(struct hn_ex *ex, const struct places *p, size_t start,
                       struct rp_source *sources, size_t *count) {
    const char *file = p->all[start].file;
    size_t n = 0, i = start;
    char *text = read_source(file, &n);
    struct reading r = {.at = text, .end = text ? text + n : NULL, .line = 1};
    while (i < p->count && strcmp(p->all[i].file, file) == 0) {
        int first = p->all[i].line > AROUND ? p->all[i].line - AROUND : 1;
        int last = p->all[i++].line + AROUND;
        for (; i < p->count && strcmp(p->all[i].file, file) == 0 &&
               p->all[i].line - AROUND <= last + 1;
             i++)
            last = p->all[i].line + AROUND;
        if (!text)
            continue;
        sources[*count] = (struct rp_source){.file = file};
        excerpt(ex, &r, first, last, &sources[*count]);
        *count += sources[*count].count > 0;
    }
    free(text);
    return i;
}

void hn_ex_sources(struct hn_ex *ex, struct rp_finding *out) {
    struct places *p = rp_arena_alloc(ex->arena, sizeof *p);
    collect(ex, out, p);
    qsort(p->all, p->count, sizeof p->all[0], by_file_and_line);
    struct rp_source *sources = rp_arena_array(ex->arena, p->count, sizeof *sources);
    size_t count = 0;
    for (size_t i = 0; i < p->count;)
        i = one_file(ex, p, i, sources, &count);
    out->sources = sources;
    out->source_count = count;
}
