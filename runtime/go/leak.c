/* leak.c: the check that no goroutine is left over. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "g.h"

/* As goleak: a second in all, with growing pauses. Longer while others do not wait: on a busy machine one
 * that is about to end may not have run yet. */
static const go_duration FIRST_PAUSE = GO_MILLISECOND, LONGEST_PAUSE = 250 * GO_MILLISECOND,
                         IN_ALL = GO_SECOND, IF_OTHERS_RUN = 10 * GO_SECOND;

struct search {
    const go_leak_options *options;
    const struct go_g *caller;
    const struct go_probe *probe; /* that is told; NULL: nobody */
    bool reports;                 /* what was found is a finding */
    FILE *list;                   /* gets what was found; NULL: only counted */
    int found;
};

static bool ignored(const go_leak_options *o, const struct go_g *g) {
    if (o == NULL)
        return false;
    if (g->id <= o->existing)
        return true;
    for (const char *const *name = o->ignore; name != NULL && *name != NULL; name++)
        if (strcmp(*name, g->name) == 0 || strcmp(*name, g->given) == 0)
            return true;
    return false;
}

static void look(void *arg, struct go_g *g) {
    struct search *s = arg;
    if (!g->started_here || g == s->caller)
        return;
    if (ignored(s->options, g)) {
        if (s->probe != NULL && g->begun)
            s->probe->expected(g->task);
        return;
    }
    s->found++;
    if (s->reports && s->probe != NULL && g->begun)
        s->probe->leaked(g->task);
    if (s->list == NULL)
        return;
    uint32_t why = __atomic_load_n(&g->why, __ATOMIC_RELAXED);
    fprintf(s->list, "%sGoroutine %" PRIu64 " in state %s, with %s on top of the stack:\n",
            s->found > 1 ? "\n " : "", g->id, go_waiting_text(why), go_g_name(g));
    fprintf(s->list, "created by %s in goroutine %" PRIu64, g->function, g->creator);
    if (g->file != NULL)
        fprintf(s->list, "\n\t%s:%d", g->file, g->line);
}

/* Whether what is left over now may still end, having been waited for SLEPT. */
static bool may_end(const go_leak_options *options, go_duration slept) {
    struct search s = {.options = options, .caller = go_self()};
    go_g_each(look, &s);
    return s.found != 0 && slept < (go_others_run() ? IF_OTHERS_RUN : IN_ALL);
}

/* Lets those end that are about to. */
static void settle(const go_leak_options *options) {
    const struct go_probe *p = go_probed();
    if (p != NULL) {
        p->drain();
        return;
    }
    go_duration pause = FIRST_PAUSE;
    for (go_duration slept = 0; may_end(options, slept); slept += pause) {
        pause = 2 * pause < LONGEST_PAUSE ? 2 * pause : LONGEST_PAUSE;
        go_sleep(pause);
    }
}

/* What is left over, as a text that the caller frees; NULL: nothing. */
static char *find(const go_leak_options *options, bool reports) {
    char *text = NULL;
    size_t size;
    settle(options);
    FILE *list = open_memstream(&text, &size);
    if (list == NULL)
        go_throw(0, "runtime: out of memory");
    struct search s = {options, go_self(), go_probed(), reports, list, 0};
    fputs("found unexpected goroutines:\n[", list);
    go_g_each(look, &s);
    fputs("]", list);
    fclose(list);
    if (s.found != 0)
        return text;
    free(text);
    return NULL;
}

uint64_t go_leak_snapshot(void) {
    return go_g_last_id();
}

go_error *go_leak_find(const go_leak_options *options) {
    char *text = find(options, false);
    go_error *e = text != NULL ? go_errorf("%s", text) : NULL;
    free(text);
    return e;
}

bool go_leak_verify_none(const go_leak_options *options) {
    char *text = find(options, true);
    if (text == NULL)
        return true;
    fprintf(stderr, "%s\n", text);
    free(text);
    return false;
}

/* A program that fails anyhow is left alone, as goleak does. */
static void at_exit(int status, void *options) {
    bool clean = status != EXIT_SUCCESS || go_leak_verify_none(options);
    free(options);
    if (clean)
        return;
    fflush(NULL);
    _exit(EXIT_FAILURE);
}

void go_leak_verify_at_exit(const go_leak_options *options) {
    go_leak_options *copy = go_alloc_zero(sizeof *copy);
    if (options != NULL)
        *copy = *options;
    on_exit(at_exit, copy);
}
