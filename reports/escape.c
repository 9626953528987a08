/* escape.c: one decoder of UTF-8, and what each format makes of its characters. */
#include "escape.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define INVALID UINT32_MAX

/* Decodes one character at TEXT (not at its end); INVALID if the first byte starts none. */
static uint32_t decode(const char *text, size_t *len) {
    const unsigned char *b = (const unsigned char *)text;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = b[0] < 0x80 ? 1 : b[0] >= 0xf0 ? 4 : b[0] >= 0xe0 ? 3 : b[0] >= 0xc2 ? 2 : 0;
    *len = 1;
    if (n == 1)
        return b[0];
    if (n == 0 || b[0] > 0xf4)
        return INVALID;
    uint32_t c = b[0] & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((b[i] & 0xc0) != 0x80)
            return INVALID;
        c = c << 6 | (b[i] & 0x3f);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return INVALID;
    *len = n;
    return c;
}

/* Characters that change how a terminal or a reader sees the others, and those that are none. */
static bool hides(uint32_t c) {
    return (c >= 0x80 && c <= 0x9f) || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static size_t put_visible(char *to, uint32_t c, const char *from, size_t len, bool lines) {
    if (c == INVALID)
        return (size_t)sprintf(to, "<%02X>", (unsigned char)from[0]);
    if (lines && (c == '\n' || c == '\t')) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x20 || c == 0x7f)
        return (size_t)sprintf(to, "^%c", (int)(c ^ 0x40));
    if (hides(c))
        return (size_t)sprintf(to, "<U+%04X>", (unsigned)c);
    memcpy(to, from, len);
    return len;
}

const char *rp_visible(struct rp_arena *arena, const char *text, bool lines) {
    size_t n = text ? strlen(text) : 0, at = 0;
    char *out = rp_arena_alloc(arena, 8 * n + 1);
    for (size_t i = 0, len; i < n; i += len) {
        uint32_t c = decode(text + i, &len);
        at += put_visible(out + at, c, text + i, len, lines);
    }
    return out;
}

const char *rp_utf8(struct rp_arena *arena, const char *text) {
    size_t n = text ? strlen(text) : 0, at = 0;
    char *out = rp_arena_alloc(arena, 3 * n + 1);
    for (size_t i = 0, len; i < n; i += len) {
        bool valid = decode(text + i, &len) != INVALID;
        memcpy(out + at, valid ? text + i : "\xef\xbf\xbd", valid ? len : 3);
        at += valid ? len : 3;
    }
    return out;
}

const char *rp_dot_text(struct rp_arena *arena, const char *text) {
    const char *seen = rp_visible(arena, text, false);
    size_t n = strlen(seen), at = 0;
    char *out = rp_arena_alloc(arena, 5 * n + 1);
    for (size_t i = 0; i < n; i++) {
        if (seen[i] == '\\')
            out[at++] = '\\';
        out[at++] = seen[i];
        if (seen[i] == '&') {
            memcpy(out + at, "amp;", 4);
            at += 4;
        }
    }
    return out;
}

const char *rp_base64(struct rp_arena *arena, const char *bytes, size_t n) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = rp_arena_alloc(arena, (n + 2) / 3 * 4 + 1), *at = out;
    for (size_t i = 0; i < n; i += 3) {
        uint32_t three = 0;
        for (size_t k = 0; k < 3; k++)
            three = three << 8 | (i + k < n ? (unsigned char)bytes[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            *at++ = i + k > n ? '=' : digits[three >> (18 - 6 * k) & 0x3f];
    }
    return out;
}
