/* html_text.c: text in an HTML report: what any bytes become, and frames and stacks. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "escape.h"
#include "html_parts.h"
#include "words.h"

#define LONGEST 1600 /* bytes of one name or sentence; a C++ template can have 64 kB */

static bool within_character(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The first and the last part of TEXT, which is longer than LIMIT. */
static const char *without_middle(const struct rp_html *h, const char *text, size_t n,
                                  size_t limit) {
    size_t first = limit / 4 * 3, last = n - limit / 4;
    while (first > 0 && within_character(text[first]))
        first--;
    while (last < n && within_character(text[last]))
        last++;
    return rp_arena_printf(h->arena, "%.*s \xe2\x80\xa6 (%zu bytes left out) \xe2\x80\xa6 %s",
                           (int)first, text, last - first, text + last);
}

const char *rp_html_seen(const struct rp_html *h, const char *text, size_t limit) {
    const char *seen = rp_visible(h->arena, text, false);
    size_t n = strlen(seen);
    return n > limit ? without_middle(h, seen, n, limit) : seen;
}

static void escaped(const struct rp_html *h, const char *text, size_t n) {
    for (size_t i = 0, from = 0; i <= n; i++) {
        const char *entity = i == n           ? ""
                             : text[i] == '&' ? "&amp;"
                             : text[i] == '<' ? "&lt;"
                             : text[i] == '>' ? "&gt;"
                             : text[i] == '"' ? "&quot;"
                                              : NULL;
        if (!entity)
            continue;
        rp_write(h->sink, text + from, i - from);
        rp_write(h->sink, entity, strlen(entity));
        from = i + 1;
    }
}

void rp_html(const struct rp_html *h, const char *format, ...) {
    va_list args;
    va_start(args, format);
    for (const char *at = format; *at;) {
        size_t n = strcspn(at, "%");
        rp_write(h->sink, at, n);
        at += n;
        if (!*at)
            break;
        if (at[1] == 's') {
            const char *seen = rp_html_seen(h, va_arg(args, const char *), LONGEST);
            escaped(h, seen, strlen(seen));
        } else if (at[1] == 'r') {
            const char *markup = va_arg(args, const char *);
            rp_write(h->sink, markup, strlen(markup));
        } else {
            rp_printf(h->sink, "%llu", (unsigned long long)va_arg(args, uint64_t));
        }
        at += 2;
    }
    va_end(args);
}

void rp_html_lines(const struct rp_html *h, const char *text, size_t limit) {
    const char *seen = rp_visible(h->arena, text, true);
    size_t n = strlen(seen), from = n > limit ? n - limit : 0;
    while (from > 0 && from < n && seen[from - 1] != '\n' && n - from > limit / 2)
        from++;
    while (from < n && within_character(seen[from]))
        from++;
    if (from > 0)
        rp_html(h, "\xe2\x80\xa6\n");
    escaped(h, seen + from, n - from);
}

void rp_html_frame(const struct rp_html *h, const struct rp_frame *f) {
    const char *file = rp_or_empty(f->file), *slash = strrchr(file, '/');
    rp_html(h, "<span class=fn>%s</span> <span class=at>", f->function);
    /* A long path is better broken before the file's own name than anywhere. */
    if (slash)
        rp_html(h, "%s<wbr>", rp_arena_strndup(h->arena, file, (size_t)(slash + 1 - file)));
    if (file[0])
        rp_html(h, "%s:%u", slash ? slash + 1 : file, (uint64_t)(f->line > 0 ? f->line : 0));
    else
        rp_html(h, "%s+0x%s", f->module,
                rp_arena_printf(h->arena, "%llx", (unsigned long long)f->offset));
    rp_html(h, "</span>%r", f->inlined ? " <span class=tag>inlined</span>" : "");
}

void rp_html_stack(const struct rp_html *h, const struct rp_stack *s) {
    rp_html(h, "<ol class=stack start=0>");
    for (size_t i = 0; i < s->count; i++) {
        rp_html(h, "<li%r>", s->frames[i].library ? " class=lib" : "");
        rp_html_frame(h, &s->frames[i]);
        rp_html(h, "</li>");
    }
    rp_html(h, "</ol>\n");
}

void rp_html_folded(const struct rp_html *h, const char *label, const struct rp_stack *s,
                    bool open) {
    if (!s->count)
        return;
    rp_html(h, "<details%r><summary>%s</summary>", open ? " open" : "", label);
    rp_html_stack(h, s);
    rp_html(h, "</details>\n");
}
