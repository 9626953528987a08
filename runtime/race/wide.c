/* wide.c: wrappers of libc's functions on wide characters, as those of string.c and memory.c. */
#define _GNU_SOURCE
#include <wchar.h>

#include "libc.h"

#pragma GCC visibility push(default)

static void read_wide(const wchar_t *s, size_t count, void *pc) {
    race_libc_read(s, count * sizeof *s, pc);
}

static void write_wide(wchar_t *s, size_t count, void *pc) {
    race_libc_write(s, count * sizeof *s, pc);
}

static size_t length_of(const wchar_t *s) {
    return RACE_NEXT(wcslen)(s);
}

/* The characters that a read of S up to its end, or to MOST characters, looks at. */
static size_t span(const wchar_t *s, size_t most) {
    size_t n = RACE_NEXT(wcsnlen)(s, most);
    return n < most ? n + 1 : n;
}

size_t wcslen(const wchar_t *s) {
    if (race_counts(RACE_PC))
        read_wide(s, length_of(s) + 1, RACE_PC);
    return length_of(s);
}

size_t wcsnlen(const wchar_t *s, size_t most) {
    if (race_counts(RACE_PC))
        read_wide(s, span(s, most), RACE_PC);
    return RACE_NEXT(wcsnlen)(s, most);
}

static void copied(wchar_t *to, const wchar_t *from, size_t count, void *pc) {
    read_wide(from, count, pc);
    write_wide(to, count, pc);
}

wchar_t *wcscpy(wchar_t *to, const wchar_t *from) {
    if (race_counts(RACE_PC))
        copied(to, from, length_of(from) + 1, RACE_PC);
    return RACE_NEXT(wcscpy)(to, from);
}

wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t count) {
    if (race_counts(RACE_PC)) {
        read_wide(from, span(from, count), RACE_PC);
        write_wide(to, count, RACE_PC);
    }
    return RACE_NEXT(wcsncpy)(to, from, count);
}

#define BLOCK(name)                                                 \
    wchar_t *name(wchar_t *to, const wchar_t *from, size_t count) { \
        if (race_counts(RACE_PC))                                   \
            copied(to, from, count, RACE_PC);                       \
        return RACE_NEXT(name)(to, from, count);                    \
    }
BLOCK(wmemcpy)
BLOCK(wmemmove)

wchar_t *wmemset(wchar_t *at, wchar_t c, size_t count) {
    if (race_counts(RACE_PC))
        write_wide(at, count, RACE_PC);
    return RACE_NEXT(wmemset)(at, c, count);
}

static void appended(wchar_t *to, const wchar_t *from, size_t most, void *pc) {
    size_t had = length_of(to), more = RACE_NEXT(wcsnlen)(from, most);
    read_wide(to, had + 1, pc);
    read_wide(from, span(from, most), pc);
    write_wide(to + had, more + 1, pc);
}

wchar_t *wcscat(wchar_t *to, const wchar_t *from) {
    if (race_counts(RACE_PC))
        appended(to, from, SIZE_MAX / sizeof *from, RACE_PC);
    return RACE_NEXT(wcscat)(to, from);
}

wchar_t *wcsncat(wchar_t *to, const wchar_t *from, size_t most) {
    if (race_counts(RACE_PC))
        appended(to, from, most, RACE_PC);
    return RACE_NEXT(wcsncat)(to, from, most);
}

static void compared(const wchar_t *one, const wchar_t *other, size_t most, void *pc) {
    size_t n = 0;
    while (n < most && one[n] && one[n] == other[n])
        n++;
    n += n < most;
    read_wide(one, n, pc);
    read_wide(other, n, pc);
}

int wcscmp(const wchar_t *one, const wchar_t *other) {
    if (race_counts(RACE_PC))
        compared(one, other, SIZE_MAX, RACE_PC);
    return RACE_NEXT(wcscmp)(one, other);
}

int wcsncmp(const wchar_t *one, const wchar_t *other, size_t most) {
    if (race_counts(RACE_PC))
        compared(one, other, most, RACE_PC);
    return RACE_NEXT(wcsncmp)(one, other, most);
}

int wmemcmp(const wchar_t *one, const wchar_t *other, size_t count) {
    if (race_counts(RACE_PC)) {
        read_wide(one, count, RACE_PC);
        read_wide(other, count, RACE_PC);
    }
    return RACE_NEXT(wmemcmp)(one, other, count);
}

#define FIND(name)                                   \
    wchar_t *name(const wchar_t *s, wchar_t c) {     \
        if (race_counts(RACE_PC))                    \
            read_wide(s, length_of(s) + 1, RACE_PC); \
        return RACE_NEXT(name)(s, c);                \
    }
FIND(wcsrchr)

wchar_t *wcschr(const wchar_t *s, wchar_t c) {
    if (race_counts(RACE_PC)) {
        const wchar_t *found = RACE_NEXT(wcschr)(s, c);
        read_wide(s, (found ? (size_t)(found - s) : length_of(s)) + 1, RACE_PC);
    }
    return RACE_NEXT(wcschr)(s, c);
}

/* The copy is the caller's block. */
wchar_t *wcsdup(const wchar_t *s) {
    bool counts = race_counts(RACE_PC);
    if (counts)
        read_wide(s, length_of(s) + 1, RACE_PC);
    void *outer = race_caller;
    race_caller = RACE_PC;
    wchar_t *copy = RACE_NEXT(wcsdup)(s);
    race_caller = outer;
    if (copy && counts)
        write_wide(copy, length_of(copy) + 1, RACE_PC);
    return copy;
}

#pragma GCC visibility pop
