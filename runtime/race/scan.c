/* scan.c: wrappers of the functions that read values by a format: what was assigned is a write of their
 * caller's, and the text of sscanf() is read.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "libc.h"

/* One conversion of a format. */
struct conversion {
    bool kept;      /* no '*': it takes a pointer */
    bool allocates; /* 'm' */
    bool wide;      /* 'l' before a text */
    char what;      /* 'd', 's', '[', ... */
    size_t width;   /* 0: none was given */
    size_t size;    /* of a number */
};

static size_t size_of_number(char what, const char *length) {
    bool floating = strchr("aAeEfFgG", what) != NULL;
    if (what == 'p')
        return sizeof(void *);
    switch (length[0]) {
    case 'h':
        return length[1] == 'h' ? 1 : sizeof(short);
    case 'l':
    case 'q':
        return sizeof(long);
    case 'j':
        return sizeof(intmax_t);
    case 'z':
    case 't':
        return sizeof(size_t);
    case 'L':
        return floating ? sizeof(long double) : sizeof(long long);
    default:
        return floating ? sizeof(float) : sizeof(int);
    }
}

static const char *skip_set(const char *f) {
    f += *f == '^';
    f += *f == ']'; /* the first one is of the set */
    while (*f && *f != ']')
        f++;
    return f + (*f == ']');
}

/* Reads the conversion behind the '%' at F; where it ends, or NULL if its pointer cannot be told. */
static const char *next_conversion(const char *f, struct conversion *c) {
    *c = (struct conversion){.kept = true};
    if (*f == '*')
        c->kept = false, f++;
    for (; *f >= '0' && *f <= '9'; f++)
        c->width = c->width * 10 + (size_t)(*f - '0');
    if (*f == '$')
        return NULL; /* arguments by number */
    c->allocates = *f == 'm';
    f += c->allocates;
    const char *length = f;
    while (*f && strchr("hlqjztL", *f))
        f++;
    if (!*f)
        return NULL;
    c->what = *f++;
    c->wide = *length == 'l' || c->what == 'S' || c->what == 'C';
    c->size = size_of_number(c->what, length);
    return c->what == '[' ? skip_set(f) : f;
}

/* What conversion C has written AT, which was its pointer. */
static size_t written(const struct conversion *c, const void *at) {
    size_t one = c->wide ? sizeof(wchar_t) : 1;
    if (c->allocates)
        return sizeof(void *);
    switch (c->what) {
    case 's':
    case 'S':
    case '[':
        return one * ((c->wide ? RACE_NEXT(wcslen)(at) : RACE_NEXT(strlen)(at)) + 1);
    case 'c':
    case 'C':
        return one * (c->width ? c->width : 1);
    default:
        return c->size;
    }
}

/* COUNT values were assigned by FORMAT to where REST points. */
static void assigned(const char *format, int count, va_list rest, void *pc) {
    struct conversion c;
    for (const char *f = format; count > 0 && f && (f = strchr(f, '%'));) {
        f++;
        if (*f == '%') {
            f++;
            continue;
        }
        f = next_conversion(f, &c);
        if (!f || !c.kept)
            continue;
        void *at = va_arg(rest, void *);
        race_libc_write(at, written(&c, at), pc);
        count -= c.what != 'n';
    }
}

#pragma GCC visibility push(default)

#define FINISH(call, pc)                    \
    va_list again;                          \
    va_copy(again, rest);                   \
    int count = call;                       \
    if (race_counts(pc))                    \
        assigned(format, count, again, pc); \
    va_end(again)

/* The functions of one dialect: libc's older one takes 'a' for 'm'. */
#define DIALECT(prefix)                                                       \
    int prefix##vsscanf(const char *text, const char *format, va_list rest);  \
    int prefix##vfscanf(FILE *file, const char *format, va_list rest);        \
    int prefix##vscanf(const char *format, va_list rest);                     \
    int prefix##sscanf(const char *text, const char *format, ...);            \
    int prefix##fscanf(FILE *file, const char *format, ...);                  \
    int prefix##scanf(const char *format, ...);                               \
    int prefix##vsscanf(const char *text, const char *format, va_list rest) { \
        if (race_counts(RACE_PC))                                             \
            race_libc_read(text, RACE_NEXT(strlen)(text) + 1, RACE_PC);       \
        FINISH(RACE_NEXT(prefix##vsscanf)(text, format, rest), RACE_PC);      \
        return count;                                                         \
    }                                                                         \
    int prefix##vfscanf(FILE *file, const char *format, va_list rest) {       \
        FINISH(RACE_NEXT(prefix##vfscanf)(file, format, rest), RACE_PC);      \
        return count;                                                         \
    }                                                                         \
    int prefix##vscanf(const char *format, va_list rest) {                    \
        FINISH(RACE_NEXT(prefix##vscanf)(format, rest), RACE_PC);             \
        return count;                                                         \
    }                                                                         \
    int prefix##sscanf(const char *text, const char *format, ...) {           \
        va_list rest;                                                         \
        va_start(rest, format);                                               \
        if (race_counts(RACE_PC))                                             \
            race_libc_read(text, RACE_NEXT(strlen)(text) + 1, RACE_PC);       \
        FINISH(RACE_NEXT(prefix##vsscanf)(text, format, rest), RACE_PC);      \
        va_end(rest);                                                         \
        return count;                                                         \
    }                                                                         \
    int prefix##fscanf(FILE *file, const char *format, ...) {                 \
        va_list rest;                                                         \
        va_start(rest, format);                                               \
        FINISH(RACE_NEXT(prefix##vfscanf)(file, format, rest), RACE_PC);      \
        va_end(rest);                                                         \
        return count;                                                         \
    }                                                                         \
    int prefix##scanf(const char *format, ...) {                              \
        va_list rest;                                                         \
        va_start(rest, format);                                               \
        FINISH(RACE_NEXT(prefix##vscanf)(format, rest), RACE_PC);             \
        va_end(rest);                                                         \
        return count;                                                         \
    }

DIALECT(__isoc99_)
DIALECT(__isoc23_)

#pragma GCC visibility pop
