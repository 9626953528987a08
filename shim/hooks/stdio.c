/* stdio.c: output to streams: called for real; in a signal handler that may be a mistake. What is read for
 * it counts as read by the caller.
 */
#define _GNU_SOURCE
#define __NO_INLINE__ 1 /* or <stdio.h> defines some of these functions itself */
#include "hook.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "../race.h"
#include "../sigs.h"

static void read_text(const char *text, void *site) {
    if (sh_race_on())
        sh_race_touched(text, (ssize_t)strlen(text) + 1, false, site);
}

static void read_texts(const char *format, va_list args, void *site) {
    if (sh_race_on())
        sh_race->formatted(format, args, site);
}

SH_EXPORT int vprintf(const char *format, va_list args) {
    sh_unsafe(DS_UNSAFE_PRINTF, SH_SITE);
    read_texts(format, args, SH_SITE);
    return sh_real(vprintf)(format, args);
}

SH_EXPORT int printf(const char *format, ...) {
    va_list args;
    sh_unsafe(DS_UNSAFE_PRINTF, SH_SITE);
    va_start(args, format);
    read_texts(format, args, SH_SITE);
    int n = sh_real(vprintf)(format, args);
    va_end(args);
    return n;
}

SH_EXPORT int vfprintf(FILE *stream, const char *format, va_list args) {
    sh_unsafe(DS_UNSAFE_FPRINTF, SH_SITE);
    read_texts(format, args, SH_SITE);
    return sh_real(vfprintf)(stream, format, args);
}

SH_EXPORT int fprintf(FILE *stream, const char *format, ...) {
    va_list args;
    sh_unsafe(DS_UNSAFE_FPRINTF, SH_SITE);
    va_start(args, format);
    read_texts(format, args, SH_SITE);
    int n = sh_real(vfprintf)(stream, format, args);
    va_end(args);
    return n;
}

SH_EXPORT int __vprintf_chk(int flag, const char *format, va_list args) {
    sh_unsafe(DS_UNSAFE_PRINTF, SH_SITE);
    read_texts(format, args, SH_SITE);
    return sh_real(__vprintf_chk)(flag, format, args);
}

SH_EXPORT int __printf_chk(int flag, const char *format, ...) {
    va_list args;
    sh_unsafe(DS_UNSAFE_PRINTF, SH_SITE);
    va_start(args, format);
    read_texts(format, args, SH_SITE);
    int n = sh_real(__vprintf_chk)(flag, format, args);
    va_end(args);
    return n;
}

SH_EXPORT int __vfprintf_chk(FILE *stream, int flag, const char *format, va_list args) {
    sh_unsafe(DS_UNSAFE_FPRINTF, SH_SITE);
    read_texts(format, args, SH_SITE);
    return sh_real(__vfprintf_chk)(stream, flag, format, args);
}

SH_EXPORT int __fprintf_chk(FILE *stream, int flag, const char *format, ...) {
    va_list args;
    sh_unsafe(DS_UNSAFE_FPRINTF, SH_SITE);
    va_start(args, format);
    read_texts(format, args, SH_SITE);
    int n = sh_real(__vfprintf_chk)(stream, flag, format, args);
    va_end(args);
    return n;
}

SH_EXPORT int puts(const char *text) {
    sh_unsafe(DS_UNSAFE_PUTS, SH_SITE);
    read_text(text, SH_SITE);
    return sh_real(puts)(text);
}

SH_EXPORT int putchar(int c) {
    sh_unsafe(DS_UNSAFE_PUTCHAR, SH_SITE);
    return sh_real(putchar)(c);
}

SH_EXPORT int fputs(const char *text, FILE *stream) {
    sh_unsafe(DS_UNSAFE_FPUTS, SH_SITE);
    read_text(text, SH_SITE);
    return sh_real(fputs)(text, stream);
}

SH_EXPORT int fputc(int c, FILE *stream) {
    sh_unsafe(DS_UNSAFE_FPUTC, SH_SITE);
    return sh_real(fputc)(c, stream);
}
SH_ALIAS_OF(putc, fputc);

SH_EXPORT size_t fwrite(const void *from, size_t size, size_t count, FILE *stream) {
    sh_unsafe(DS_UNSAFE_FWRITE, SH_SITE);
    if (size == 0 || count <= SSIZE_MAX / size)
        sh_race_touched(from, (ssize_t)(size * count), false, SH_SITE);
    return sh_real(fwrite)(from, size, count, stream);
}

SH_EXPORT int fflush(FILE *stream) {
    sh_unsafe(DS_UNSAFE_FFLUSH, SH_SITE);
    return sh_real(fflush)(stream);
}
