/* calendar.c: wrappers of libc's functions on dates. Those that answer in memory of libc's own write that
 * memory as well: two threads that call localtime() race.
 */
#define _GNU_SOURCE
#include <string.h>
#include <time.h>

#include "libc.h"

#pragma GCC visibility push(default)

enum { ASCTIME_ROOM = 26 };

#define BROKEN_DOWN(name)                                \
    struct tm *name(const time_t *when) {                \
        if (race_counts(RACE_PC))                        \
            race_libc_read(when, sizeof *when, RACE_PC); \
        struct tm *got = RACE_NEXT(name)(when);          \
        if (got && race_counts(RACE_PC))                 \
            race_libc_write(got, sizeof *got, RACE_PC);  \
        return got;                                      \
    }
BROKEN_DOWN(localtime)
BROKEN_DOWN(gmtime)

#define BROKEN_DOWN_AT(name)                             \
    struct tm *name(const time_t *when, struct tm *at) { \
        if (race_counts(RACE_PC)) {                      \
            race_libc_read(when, sizeof *when, RACE_PC); \
            race_libc_write(at, sizeof *at, RACE_PC);    \
        }                                                \
        return RACE_NEXT(name)(when, at);                \
    }
BROKEN_DOWN_AT(localtime_r)
BROKEN_DOWN_AT(gmtime_r)

/* They put the date right. */
#define NUMBERED(name)                                    \
    time_t name(struct tm *date) {                        \
        if (race_counts(RACE_PC))                         \
            race_libc_write(date, sizeof *date, RACE_PC); \
        return RACE_NEXT(name)(date);                     \
    }
NUMBERED(mktime)
NUMBERED(timegm)

#define AS_TEXT(name, type)                               \
    char *name(const type *date) {                        \
        if (race_counts(RACE_PC))                         \
            race_libc_read(date, sizeof *date, RACE_PC);  \
        char *text = RACE_NEXT(name)(date);               \
        if (text && race_counts(RACE_PC))                 \
            race_libc_write(text, ASCTIME_ROOM, RACE_PC); \
        return text;                                      \
    }
AS_TEXT(asctime, struct tm)
AS_TEXT(ctime, time_t)

#define AS_TEXT_AT(name, type)                            \
    char *name(const type *date, char *text) {            \
        if (race_counts(RACE_PC)) {                       \
            race_libc_read(date, sizeof *date, RACE_PC);  \
            race_libc_write(text, ASCTIME_ROOM, RACE_PC); \
        }                                                 \
        return RACE_NEXT(name)(date, text);               \
    }
AS_TEXT_AT(asctime_r, struct tm)
AS_TEXT_AT(ctime_r, time_t)

size_t strftime(char *text, size_t room, const char *format, const struct tm *date) {
    if (race_counts(RACE_PC)) {
        race_libc_read(format, RACE_NEXT(strlen)(format) + 1, RACE_PC);
        race_libc_read(date, sizeof *date, RACE_PC);
    }
    size_t length = RACE_NEXT(strftime)(text, room, format, date);
    if (length && race_counts(RACE_PC))
        race_libc_write(text, length + 1, RACE_PC);
    return length;
}

#pragma GCC visibility pop
