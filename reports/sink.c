/* sink.c: where a writer's bytes go: a descriptor, or memory. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "writer.h"

#define FLUSH_AT 65536

struct rp_sink {
    int fd; /* -1: memory */
    int error;
    char *bytes;
    size_t used, room;
};

static struct rp_sink *make(int fd) {
    struct rp_sink *s = calloc(1, sizeof *s);
    if (!s) {
        fputs("detsched: out of memory\n", stderr);
        abort();
    }
    s->fd = fd;
    return s;
}

struct rp_sink *rp_sink_fd(int fd) {
    struct rp_sink *s = make(fd);
    if (fd < 0)
        s->error = EBADF;
    return s;
}

struct rp_sink *rp_sink_memory(void) {
    return make(-1);
}

static void flush(struct rp_sink *s) {
    size_t at = 0;
    while (!s->error && at < s->used) {
        ssize_t n = write(s->fd, s->bytes + at, s->used - at);
        if (n >= 0)
            at += (size_t)n;
        else if (errno != EINTR)
            s->error = errno;
    }
    s->used = 0;
}

static bool make_room(struct rp_sink *s, size_t n) {
    if (s->room - s->used > n)
        return true;
    size_t room = s->room ? s->room : 4096;
    while (room - s->used <= n) {
        if (room > SIZE_MAX / 2)
            return false;
        room *= 2;
    }
    char *bytes = realloc(s->bytes, room);
    if (!bytes)
        return false;
    s->bytes = bytes;
    s->room = room;
    return true;
}

void rp_write(struct rp_sink *s, const void *bytes, size_t n) {
    if (s->error)
        return;
    if (!make_room(s, n)) {
        s->error = ENOMEM;
        return;
    }
    if (n)
        memcpy(s->bytes + s->used, bytes, n);
    s->used += n;
    s->bytes[s->used] = '\0';
    if (s->fd >= 0 && s->used >= FLUSH_AT)
        flush(s);
}

void rp_printf(struct rp_sink *s, const char *format, ...) {
    char small[512], *text = small;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n >= (int)sizeof small) {
        text = malloc((size_t)n + 1);
        if (text) {
            va_start(args, format);
            vsnprintf(text, (size_t)n + 1, format, args);
            va_end(args);
        }
    }
    if (n < 0 || !text)
        s->error = s->error ? s->error : ENOMEM;
    else
        rp_write(s, text, (size_t)n);
    if (text != small)
        free(text);
}

void rp_sink_fail(struct rp_sink *s, int error) {
    if (!s->error)
        s->error = error;
}

int rp_sink_error(const struct rp_sink *s) {
    return s->error;
}

const char *rp_sink_text(struct rp_sink *s, size_t *n) {
    if (n)
        *n = s->used;
    return s->bytes ? s->bytes : "";
}

int rp_sink_end(struct rp_sink *s) {
    if (s->fd >= 0)
        flush(s);
    int error = s->error;
    free(s->bytes);
    free(s);
    return error;
}
