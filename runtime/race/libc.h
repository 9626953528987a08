/* libc.h: the functions of libc that the runtime wraps, as libc has them, and how a wrapper finds them.
 *
 * They are looked up when the library is loaded; a wrapper that is called before that (by the constructor
 * of a library that came first, or by an older libc that lacks one) looks up for itself.
 */
#ifndef RACE_LIBC_H
#define RACE_LIBC_H

#include <stdarg.h>

#include "entry.h"

/* The function NAME that comes after this library's, as a pointer of NAME's type. Aborts if none does. */
#define RACE_NEXT(name)                                   \
    ({                                                    \
        static __typeof__(name) *next_;                   \
        if (RACE_UNLIKELY(!next_))                        \
            next_ = (__typeof__(name) *)race_next(#name); \
        next_;                                            \
    })

RACE_HIDDEN void *race_next(const char *name);

/* PC prints by FORMAT, and reads the texts among ARGS, which are left as they are. */
RACE_HIDDEN void race_format_read(const char *format, va_list args, void *pc);

/* What a wrapper tells of its caller's memory. */
static inline void race_libc_read(const void *addr, size_t size, void *pc) {
    if (size)
        race_range(addr, size, RACE_LIBC, pc);
}

static inline void race_libc_write(void *addr, size_t size, void *pc) {
    if (size)
        race_range(addr, size, RACE_WRITE | RACE_LIBC, pc);
}

#endif
