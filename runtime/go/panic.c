/* panic.c: panics, recover, Goexit, and fatal errors, in the order that Go's runtime has. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "g.h"

/* Of a panic that nobody recovered; the older ones first, as in printpanics of Go's runtime. */
static void print_panics(const struct go_panic *p) {
    if (p->outer != NULL) {
        print_panics(p->outer);
        if (p->outer->repeated)
            return;
        if (!p->outer->is_exit)
            go_print("\t");
    }
    if (p->is_exit)
        return;
    go_print("panic: ");
    for (const char *rest = p->value.text; rest != NULL;) {
        const char *end = strchrnul(rest, '\n');
        go_print("%.*s%s", (int)(end - rest), rest, *end != '\0' ? "\n\t" : "");
        rest = *end != '\0' ? end + 1 : NULL;
    }
    go_print("%s\n", p->repeated ? " [recovered, repanicked]" : p->recovered ? " [recovered]" : "");
}

/* A recovered panic that was raised again as it was is printed once. */
static void find_repeated(struct go_panic *p) {
    for (; p->outer != NULL; p = p->outer)
        p->outer->repeated = p->outer->recovered && p->outer->value.value == p->value.value &&
                             !p->is_exit && strcmp(p->outer->value.text, p->value.text) == 0;
}

static void fatal_panic(struct go_panic *p) __attribute__((noreturn));
static void fatal_panic(struct go_panic *p) {
    const struct go_probe *probe = go_probed();
    if (probe != NULL)
        probe->fatal(p->kind, p->obj, p->value.text);
    go_dying();
    find_repeated(p);
    print_panics(p);
    go_trace_self();
    go_die();
}

/* Ends the innermost panic. KEPT's text stays for the program. */
static void drop_panic(struct go_g *g, const struct go_panic *kept) {
    struct go_panic *p = g->panics;
    char *text = (char *)(uintptr_t)p->value.text;
    g->panics = p->outer;
    if (p == kept) {
        free(g->kept);
        g->kept = text;
    } else {
        free(text);
        p->value.text = NULL;
    }
}

/* Ends those that were raised inside of a frame of DEPTH. */
static void drop_panics(struct go_g *g, uint32_t depth, const struct go_panic *kept) {
    while (g->panics != NULL && g->panics->depth >= depth)
        drop_panic(g, kept);
    while (g->calls != NULL && g->calls->depth >= depth)
        g->calls = g->calls->outer;
}

static void end_goroutine(struct go_g *g) __attribute__((noreturn));
static void run_calls(struct go_g *g, struct go_panic *p) __attribute__((noreturn));

/* P was recovered by a call that FRAME deferred: on with FRAME, or with the Goexit that P has cut. */
static void recovered(struct go_g *g, struct go_panic *p, struct go_frame *frame) {
    struct go_panic *cut = g->panics;
    while (cut != NULL && cut->depth >= frame->depth && !cut->is_exit)
        cut = cut->outer;
    if (cut == NULL || cut->depth < frame->depth) {
        drop_panics(g, frame->depth, p);
        go_frame_land(g, frame);
    }
    while (g->panics != cut)
        drop_panic(g, p);
    run_calls(g, cut);
}

static void run_calls(struct go_g *g, struct go_panic *p) {
    for (struct go_frame *frame; (frame = g->frame) != NULL; g->frame = frame->outer) {
        p->depth = frame->depth;
        while (frame->calls != NULL) {
            go_frame_call(g, frame, p);
            if (p->recovered)
                recovered(g, p, frame);
        }
        frame->left = true;
    }
    if (!p->is_exit)
        fatal_panic(p);
    end_goroutine(g);
}

static void throw_of(enum go_probe_fatal kind, uint32_t obj, const char *text)
    __attribute__((noreturn));
static void throw_of(enum go_probe_fatal kind, uint32_t obj, const char *text) {
    const struct go_probe *p = go_probed();
    if (p != NULL)
        p->fatal(kind, obj, text);
    go_dying();
    go_print("fatal error: %s\n", text);
    go_trace_self();
    go_die();
}

static void main_is_over(void) {
    struct go_g *g = go_self();
    const struct go_probe *p = go_probed();
    uint32_t never = 0;
    go_g_main_over();
    if (p != NULL) {
        while (!p->main_goexit())
            ;
        throw_of(GO_FATAL_ASLEEP, 0, "no goroutines (main called runtime.Goexit) - deadlock!");
    }
    g->spins = 1;
    for (;;)
        go_park(&never, GO_RUNNING);
}

static void end_goroutine(struct go_g *g) {
    drop_panics(g, 0, NULL);
    if (g->base != NULL)
        go_frame_land(g, g->base);
    if (g->id == 1)
        go_frame_unwind_main(g, main_is_over);
    pthread_exit(NULL);
}

void go_exit(void) {
    struct go_g *g = go_self();
    struct go_panic p = {.outer = g->panics, .is_exit = true, .depth = UINT32_MAX};
    g->panics = &p;
    run_calls(g, &p);
}

static void raise_panic(struct go_panic *p) __attribute__((noreturn));
static void raise_panic(struct go_panic *p) {
    struct go_g *g = go_self();
    p->outer = g->panics;
    p->depth = UINT32_MAX;
    g->panics = p;
    run_calls(g, p);
}

static void raise_text(void *value, const char *format, va_list args)
    __attribute__((noreturn, format(printf, 2, 0)));
static void raise_text(void *value, const char *format, va_list args) {
    char *text;
    if (vasprintf(&text, format, args) < 0)
        go_throw(0, "runtime: out of memory");
    struct go_panic p = {.value = {text, value}, .kind = GO_FATAL_PANIC};
    raise_panic(&p);
}

void go_panic(const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_text(NULL, format, args);
}

void go_panic_with(void *value, const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_text(value, format, args);
}

void go_panic_of(enum go_probe_fatal kind, uint32_t obj, const char *text) {
    char *copy = strdup(text);
    if (copy == NULL)
        go_throw(0, "runtime: out of memory");
    struct go_panic p = {.value = {copy, NULL}, .kind = kind, .obj = obj};
    raise_panic(&p);
}

const struct go_panic_value *go_recover(void) {
    struct go_g *g = go_self();
    const struct go_call *call = g->calls;
    if (call == NULL || call->panic == NULL || !call->frame->recovers || call->panic->is_exit ||
        call->panic->recovered)
        return NULL;
    call->panic->recovered = true;
    g->recovered = call->panic->value;
    return &g->recovered;
}

void go_throw(uint32_t obj, const char *text) {
    throw_of(GO_FATAL_PANIC, obj, text);
}
