/* format.c: what the functions that print by a format read of their caller's: the texts among the arguments.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "libc.h"

/* The '%' of a conversion is behind us: skips to its length, taking widths out of REST. *MOST: characters
 * of a text, if it is limited. NULL if the arguments go by number. */
static const char *skip_to_length(const char *f, va_list *rest, size_t *most) {
    bool limited = false;
    for (; *f && strchr("-+ #0'I.*123456789", *f); f++) {
        if (*f == '.') {
            limited = true;
            *most = 0;
        } else if (*f == '*') {
            int n = va_arg(*rest, int);
            if (limited)
                *most = n < 0 ? SIZE_MAX : (size_t)n;
        } else if (limited && *f >= '0' && *f <= '9') {
            *most = *most * 10 + (size_t)(*f - '0');
        }
    }
    return *f == '$' ? NULL : f;
}

static void read_text(const char *s, size_t most, void *pc) {
    if (!s)
        return;
    size_t n = RACE_NEXT(strnlen)(s, most);
    race_libc_read(s, n < most ? n + 1 : n, pc);
}

static void read_wide(const wchar_t *s, size_t most, void *pc) {
    if (!s)
        return;
    size_t n = RACE_NEXT(wcsnlen)(s, most / sizeof *s);
    race_libc_read(s, (n + (n < most / sizeof *s)) * sizeof *s, pc);
}

/* Takes the argument of a number of the length at L. */
static void skip_whole(const char *l, va_list *rest) {
    if (*l == 'l' || *l == 'j' || *l == 'z' || *l == 't' || *l == 'L' || *l == 'q')
        (void)va_arg(*rest, long);
    else
        (void)va_arg(*rest, int);
}

/* Takes the argument of conversion WHAT of the length at L; false if it is not known. */
static bool take(char what, const char *l, size_t most, va_list *rest, void *pc) {
    switch (what) {
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
        skip_whole(l, rest);
        return true;
    case 'c':
    case 'C':
        (void)va_arg(*rest, int);
        return true;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        if (*l == 'L')
            (void)va_arg(*rest, long double);
        else
            (void)va_arg(*rest, double);
        return true;
    case 's':
        if (*l != 'l') {
            read_text(va_arg(*rest, const char *), most, pc);
            return true;
        } /* fall through */
    case 'S':
        read_wide(va_arg(*rest, const wchar_t *), most, pc);
        return true;
    case 'p':
    case 'n':
        (void)va_arg(*rest, void *);
        return true;
    default:
        return what == 'm' || what == '%';
    }
}

void race_format_read(const char *format, va_list args, void *pc) {
    va_list rest;
    if (!race_counts(pc))
        return;
    va_copy(rest, args);
    for (const char *f = format; (f = RACE_NEXT(strchr)(f, '%'));) {
        size_t most = SIZE_MAX;
        const char *length = skip_to_length(f + 1, &rest, &most);
        if (!length)
            break;
        for (f = length; *f && strchr("hlqjztL", *f);)
            f++;
        if (!*f || !take(*f++, length, most, &rest, pc))
            break;
    }
    va_end(rest);
}
