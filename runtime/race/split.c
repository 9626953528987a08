/* split.c: wrappers of libc's functions that cut a text into its parts. */
#define _GNU_SOURCE
#include <string.h>

#include "libc.h"

/* A part is looked for at S, behind separators if SKIPS; an end is written behind it. */
static void cut(char *s, const char *separators, bool skips, void *pc) {
    char *part = skips ? s + RACE_NEXT(strspn)(s, separators) : s;
    char *end = part + RACE_NEXT(strcspn)(part, separators);
    race_libc_read(separators, RACE_NEXT(strlen)(separators) + 1, pc);
    race_libc_read(s, (size_t)(end - s) + 1, pc);
    if (*end)
        race_libc_write(end, 1, pc);
}

#pragma GCC visibility push(default)

#define SPLIT_WITH(name)                                       \
    char *name(char *s, const char *separators, char **rest);  \
    char *name(char *s, const char *separators, char **rest) { \
        if (race_counts(RACE_PC)) {                            \
            if (s || *rest)                                    \
                cut(s ? s : *rest, separators, true, RACE_PC); \
            race_libc_write(rest, sizeof *rest, RACE_PC);      \
        }                                                      \
        return RACE_NEXT(name)(s, separators, rest);           \
    }
SPLIT_WITH(strtok_r)
SPLIT_WITH(__strtok_r)

/* Keeps its place here, in the place of libc's: two threads that call it race for that. */
char *strtok(char *s, const char *separators) {
    static char *strtok_rest;
    if (race_counts(RACE_PC)) {
        race_libc_write(&strtok_rest, sizeof strtok_rest, RACE_PC);
        if (s || strtok_rest)
            cut(s ? s : strtok_rest, separators, true, RACE_PC);
    }
    return RACE_NEXT(strtok_r)(s, separators, &strtok_rest);
}

#define SEPARATE(name)                               \
    char *name(char **s, const char *separators);    \
    char *name(char **s, const char *separators) {   \
        if (race_counts(RACE_PC)) {                  \
            race_libc_write(s, sizeof *s, RACE_PC);  \
            if (*s)                                  \
                cut(*s, separators, false, RACE_PC); \
        }                                            \
        return RACE_NEXT(name)(s, separators);       \
    }
SEPARATE(strsep)
SEPARATE(__strsep)

#pragma GCC visibility pop
