/* string.c: wrappers of libc's functions on strings: what one reads and writes for an instrumented caller
 * is an access of that caller's. How far it reads is found out first, so that a scheduling point can stand
 * before the call; it may read less or more than it would have without.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "libc.h"

#pragma GCC visibility push(default)

static size_t length_of(const char *s) {
    return RACE_NEXT(strlen)(s);
}

static size_t length_within(const char *s, size_t most) {
    return RACE_NEXT(strnlen)(s, most);
}

/* The characters that a read of S up to its end, or to MOST characters, looks at. */
static size_t span(const char *s, size_t most) {
    size_t n = length_within(s, most);
    return n < most ? n + 1 : n;
}

static void read_all(const char *s, void *pc) {
    race_libc_read(s, length_of(s) + 1, pc);
}

size_t strlen(const char *s) {
    if (race_counts(RACE_PC))
        read_all(s, RACE_PC);
    return length_of(s);
}

size_t strnlen(const char *s, size_t most) {
    if (race_counts(RACE_PC))
        race_libc_read(s, span(s, most), RACE_PC);
    return length_within(s, most);
}

static void copied(char *to, const char *from, void *pc) {
    size_t n = length_of(from) + 1;
    race_libc_read(from, n, pc);
    race_libc_write(to, n, pc);
}

#define COPY(name)                           \
    char *name(char *to, const char *from) { \
        if (race_counts(RACE_PC))            \
            copied(to, from, RACE_PC);       \
        return RACE_NEXT(name)(to, from);    \
    }
COPY(strcpy)
COPY(stpcpy)

#define COPY_CHECKED(name)                                \
    char *name(char *to, const char *from, size_t room);  \
    char *name(char *to, const char *from, size_t room) { \
        if (race_counts(RACE_PC))                         \
            copied(to, from, RACE_PC);                    \
        return RACE_NEXT(name)(to, from, room);           \
    }
COPY_CHECKED(__strcpy_chk)
COPY_CHECKED(__stpcpy_chk)

static void copied_padded(char *to, const char *from, size_t size, void *pc) {
    race_libc_read(from, span(from, size), pc);
    race_libc_write(to, size, pc);
}

#define COPY_PADDED(name)                                 \
    char *name(char *to, const char *from, size_t size) { \
        if (race_counts(RACE_PC))                         \
            copied_padded(to, from, size, RACE_PC);       \
        return RACE_NEXT(name)(to, from, size);           \
    }
COPY_PADDED(strncpy)
COPY_PADDED(stpncpy)

#define COPY_PADDED_CHECKED(name)                                      \
    char *name(char *to, const char *from, size_t size, size_t room);  \
    char *name(char *to, const char *from, size_t size, size_t room) { \
        if (size <= room && race_counts(RACE_PC))                      \
            copied_padded(to, from, size, RACE_PC);                    \
        return RACE_NEXT(name)(to, from, size, room);                  \
    }
COPY_PADDED_CHECKED(__strncpy_chk)
COPY_PADDED_CHECKED(__stpncpy_chk)

static void appended(char *to, const char *from, size_t most, void *pc) {
    size_t had = length_of(to), more = length_within(from, most);
    race_libc_read(to, had + 1, pc);
    race_libc_read(from, span(from, most), pc);
    race_libc_write(to + had, more + 1, pc);
}

char *strcat(char *to, const char *from) {
    if (race_counts(RACE_PC))
        appended(to, from, SIZE_MAX, RACE_PC);
    return RACE_NEXT(strcat)(to, from);
}

char *strncat(char *to, const char *from, size_t most) {
    if (race_counts(RACE_PC))
        appended(to, from, most, RACE_PC);
    return RACE_NEXT(strncat)(to, from, most);
}

char *__strcat_chk(char *to, const char *from, size_t room);
char *__strcat_chk(char *to, const char *from, size_t room) {
    if (race_counts(RACE_PC))
        appended(to, from, SIZE_MAX, RACE_PC);
    return RACE_NEXT(__strcat_chk)(to, from, room);
}

char *__strncat_chk(char *to, const char *from, size_t most, size_t room);
char *__strncat_chk(char *to, const char *from, size_t most, size_t room) {
    if (race_counts(RACE_PC))
        appended(to, from, most, RACE_PC);
    return RACE_NEXT(__strncat_chk)(to, from, most, room);
}

static void compared(const char *one, const char *other, size_t most, bool fold, void *pc) {
    size_t n = 0;
    for (bool more = true; n < most && more; n++) {
        unsigned char a = (unsigned char)one[n], b = (unsigned char)other[n];
        more = a && (fold ? tolower(a) == tolower(b) : a == b);
    }
    race_libc_read(one, n, pc);
    race_libc_read(other, n, pc);
}

#define COMPARE(name, fold)                                \
    int name(const char *one, const char *other) {         \
        if (race_counts(RACE_PC))                          \
            compared(one, other, SIZE_MAX, fold, RACE_PC); \
        return RACE_NEXT(name)(one, other);                \
    }
COMPARE(strcmp, false)
COMPARE(strcasecmp, true)

#define COMPARE_SOME(name, fold)                                \
    int name(const char *one, const char *other, size_t most) { \
        if (race_counts(RACE_PC))                               \
            compared(one, other, most, fold, RACE_PC);          \
        return RACE_NEXT(name)(one, other, most);               \
    }
COMPARE_SOME(strncmp, false)
COMPARE_SOME(strncasecmp, true)

/* Reads as far as the character, or the string's end. */
#define FIND(name)                                            \
    char *name(const char *s, int c) {                        \
        if (race_counts(RACE_PC)) {                           \
            const char *at = RACE_NEXT(strchrnul)(s, c);      \
            race_libc_read(s, (size_t)(at - s) + 1, RACE_PC); \
        }                                                     \
        return RACE_NEXT(name)(s, c);                         \
    }
FIND(strchr)
FIND(strchrnul)
FIND(index)

#define FIND_LAST(name)                \
    char *name(const char *s, int c) { \
        if (race_counts(RACE_PC))      \
            read_all(s, RACE_PC);      \
        return RACE_NEXT(name)(s, c);  \
    }
FIND_LAST(strrchr)
FIND_LAST(rindex)

#define OVER_BOTH(type, name)                       \
    type name(const char *one, const char *other) { \
        if (race_counts(RACE_PC)) {                 \
            read_all(one, RACE_PC);                 \
            read_all(other, RACE_PC);               \
        }                                           \
        return RACE_NEXT(name)(one, other);         \
    }
OVER_BOTH(char *, strstr)
OVER_BOTH(char *, strcasestr)
OVER_BOTH(char *, strpbrk)
OVER_BOTH(size_t, strspn)
OVER_BOTH(size_t, strcspn)

/* The copy is the caller's block. */
#define DUPLICATE(name)                                          \
    char *name(const char *s);                                   \
    char *name(const char *s) {                                  \
        bool counts = race_counts(RACE_PC);                      \
        if (counts)                                              \
            read_all(s, RACE_PC);                                \
        void *outer = race_caller;                               \
        race_caller = RACE_PC;                                   \
        char *copy = RACE_NEXT(name)(s);                         \
        race_caller = outer;                                     \
        if (copy && counts)                                      \
            race_libc_write(copy, length_of(copy) + 1, RACE_PC); \
        return copy;                                             \
    }
DUPLICATE(strdup)
DUPLICATE(__strdup)

#define DUPLICATE_SOME(name)                                     \
    char *name(const char *s, size_t most);                      \
    char *name(const char *s, size_t most) {                     \
        bool counts = race_counts(RACE_PC);                      \
        if (counts)                                              \
            race_libc_read(s, span(s, most), RACE_PC);           \
        void *outer = race_caller;                               \
        race_caller = RACE_PC;                                   \
        char *copy = RACE_NEXT(name)(s, most);                   \
        race_caller = outer;                                     \
        if (copy && counts)                                      \
            race_libc_write(copy, length_of(copy) + 1, RACE_PC); \
        return copy;                                             \
    }
DUPLICATE_SOME(strndup)
DUPLICATE_SOME(__strndup)

#pragma GCC visibility pop
