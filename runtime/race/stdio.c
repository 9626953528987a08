/* stdio.c: wrappers of the functions of libc's streams and formats that read or fill memory of their
 * caller's. How much that was is known when they are done.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "libc.h"

#pragma GCC visibility push(default)

size_t fread(void *to, size_t size, size_t count, FILE *file) {
    size_t got = RACE_NEXT(fread)(to, size, count, file);
    if (race_counts(RACE_PC))
        race_libc_write(to, got * size, RACE_PC);
    return got;
}

size_t fwrite(const void *from, size_t size, size_t count, FILE *file) {
    if (race_counts(RACE_PC))
        race_libc_read(from, size * count, RACE_PC);
    return RACE_NEXT(fwrite)(from, size, count, file);
}

char *fgets(char *to, int size, FILE *file) {
    char *got = RACE_NEXT(fgets)(to, size, file);
    if (got && race_counts(RACE_PC))
        race_libc_write(to, RACE_NEXT(strlen)(to) + 1, RACE_PC);
    return got;
}

int fputs(const char *s, FILE *file) {
    if (race_counts(RACE_PC))
        race_libc_read(s, RACE_NEXT(strlen)(s) + 1, RACE_PC);
    return RACE_NEXT(fputs)(s, file);
}

int puts(const char *s) {
    if (race_counts(RACE_PC))
        race_libc_read(s, RACE_NEXT(strlen)(s) + 1, RACE_PC);
    return RACE_NEXT(puts)(s);
}

/* What getline() and getdelim() have read is at *LINE, GOT characters and an end. */
static ssize_t line_read(char **line, ssize_t got, void *pc) {
    if (got >= 0 && race_counts(pc))
        race_libc_write(*line, (size_t)got + 1, pc);
    return got;
}

ssize_t getline(char **line, size_t *room, FILE *file) {
    return line_read(line, RACE_NEXT(getline)(line, room, file), RACE_PC);
}

#define DELIMITED(name)                                                          \
    ssize_t name(char **line, size_t *room, int end, FILE *file) {               \
        return line_read(line, RACE_NEXT(name)(line, room, end, file), RACE_PC); \
    }
DELIMITED(getdelim)
DELIMITED(__getdelim)

/* LENGTH characters of text were made, of which SIZE at most, and an end, are at TO. */
static int printed(char *to, size_t size, int length, void *pc) {
    if (length >= 0 && size && race_counts(pc))
        race_libc_write(to, (size_t)length < size ? (size_t)length + 1 : size, pc);
    return length;
}

int vsnprintf(char *to, size_t size, const char *format, va_list rest) {
    race_format_read(format, rest, RACE_PC);
    return printed(to, size, RACE_NEXT(vsnprintf)(to, size, format, rest), RACE_PC);
}

int vsprintf(char *to, const char *format, va_list rest) {
    race_format_read(format, rest, RACE_PC);
    return printed(to, SIZE_MAX, RACE_NEXT(vsprintf)(to, format, rest), RACE_PC);
}

int __vsnprintf_chk(char *to, size_t size, int flag, size_t room, const char *format, va_list rest);
int __vsnprintf_chk(char *to, size_t size, int flag, size_t room, const char *format,
                    va_list rest) {
    race_format_read(format, rest, RACE_PC);
    return printed(to, size, RACE_NEXT(__vsnprintf_chk)(to, size, flag, room, format, rest),
                   RACE_PC);
}

int __vsprintf_chk(char *to, int flag, size_t room, const char *format, va_list rest);
int __vsprintf_chk(char *to, int flag, size_t room, const char *format, va_list rest) {
    race_format_read(format, rest, RACE_PC);
    return printed(to, SIZE_MAX, RACE_NEXT(__vsprintf_chk)(to, flag, room, format, rest), RACE_PC);
}

#define WITH_LIST(call)                      \
    va_list rest;                            \
    va_start(rest, format);                  \
    race_format_read(format, rest, RACE_PC); \
    int length = call;                       \
    va_end(rest)

int snprintf(char *to, size_t size, const char *format, ...) {
    WITH_LIST(RACE_NEXT(vsnprintf)(to, size, format, rest));
    return printed(to, size, length, RACE_PC);
}

int sprintf(char *to, const char *format, ...) {
    WITH_LIST(RACE_NEXT(vsprintf)(to, format, rest));
    return printed(to, SIZE_MAX, length, RACE_PC);
}

int __snprintf_chk(char *to, size_t size, int flag, size_t room, const char *format, ...);
int __snprintf_chk(char *to, size_t size, int flag, size_t room, const char *format, ...) {
    WITH_LIST(RACE_NEXT(__vsnprintf_chk)(to, size, flag, room, format, rest));
    return printed(to, size, length, RACE_PC);
}

int __sprintf_chk(char *to, int flag, size_t room, const char *format, ...);
int __sprintf_chk(char *to, int flag, size_t room, const char *format, ...) {
    WITH_LIST(RACE_NEXT(__vsprintf_chk)(to, flag, room, format, rest));
    return printed(to, SIZE_MAX, length, RACE_PC);
}

int vdprintf(int fd, const char *format, va_list rest) {
    race_format_read(format, rest, RACE_PC);
    return RACE_NEXT(vdprintf)(fd, format, rest);
}

int __vdprintf_chk(int fd, int flag, const char *format, va_list rest);
int __vdprintf_chk(int fd, int flag, const char *format, va_list rest) {
    race_format_read(format, rest, RACE_PC);
    return RACE_NEXT(__vdprintf_chk)(fd, flag, format, rest);
}

int dprintf(int fd, const char *format, ...) {
    WITH_LIST(RACE_NEXT(vdprintf)(fd, format, rest));
    return length;
}

int __dprintf_chk(int fd, int flag, const char *format, ...);
int __dprintf_chk(int fd, int flag, const char *format, ...) {
    WITH_LIST(RACE_NEXT(__vdprintf_chk)(fd, flag, format, rest));
    return length;
}

/* LENGTH characters of text were made in a block whose address is at TO: the caller's own. */
static int allocated(char **to, int length, void *pc) {
    if (length >= 0 && race_counts(pc)) {
        race_libc_write(to, sizeof *to, pc);
        race_libc_write(*to, (size_t)length + 1, pc);
    }
    return length;
}

int vasprintf(char **to, const char *format, va_list rest) {
    race_format_read(format, rest, RACE_PC);
    return allocated(to, RACE_NEXT(vasprintf)(to, format, rest), RACE_PC);
}

int __vasprintf_chk(char **to, int flag, const char *format, va_list rest);
int __vasprintf_chk(char **to, int flag, const char *format, va_list rest) {
    race_format_read(format, rest, RACE_PC);
    return allocated(to, RACE_NEXT(__vasprintf_chk)(to, flag, format, rest), RACE_PC);
}

int asprintf(char **to, const char *format, ...) {
    WITH_LIST(RACE_NEXT(vasprintf)(to, format, rest));
    return allocated(to, length, RACE_PC);
}

int __asprintf_chk(char **to, int flag, const char *format, ...);
int __asprintf_chk(char **to, int flag, const char *format, ...) {
    WITH_LIST(RACE_NEXT(__vasprintf_chk)(to, flag, format, rest));
    return allocated(to, length, RACE_PC);
}

#pragma GCC visibility pop
