/* suppress_match.c: decides whether a suppression hides a finding of a run. */
#define _GNU_SOURCE
#include "suppress.h"

#include <stdlib.h>
#include <string.h>

#include "detect/facts.h"
#include "symbolize.h"
#include "util.h"

/* True if NAME holds the N bytes at PIECE at AT or behind it; moves AT behind them. */
static bool find_piece(const char **at, const char *piece, size_t n, bool anchored, bool last) {
    size_t left = strlen(*at);

    if (last) {
        if (left < n || (anchored && left != n) || memcmp(*at + left - n, piece, n) != 0)
            return false;
        *at += left;
        return true;
    }
    const char *found =
        anchored ? strncmp(*at, piece, n) ? NULL : *at : memmem(*at, left, piece, n);

    if (found)
        *at = found + n;
    return found != NULL;
}

bool hn_suppress_matches(const char *pattern, const char *name) {
    bool anchored = *pattern == '^';

    if (!*name)
        return false;
    pattern += anchored;
    while (*pattern) {
        size_t n = strcspn(pattern, "*$");
        bool last = pattern[n] == '$'; /* what stands behind it says nothing */

        if ((n || last) && !find_piece(&name, pattern, n, anchored, last))
            return false;
        if (last)
            return true;
        pattern += n + (pattern[n] == '*');
        anchored = false;
    }
    return true;
}

static bool is_race(enum hn_kind kind) {
    return kind == HN_DATA_RACE || kind == HN_USE_AFTER_FREE;
}

static bool about_signals(const struct hn_raw *raw) {
    return strstr(raw->subkind, "signal") || strstr(raw->subkind, "errno");
}

/* The suppression is for findings such as RAW at all. */
static bool concerns(const struct hn_suppression *s, const struct hn_raw *raw) {
    switch (s->type) {
    case HN_SUP_RACE:
    case HN_SUP_RACE_TOP:
    case HN_SUP_FROM_LIB:
        return is_race(raw->kind);
    case HN_SUP_DEADLOCK:
        return raw->kind == HN_DEADLOCK || raw->kind == HN_PARTIAL_DEADLOCK ||
               raw->kind == HN_LOCK_ORDER;
    case HN_SUP_THREAD:
        return raw->kind == HN_THREAD_LEAK;
    case HN_SUP_MUTEX:
        return raw->kind == HN_SELF_DEADLOCK || (raw->kind == HN_MISUSE && !about_signals(raw));
    case HN_SUP_SIGNAL:
        return raw->kind == HN_MISUSE && about_signals(raw);
    default:
        return raw->kind == s->kind && (!*s->subkind || !strcmp(raw->subkind, s->subkind));
    }
}

/* Where one finding is looked at. */
struct view {
    const struct hn_suppression *s;
    const struct hn_run *run;
    struct hn_symbols *sy;
};

/* The whole path of the module that holds PC, or "". */
static void module_path(const struct hn_run *run, uint64_t pc, char *out, size_t room) {
    *out = 0;
    for (size_t i = 0; i < run->module_count; i++) {
        const struct ds_module *m = &run->modules[i];

        if (pc >= m->start && pc < m->end && room > sizeof(m->path)) {
            memcpy(out, m->path, sizeof(m->path));
            out[sizeof(m->path)] = 0;
        }
    }
}

static bool module_matches(const struct view *v, const struct rp_frame *f, uint64_t pc) {
    char path[sizeof(v->run->modules->path) + 1];

    module_path(v->run, pc, path, sizeof(path));
    return hn_suppress_matches(v->s->pattern, f->module) ||
           (*path && hn_suppress_matches(v->s->pattern, path));
}

static bool frame_matches(const struct view *v, const struct rp_frame *f, uint64_t pc) {
    if (v->s->type == HN_SUP_FROM_LIB)
        return module_matches(v, f, pc);
    return hn_suppress_matches(v->s->pattern, f->function) ||
           (*f->file && hn_suppress_matches(v->s->pattern, f->file)) || module_matches(v, f, pc);
}

/* Our own frames, which stand on top of what the program called. */
static bool ours(const struct rp_frame *f) {
    return hn_symbols_zone(f) == HN_ZONE_SHIM || !strncmp(f->module, "libtsan.so", 10) ||
           !strncmp(f->module, "libclang_rt.tsan", 16);
}

/* TOP: only the innermost frame that is not ours counts. */
static bool stack_matches(const struct view *v, uint32_t stack, bool top) {
    const struct rp_frame *frames;

    if (!v->run->stacks || !stack || stack > v->run->stack_count)
        return false;
    const struct ds_stack *st = &v->run->stacks[stack];

    for (uint32_t i = 0; i < st->depth && i < DS_MAX_FRAMES; i++) {
        bool exact = i == 0 && st->exact_first;
        size_t n = hn_symbols_frames(v->sy, v->run, st->pc[i], exact, &frames);

        for (size_t k = 0; k < n; k++) {
            if (ours(&frames[k]))
                continue;
            if (frame_matches(v, &frames[k], exact ? st->pc[i] : st->pc[i] - 1))
                return true;
            if (top)
                return false;
        }
    }
    return false;
}

/* The global variable that a data race is about. */
static bool variable_matches(const struct view *v, const struct hn_raw *raw) {
    const struct ds_race *race =
        raw->race && raw->race <= v->run->race_count ? &v->run->races[raw->race - 1] : NULL;

    if (!race || race->place.place != DS_PLACE_STATIC || v->s->type != HN_SUP_RACE)
        return false;
    const char *name = hn_symbols_data(v->sy, v->run, race->place.b, race->place.a);
    char *plain = name ? hn_text("%.*s", (int)strcspn(name, "+"), name) : NULL;
    bool yes = plain && hn_suppress_matches(v->s->pattern, plain);

    free(plain);
    return yes;
}

static bool hides(const struct view *v, const struct hn_raw *raw) {
    bool top = v->s->type == HN_SUP_RACE_TOP || v->s->type == HN_SUP_FROM_LIB;

    if (!concerns(v->s, raw))
        return false;
    if (!strcmp(v->s->pattern, "*"))
        return true; /* some findings have no stack at all */
    for (uint32_t i = 0; i < raw->stack_count; i++)
        if (stack_matches(v, raw->stacks[i], top))
            return true;
    for (uint32_t i = 0; i < raw->task_count && !top; i++)
        if (stack_matches(v, hn_create_stack(v->run, raw->tasks[i]), false))
            return true;
    return variable_matches(v, raw);
}

uint32_t hn_suppress_find(const struct hn_suppressions *s, const struct hn_run *run,
                          const struct hn_raw *raw, struct hn_symbols *sy) {
    for (size_t i = 0; i < s->count; i++)
        if (hides(&(struct view){&s->items[i], run, sy}, raw))
            return (uint32_t)i + 1;
    return 0;
}
