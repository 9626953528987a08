/* memory.c: wrappers of libc's functions on memory: what one reads and writes for an instrumented caller
 * is an access of that caller's.
 */
#define _GNU_SOURCE
#include <string.h>
#include <strings.h>

#include "libc.h"

#pragma GCC visibility push(default)

static inline void copied(void *to, const void *from, size_t size, void *pc) {
    race_libc_read(from, size, pc);
    race_libc_write(to, size, pc);
}

#define COPY(name)                                        \
    void *name(void *to, const void *from, size_t size) { \
        if (race_counts(RACE_PC))                         \
            copied(to, from, size, RACE_PC);              \
        return RACE_NEXT(name)(to, from, size);           \
    }
COPY(memcpy)
COPY(memmove)
COPY(mempcpy)

void *memset(void *at, int byte, size_t size) {
    if (race_counts(RACE_PC))
        race_libc_write(at, size, RACE_PC);
    return RACE_NEXT(memset)(at, byte, size);
}

/* With the room at TO that the compiler knew of: libc ends the program if it is too little. */
#define COPY_CHECKED(name)                                             \
    void *name(void *to, const void *from, size_t size, size_t room);  \
    void *name(void *to, const void *from, size_t size, size_t room) { \
        if (size <= room && race_counts(RACE_PC))                      \
            copied(to, from, size, RACE_PC);                           \
        return RACE_NEXT(name)(to, from, size, room);                  \
    }
COPY_CHECKED(__memcpy_chk)
COPY_CHECKED(__memmove_chk)
COPY_CHECKED(__mempcpy_chk)

void *__memset_chk(void *at, int byte, size_t size, size_t room);
void *__memset_chk(void *at, int byte, size_t size, size_t room) {
    if (size <= room && race_counts(RACE_PC))
        race_libc_write(at, size, RACE_PC);
    return RACE_NEXT(__memset_chk)(at, byte, size, room);
}

/* What clang calls in their place, from instrumented code only. */
void *__tsan_memcpy(void *to, const void *from, size_t size);
void *__tsan_memcpy(void *to, const void *from, size_t size) {
    if (race_self)
        copied(to, from, size, RACE_PC);
    return RACE_NEXT(memcpy)(to, from, size);
}

void *__tsan_memmove(void *to, const void *from, size_t size);
void *__tsan_memmove(void *to, const void *from, size_t size) {
    if (race_self)
        copied(to, from, size, RACE_PC);
    return RACE_NEXT(memmove)(to, from, size);
}

void *__tsan_memset(void *at, int byte, size_t size);
void *__tsan_memset(void *at, int byte, size_t size) {
    if (race_self)
        race_libc_write(at, size, RACE_PC);
    return RACE_NEXT(memset)(at, byte, size);
}

#define ZERO(name)                              \
    void name(void *at, size_t size);           \
    void name(void *at, size_t size) {          \
        if (race_counts(RACE_PC))               \
            race_libc_write(at, size, RACE_PC); \
        RACE_NEXT(memset)(at, 0, size);         \
    }
ZERO(bzero)
ZERO(__bzero)
ZERO(explicit_bzero)

void bcopy(const void *from, void *to, size_t size) {
    if (race_counts(RACE_PC))
        copied(to, from, size, RACE_PC);
    RACE_NEXT(memmove)(to, from, size);
}

#define COMPARE(name)                                           \
    int name(const void *one, const void *other, size_t size) { \
        if (race_counts(RACE_PC)) {                             \
            race_libc_read(one, size, RACE_PC);                 \
            race_libc_read(other, size, RACE_PC);               \
        }                                                       \
        return RACE_NEXT(memcmp)(one, other, size);             \
    }
COMPARE(memcmp)
COMPARE(bcmp)

void *memchr(const void *at, int byte, size_t size) {
    void *(*find)(const void *, int, size_t) = RACE_NEXT(memchr);
    if (race_counts(RACE_PC)) {
        const char *found = find(at, byte, size);
        race_libc_read(at, found ? (size_t)(found - (const char *)at) + 1 : size, RACE_PC);
    }
    return find(at, byte, size);
}

void *memrchr(const void *at, int byte, size_t size) {
    void *(*find)(const void *, int, size_t) = RACE_NEXT(memrchr);
    if (race_counts(RACE_PC)) {
        const char *found = find(at, byte, size);
        size_t skipped = found ? (size_t)(found - (const char *)at) : 0;
        race_libc_read((const char *)at + skipped, size - skipped, RACE_PC);
    }
    return find(at, byte, size);
}

void *memmem(const void *in, size_t size, const void *what, size_t length) {
    if (race_counts(RACE_PC)) {
        race_libc_read(in, size, RACE_PC);
        race_libc_read(what, length, RACE_PC);
    }
    return RACE_NEXT(memmem)(in, size, what, length);
}

#pragma GCC visibility pop
