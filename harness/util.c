/* util.c: messages, memory, numbers and bytes. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "util.h"

static char line[2048]; /* the last one that was said */

static void say(const char *format, va_list args) {
    int at = snprintf(line, sizeof(line), "detsched: ");
    int n = vsnprintf(line + at, sizeof(line) - (size_t)at - 1, format, args);
    size_t len = (size_t)at + (n < 0 ? 0 : (size_t)n);

    if (len > sizeof(line) - 2)
        len = sizeof(line) - 2;
    /* One message, one line: what came from outside may hold anything. */
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)line[i] < 32 || line[i] == 127)
            line[i] = '?';
    line[len] = '\n';
    (void)!hn_write_all(STDERR_FILENO, line, len + 1);
    line[len] = 0;
}

const char *hn_last_words(void) {
    return *line ? line + strlen("detsched: ") : line;
}

void hn_say(const char *format, ...) {
    va_list args;

    va_start(args, format);
    say(format, args);
    va_end(args);
}

int hn_fail(int status, const char *format, ...) {
    va_list args;

    va_start(args, format);
    say(format, args);
    va_end(args);
    return status;
}

static _Noreturn void no_memory(void) {
    hn_say("out of memory");
    exit(HN_CANNOT);
}

void *hn_alloc(size_t n) {
    void *p = calloc(1, n ? n : 1);

    if (!p)
        no_memory();
    return p;
}

void *hn_grow(void *p, size_t count, size_t each) {
    void *q = reallocarray(p, count ? count : 1, each);

    if (!q)
        no_memory();
    return q;
}

char *hn_dup(const char *text) {
    char *p = strdup(text);

    if (!p)
        no_memory();
    return p;
}

char *hn_text(const char *format, ...) {
    va_list args;
    char *p;

    va_start(args, format);
    if (vasprintf(&p, format, args) < 0)
        no_memory();
    va_end(args);
    return p;
}

bool hn_write_all(int fd, const void *bytes, size_t n) {
    const char *p = bytes;

    while (n) {
        ssize_t k = write(fd, p, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

char *hn_read_fd(int fd, size_t cap, size_t *n) {
    size_t room = 4096, used = 0;
    char *p = hn_grow(NULL, room + 1, 1);

    while (used < cap) {
        if (used == room) {
            room *= 2;
            p = hn_grow(p, room + 1, 1);
        }
        size_t want = room - used < cap - used ? room - used : cap - used;
        ssize_t k = pread(fd, p + used, want, (off_t)used);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            break;
        used += (size_t)k;
    }
    p[used] = 0;
    *n = used;
    return p;
}

char *hn_read_file(const char *path, size_t cap, size_t *n) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    char *p;

    if (fd < 0)
        return NULL;
    p = hn_read_fd(fd, cap, n);
    close(fd);
    return p;
}

char *hn_read_regular(const char *path, size_t most, size_t *n) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), error = 0;
    struct stat st;
    char *p = NULL;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st))
        error = errno;
    else if (!S_ISREG(st.st_mode))
        error = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
    else if ((uint64_t)st.st_size > most)
        error = EFBIG;
    else
        p = hn_read_fd(fd, most, n);
    close(fd);
    errno = error;
    return p;
}

bool hn_number(const char *text, uint64_t max, uint64_t *out) {
    uint64_t v = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, *text - '0', &v))
            return false;
    }
    *out = v;
    return v <= max;
}

static int64_t unit_ns(const char *unit) {
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {{"", 1000000000}, {"s", 1000000000},  {"ms", 1000000},     {"us", 1000},
                 {"ns", 1},        {"m", 60000000000}, {"h", 3600000000000}};

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (!strcmp(unit, units[i].name))
            return units[i].ns;
    return 0;
}

bool hn_duration(const char *text, int64_t *ns) {
    char digits[32];
    size_t whole = strspn(text, "0123456789");
    const char *rest = text + whole;
    size_t fraction = 0;
    uint64_t v, f = 0;

    if (!whole || whole >= sizeof(digits))
        return false;
    if (*rest == '.') {
        fraction = strspn(++rest, "0123456789");
        if (!fraction || fraction > 9)
            return false;
    }
    int64_t unit = unit_ns(rest + fraction);

    memcpy(digits, text, whole);
    digits[whole] = 0;
    if (!unit || !hn_number(digits, INT64_MAX, &v) || __builtin_mul_overflow(v, unit, ns) ||
        *ns < 0)
        return false;
    int64_t scale = unit;

    for (size_t i = 0; i < fraction; i++) {
        scale /= 10;
        f += (uint64_t)(rest[i] - '0') * (uint64_t)scale;
    }
    return !__builtin_add_overflow(*ns, (int64_t)f, ns);
}

int64_t hn_wall(void) {
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

uint32_t hn_crc32(const void *bytes, size_t n) {
    const unsigned char *p = bytes;
    uint32_t crc = ~0u;

    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

void hn_quote(char **out, const char *text) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "%+,-./:=@_";
    size_t have = *out ? strlen(*out) : 0;
    size_t n = strlen(text);
    bool bare = n && strspn(text, plain) == n;
    char *p;

    *out = hn_grow(*out, have + 4 * n + 3, 1);
    p = *out + have;
    if (bare) {
        memcpy(p, text, n + 1);
        return;
    }
    *p++ = '\'';
    for (; *text; text++) {
        if (*text == '\'') {
            memcpy(p, "'\\''", 4);
            p += 4;
        } else {
            *p++ = *text;
        }
    }
    *p++ = '\'';
    *p = 0;
}

bool hn_plain_path(const char *path) {
    return !path[strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "/._+-")];
}
