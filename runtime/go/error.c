/* error.c: error values: one block of memory each, with its causes, data and text behind it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* A sentinel is struct go_error_sentinel, which ends after the text. */
struct go_error {
    size_t count; /* atomic; 0: a sentinel */
    const char *text;
    const void *type, *data;
    size_t causes;
    bool joins;
    go_error *cause[];
};

static struct go_error_sentinel canceled = {{0}, "context canceled"};
static struct go_error_sentinel deadline_exceeded = {{0}, "context deadline exceeded"};
go_error *const go_canceled = (go_error *)(void *)&canceled;
go_error *const go_deadline_exceeded = (go_error *)(void *)&deadline_exceeded;

static bool is_sentinel(const go_error *e) {
    return __atomic_load_n(&e->count, __ATOMIC_RELAXED) == 0;
}

static size_t causes_of(const go_error *e) {
    return is_sentinel(e) ? 0 : e->causes;
}

/* With room for CAUSES, SIZE bytes of data and a text of LENGTH; where the text goes is left in *TEXT. */
static go_error *make(size_t causes, const void *data, size_t size, size_t length, char **text) {
    size_t align = _Alignof(max_align_t);
    size_t at = (sizeof(go_error) + causes * sizeof(go_error *) + align - 1) & ~(align - 1);
    go_error *e = go_alloc_zero(at + size + length + 1);
    char *bytes = (char *)e + at;
    e->count = 1;
    e->causes = causes;
    e->data = bytes;
    if (size)
        memcpy(bytes, data, size);
    e->text = *text = bytes + size;
    return e;
}

/* The same with a text made as by printf, and TAIL behind it. */
static go_error *make_text(size_t causes, const void *data, size_t size, const char *tail,
                           const char *format, va_list args) {
    va_list again;
    size_t length, more = strlen(tail);
    char *text;
    go_error *e;
    int n;
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    length = n > 0 ? (size_t)n : 0;
    e = make(causes, data, size, length + more, &text);
    if (length)
        vsnprintf(text, length + 1, format, args);
    memcpy(text + length, tail, more);
    return e;
}

go_error *go_errorf(const char *format, ...) {
    va_list args;
    go_error *e;
    va_start(args, format);
    e = make_text(0, NULL, 0, "", format, args);
    va_end(args);
    return e;
}

go_error *go_error_wrap(go_error *cause, const char *format, ...) {
    va_list args;
    go_error *e;
    char *tail;
    size_t length;
    if (!cause)
        go_panic("go_error_wrap: nil cause");
    length = strlen(cause->text);
    tail = go_alloc(length + 3);
    memcpy(tail, ": ", 2);
    memcpy(tail + 2, cause->text, length + 1);
    va_start(args, format);
    e = make_text(1, NULL, 0, tail, format, args);
    va_end(args);
    free(tail);
    e->cause[0] = cause;
    return e;
}

go_error *go_error_join(go_error *const *errors, size_t count) {
    size_t n = 0, length = 0, i;
    go_error *e;
    char *text;
    for (i = 0; i < count; i++) {
        if (errors[i]) {
            n++;
            length += strlen(errors[i]->text) + 1;
        }
    }
    if (!n)
        return NULL;
    e = make(n, NULL, 0, length - 1, &text);
    e->joins = true;
    for (n = 0, i = 0; i < count; i++) {
        if (!errors[i])
            continue;
        if (n)
            *text++ = '\n';
        e->cause[n++] = go_error_retain(errors[i]);
        length = strlen(errors[i]->text);
        memcpy(text, errors[i]->text, length);
        text += length;
    }
    return e;
}

go_error *go_error_typed(const void *type, const void *data, size_t size, const char *format, ...) {
    va_list args;
    go_error *e;
    va_start(args, format);
    e = make_text(0, data, size, "", format, args);
    va_end(args);
    e->type = type;
    return e;
}

go_error *go_error_retain(go_error *e) {
    if (e && !is_sentinel(e))
        __atomic_add_fetch(&e->count, 1, __ATOMIC_RELAXED);
    return e;
}

void go_error_release(go_error *e) {
    while (e && !is_sentinel(e) && __atomic_sub_fetch(&e->count, 1, __ATOMIC_ACQ_REL) == 0) {
        /* A long chain of causes takes no stack. */
        go_error *last = e->causes ? e->cause[e->causes - 1] : NULL;
        size_t i;
        for (i = 0; i + 1 < e->causes; i++)
            go_error_release(e->cause[i]);
        free(e);
        e = last;
    }
}

const char *go_error_text(const go_error *e) {
    return e ? e->text : "<nil>";
}

/* The first in E's tree, itself first and depth first, that is TARGET or, if that is NULL, has TYPE. */
static const go_error *find(const go_error *e, const go_error *target, const void *type) {
    while (e) {
        size_t n = causes_of(e), i;
        if (target ? e == target : !is_sentinel(e) && e->type == type)
            return e;
        for (i = 0; i + 1 < n; i++) {
            const go_error *found = find(e->cause[i], target, type);
            if (found)
                return found;
        }
        e = n ? e->cause[n - 1] : NULL;
    }
    return NULL;
}

bool go_error_is(const go_error *e, const go_error *target) {
    return e && target ? find(e, target, NULL) != NULL : e == target;
}

const void *go_error_as(const go_error *e, const void *type) {
    const go_error *found = type ? find(e, NULL, type) : NULL;
    return found ? found->data : NULL;
}

go_error *go_error_unwrap(const go_error *e) {
    return e && causes_of(e) == 1 && !e->joins ? e->cause[0] : NULL;
}
