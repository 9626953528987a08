/* dot_text.c: names and sentences cut and broken to what fits into a picture. */
#include <string.h>

#include "dot_parts.h"
#include "escape.h"
#include "places.h"
#include "words.h"

static size_t character(const char *text) {
    size_t n = 1;
    while ((text[n] & 0xc0) == 0x80)
        n++;
    return n;
}

static const char *cut(struct rp_arena *a, const char *seen, size_t most) {
    size_t at = 0, shorter = 0;
    for (size_t n = 0; seen[at]; n++, at += character(seen + at)) {
        if (n + 1 == most)
            shorter = at;
        if (n == most)
            return rp_arena_printf(a, "%.*s\xe2\x80\xa6", (int)shorter, seen);
    }
    return seen;
}

const char *rp_dot_cut(struct rp_arena *a, const char *text, size_t most) {
    return rp_dot_text(a, cut(a, rp_visible(a, text, false), most));
}

const char *rp_dot_wrap(struct rp_arena *a, const char *text, size_t width, size_t lines) {
    const char *rest = rp_visible(a, text, false), *out = "";
    for (size_t line = 1; *rest; line++) {
        size_t at = 0, blank = 0, n = 0;
        for (; rest[at] && n <= width; n++, at += character(rest + at))
            if (rest[at] == ' ' && n)
                blank = at;
        if (!rest[at] && n <= width)
            blank = at;
        bool last = line == lines;
        const char *piece = blank && !last ? rp_arena_strndup(a, rest, blank) : cut(a, rest, width);
        out = rp_arena_printf(a, "%s%s%s", out, line > 1 ? "\\n" : "", rp_dot_text(a, piece));
        if (last || !blank)
            break;
        rest += blank + (rest[blank] == ' ');
    }
    return out;
}

/* The last part of a path. */
static const char *last_part(struct rp_arena *a, const char *path) {
    const char *slash = strrchr(rp_or_empty(path), '/');
    return rp_dot_cut(a, slash ? slash + 1 : path, 40);
}

const char *rp_dot_place(struct rp_arena *a, const struct rp_frame *where) {
    const char *function = rp_dot_cut(a, where->function, 40);
    if (rp_or_empty(where->file)[0])
        return rp_arena_printf(a, "%s %s:%d", function, last_part(a, where->file), where->line);
    return rp_arena_printf(a, "%s %s+0x%llx", function, last_part(a, where->module),
                           (unsigned long long)where->offset);
}

const char *rp_dot_top(struct rp_arena *a, const struct rp_stack *stack) {
    const struct rp_frame *own = rp_place_in(stack);
    if (!own && stack->count)
        own = &stack->frames[0];
    return own ? rp_dot_place(a, own) : "";
}

const char *rp_dot_task(struct rp_arena *a, const struct rp_task *t) {
    const char *name = rp_or_empty(t->name);
    return rp_arena_printf(a, "%s%s%s", rp_dot_cut(a, t->id, 16), name[0] ? " " : "",
                           rp_dot_cut(a, name, 32));
}

const char *rp_dot_state(struct rp_arena *a, const struct rp_task *t) {
    const char *waits = rp_or_empty(t->waits_for);
    if (!waits[0])
        return rp_or_empty(t->state);
    return t->waits_is_phrase ? waits : rp_arena_printf(a, "waits for %s", waits);
}

size_t rp_dot_columns(const char *label) {
    size_t most = 0, n = 0;
    for (const char *c = label; *c; c += character(c)) {
        bool line = c[0] == '\\' && c[1] == 'n';
        if (strncmp(c, "&amp;", 5) == 0)
            c += 4;
        else if (c[0] == '\\' && c[1])
            c++;
        n = line ? 0 : n + 1;
        most = n > most ? n : most;
    }
    return most;
}
