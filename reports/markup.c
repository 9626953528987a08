/* markup.c: escapes for Markdown, Mermaid and workflow commands. */
#include "markup.h"

#include <stdio.h>
#include <string.h>

#include "escape.h"

static bool inside_character(const char *at) {
    return ((unsigned char)*at & 0xc0) == 0x80;
}

const char *rp_shortened(struct rp_arena *arena, const char *text, size_t limit) {
    size_t n = strlen(text), head = limit - limit / 4, tail = n - limit / 4;
    if (n <= limit)
        return text;
    while (head > 0 && inside_character(text + head))
        head--;
    while (tail < n && inside_character(text + tail))
        tail++;
    return rp_arena_printf(arena, "%.*s...(%zu bytes)...%s", (int)head, text, tail - head,
                           text + tail);
}

/* TEXT with what EACH makes of every byte, in place of it, or the byte itself for NULL. */
static const char *replaced(struct rp_arena *arena, const char *text, const char *(*each)(char)) {
    size_t n = 0;
    for (const char *p = text; *p; p++)
        n += each(*p) ? strlen(each(*p)) : 1;
    char *out = rp_arena_alloc(arena, n + 1), *to = out;
    for (const char *p = text; *p; p++) {
        const char *other = each(*p);
        size_t len = other ? strlen(other) : 1;
        memcpy(to, other ? other : p, len);
        to += len;
    }
    return out;
}

static const char *in_markdown(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\\':
        return "\\\\";
    case '`':
        return "\\`";
    case '*':
        return "\\*";
    case '_':
        return "\\_";
    case '[':
        return "\\[";
    case ']':
        return "\\]";
    case '|':
        return "\\|";
    case '~':
        return "\\~";
    case '$': /* mathematics */
        return "&#36;";
    case '@': /* a person */
        return "&#64;";
    case '#': /* a heading, or an issue */
        return "&#35;";
    default:
        return NULL;
    }
}

const char *rp_markdown_text(struct rp_arena *arena, const char *text) {
    return replaced(arena, rp_visible(arena, text, false), in_markdown);
}

/* What would make a line something else than a line of text or an item. */
static bool opens_block(const char *line) {
    size_t digits = strspn(line, "0123456789");
    return *line == '+' || *line == '=' || *line == ' ' || *line == '\t' ||
           (*line == '-' && line[1] != ' ') || strspn(line, "- ") == strcspn(line, "\n") ||
           (digits > 0 && (line[digits] == '.' || line[digits] == ')'));
}

const char *rp_markdown_lines(struct rp_arena *arena, const char *text) {
    const char *from = replaced(arena, rp_visible(arena, text, true), in_markdown);
    static const char mark[] = "&#8203;"; /* a space of no width */
    size_t lines = 1;
    for (const char *p = from; *p; p++)
        lines += *p == '\n';
    char *out = rp_arena_alloc(arena, strlen(from) + lines * (sizeof mark - 1) + 1), *to = out;
    while (*from) {
        size_t n = strcspn(from, "\n");
        if (n > 0 && opens_block(from)) {
            memcpy(to, mark, sizeof mark - 1);
            to += sizeof mark - 1;
        }
        n += from[n] == '\n';
        memcpy(to, from, n);
        to += n;
        from += n;
    }
    return out;
}

const char *rp_markdown_fence(struct rp_arena *arena, const char *text) {
    size_t longest = 2, run = 0;
    for (; *text; text++) {
        run = *text == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    char *fence = rp_arena_alloc(arena, longest + 2);
    memset(fence, '`', longest + 1);
    return fence;
}

static const char *in_mermaid(char c) {
    static char number[256][8];
    unsigned char b = (unsigned char)c;
    if (b >= 0x80 ||
        strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _.,/()", c))
        return NULL;
    snprintf(number[b], sizeof number[b], "#%u;", b);
    return number[b];
}

const char *rp_mermaid_text(struct rp_arena *arena, const char *text) {
    return replaced(arena, rp_visible(arena, text, false), in_mermaid);
}

static const char *in_message(char c) {
    return c == '%' ? "%25" : c == '\r' ? "%0D" : c == '\n' ? "%0A" : NULL;
}

static const char *in_property(char c) {
    return c == ':' ? "%3A" : c == ',' ? "%2C" : in_message(c);
}

const char *rp_command_message(struct rp_arena *arena, const char *text) {
    return replaced(arena, rp_visible(arena, text, true), in_message);
}

const char *rp_command_property(struct rp_arena *arena, const char *text) {
    return replaced(arena, rp_visible(arena, text, false), in_property);
}

/* The older form of a command is looked for anywhere in a line. */
const char *rp_log_text(struct rp_arena *arena, const char *text) {
    char *out = rp_arena_strdup(arena, rp_visible(arena, text, false));
    for (char *p = out; (p = strstr(p, "##[")); p++)
        p[1] = '_';
    return out;
}
