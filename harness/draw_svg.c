/* draw_svg.c: the SVG that dot writes, made fit to stand in a page beside others.
 *
 * A page that holds it may run nothing and load nothing, whatever names the program under test has. So
 * this copies what is known to be shapes and text, and takes nothing that is unknown.
 */
#define _GNU_SOURCE
#include <string.h>

#include "../reports/arena.h"
#include "draw.h"

struct cut {
    const char *at, *end;
    char *out;
};

/* The part of a tag, or of an attribute's value, that is looked at. */
struct span {
    const char *text;
    size_t n;
};

static bool is(struct span s, const char *word) {
    return s.n == strlen(word) && !memcmp(s.text, word, s.n);
}

static bool one_of(struct span s, const char *const *words) {
    while (*words && !is(s, *words))
        words++;
    return *words != NULL;
}

static bool starts(const struct cut *c, const char *word) {
    size_t n = strlen(word);

    return (size_t)(c->end - c->at) >= n && !memcmp(c->at, word, n);
}

static bool contains(struct span s, const char *word) {
    return memmem(s.text, s.n, word, strlen(word)) != NULL;
}

static void put(struct cut *c, struct span s) {
    memcpy(c->out, s.text, s.n);
    c->out += s.n;
}

/* Goes behind the next WORD and gives what is before it; false if there is none. */
static bool upto(struct cut *c, const char *word, struct span *before) {
    char *found = memmem(c->at, (size_t)(c->end - c->at), word, strlen(word));

    if (!found)
        return false;
    *before = (struct span){c->at, (size_t)(found - c->at)};
    c->at = found + strlen(word);
    return true;
}

static void blanks(struct cut *c) {
    while (c->at < c->end && strchr(" \t\r\n", *c->at))
        c->at++;
}

static struct span word(struct cut *c) {
    struct span s = {c->at, 0};

    while (c->at < c->end && !strchr(" \t\r\n=/><\"'", *c->at))
        c->at++;
    s.n = (size_t)(c->at - s.text);
    return s;
}

/* One attribute, of which ids and name spaces that nothing uses are dropped. */
static bool attribute(struct cut *c) {
    static const char *const kept[] = {"class",
                                       "cx",
                                       "cy",
                                       "d",
                                       "fill",
                                       "fill-opacity",
                                       "font-family",
                                       "font-size",
                                       "font-style",
                                       "font-weight",
                                       "height",
                                       "points",
                                       "rx",
                                       "ry",
                                       "stroke",
                                       "stroke-width",
                                       "text-anchor",
                                       "transform",
                                       "viewBox",
                                       "width",
                                       "stroke-dasharray",
                                       "stroke-opacity",
                                       "text-decoration",
                                       "textLength",
                                       "x",
                                       "xml:space",
                                       "xmlns",
                                       "y",
                                       NULL};
    static const char *const dropped[] = {"id", "xmlns:xlink", NULL};
    struct span whole = {c->at, 0}, name = word(c), value;

    if (!starts(c, "=\""))
        return false;
    c->at += 2;
    if (!upto(c, "\"", &value) || contains(value, "<") || contains(value, "url("))
        return false;
    whole.n = (size_t)(c->at - whole.text);
    if (one_of(name, dropped))
        return true;
    put(c, (struct span){" ", 1});
    put(c, whole);
    return one_of(name, kept);
}

/* <title> right behind a group's tag: the name of the node or edge. */
static bool title(struct cut *c) {
    struct cut ahead = *c;
    struct span name;

    blanks(&ahead);
    if (!starts(&ahead, "<title>"))
        return true;
    ahead.at += strlen("<title>");
    if (!upto(&ahead, "</title>", &name) || contains(name, "<") || contains(name, "\""))
        return false;
    c->at = ahead.at;
    put(c, (struct span){" data-name=\"", 12});
    put(c, name);
    put(c, (struct span){"\"", 1});
    return true;
}

static bool element(struct cut *c) {
    static const char *const kept[] = {"svg",     "g",    "path", "polygon", "polyline",
                                       "ellipse", "rect", "text", NULL};
    bool closing = starts(c, "</");

    c->at += closing ? 2 : 1;
    struct span name = word(c);

    if (!one_of(name, kept))
        return false;
    put(c, closing ? (struct span){"</", 2} : (struct span){"<", 1});
    put(c, name);
    for (blanks(c); c->at < c->end && *c->at != '>' && *c->at != '/'; blanks(c))
        if (closing || !attribute(c))
            return false;
    bool empty = starts(c, "/>");

    if (!empty && !starts(c, ">"))
        return false;
    c->at += empty ? 2 : 1;
    if (!closing && !empty && is(name, "g") && !title(c))
        return false;
    put(c, empty ? (struct span){"/>", 2} : (struct span){">", 1});
    return true;
}

static bool piece(struct cut *c) {
    struct span aside;

    if (starts(c, "<!--"))
        return upto(c, "-->", &aside);
    if (starts(c, "<?") || starts(c, "<!DOCTYPE"))
        return upto(c, ">", &aside);
    if (*c->at == '<')
        return element(c);
    *c->out++ = *c->at++;
    return true;
}

const char *hn_clean_svg(struct rp_arena *arena, const char *svg, size_t n) {
    /* What replaces a title is shorter, so the copy is never longer. */
    char *copy = rp_arena_alloc(arena, n + 1);
    struct cut c = {svg, svg + n, copy};
    struct span declarations;

    /* Blank lines between declarations would stay. */
    struct cut first = c;

    if (!upto(&first, "<svg", &declarations))
        return NULL;
    c.at = first.at - strlen("<svg");
    while (c.at < c.end)
        if (!piece(&c))
            return NULL;
    *c.out = '\0';
    return copy;
}
