/* numbers.c: wrappers of libc's functions that read a number out of a text. How far they read is found out
 * by a first call, so that a scheduling point can stand before the one that counts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "libc.h"

#pragma GCC visibility push(default)

/* The characters of the number, and the one that ends it; none if it has a base that cannot be. */
#define TELL(s, read_it)                                           \
    do {                                                           \
        if (race_counts(RACE_PC)) {                                \
            int before = errno;                                    \
            char *end = NULL;                                      \
            (void)(read_it);                                       \
            errno = before;                                        \
            if (end)                                               \
                race_libc_read(s, (size_t)(end - s) + 1, RACE_PC); \
        }                                                          \
    } while (0)

#define WHOLE(type, name)                              \
    type name(const char *s, char **after, int base);  \
    type name(const char *s, char **after, int base) { \
        TELL(s, RACE_NEXT(name)(s, &end, base));       \
        return RACE_NEXT(name)(s, after, base);        \
    }
WHOLE(long, strtol)
WHOLE(long long, strtoll)
WHOLE(unsigned long, strtoul)
WHOLE(unsigned long long, strtoull)
WHOLE(intmax_t, strtoimax)
WHOLE(uintmax_t, strtoumax)
/* What the headers of newer libcs call in their place. */
WHOLE(long, __isoc23_strtol)
WHOLE(long long, __isoc23_strtoll)
WHOLE(unsigned long, __isoc23_strtoul)
WHOLE(unsigned long long, __isoc23_strtoull)
WHOLE(intmax_t, __isoc23_strtoimax)
WHOLE(uintmax_t, __isoc23_strtoumax)

#define FLOATING(type, name)                 \
    type name(const char *s, char **after) { \
        TELL(s, RACE_NEXT(name)(s, &end));   \
        return RACE_NEXT(name)(s, after);    \
    }
FLOATING(double, strtod)
FLOATING(float, strtof)
FLOATING(long double, strtold)

#define PLAIN(type, name, read_it) \
    type name(const char *s) {     \
        TELL(s, read_it);          \
        return RACE_NEXT(name)(s); \
    }
PLAIN(int, atoi, RACE_NEXT(strtol)(s, &end, 10))
PLAIN(long, atol, RACE_NEXT(strtol)(s, &end, 10))
PLAIN(long long, atoll, RACE_NEXT(strtoll)(s, &end, 10))
PLAIN(double, atof, RACE_NEXT(strtod)(s, &end))

#pragma GCC visibility pop
