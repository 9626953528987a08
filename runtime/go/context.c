/* context.c: package context: making contexts, and what they are asked; context_tree.c cancels them. */
#include <stdlib.h>

#include "context_tree.h"

static go_ctx background = {.kind = GO_CTX_BACKGROUND};
go_ctx *go_ctx_background(void) {
    return &background;
}

void go_ctx_init(go_ctx *c, go_ctx *parent, enum go_ctx_kind kind) {
    c->kind = kind;
    c->count = 1;
    c->parent = go_ctx_retain(parent);
    if (kind == GO_CTX_WITHOUT)
        return;
    c->canceller = parent->kind == GO_CTX_CANCEL ? parent : parent->canceller;
    c->has_deadline = parent->has_deadline;
    c->deadline = parent->deadline;
}

static go_ctx *make(go_ctx *parent, enum go_ctx_kind kind) {
    go_ctx *c;
    if (!parent)
        go_panic("cannot create context from nil parent");
    c = go_alloc_zero(sizeof *c);
    go_ctx_init(c, parent, kind);
    return c;
}

/* With a cancel of its own. */
static go_ctx *make_cancel(go_ctx *parent, const char *name) {
    const struct go_probe *p = go_probed();
    go_ctx *c = make(parent, GO_CTX_CANCEL);
    c->done = go_chan_make(0, 0, "ctx.done");
    if (p)
        c->obj = p->object(GO_PROBE_CONTEXT, c, &c->tag, 0, 0, name);
    return c;
}

go_ctx *go_ctx_with_cancel(go_ctx *parent) {
    go_ctx *c = make_cancel(parent, "WithCancel");
    go_ctx_attach(c);
    return c;
}

static void expire(void *arg, int64_t now) {
    go_ctx *c = arg;
    (void)now;
    go_ctx_cancel_tree(c, go_deadline_exceeded, c->late);
}

go_ctx *go_ctx_with_deadline_cause(go_ctx *parent, go_time deadline, go_error *cause) {
    go_ctx *c;
    if (parent && parent->has_deadline && parent->deadline < deadline)
        return go_ctx_with_cancel(parent);
    c = make_cancel(parent, "WithDeadline");
    c->has_deadline = true;
    c->deadline = deadline;
    c->late = go_error_retain(cause);
    go_ctx_attach(c);
    if (deadline <= go_now()) {
        go_ctx_cancel_tree(c, go_deadline_exceeded, cause);
        return c;
    }
    c->timer.fn = expire;
    c->timer.arg = c;
    go_spin_lock(&c->lock);
    if (!c->err)
        go_rt_timer_set(&c->timer, deadline, 0);
    go_spin_unlock(&c->lock);
    return c;
}

go_ctx *go_ctx_with_deadline(go_ctx *parent, go_time deadline) {
    return go_ctx_with_deadline_cause(parent, deadline, NULL);
}

go_ctx *go_ctx_with_timeout_cause(go_ctx *parent, go_duration d, go_error *cause) {
    go_time deadline;
    if (__builtin_add_overflow(go_now(), d, &deadline))
        deadline = d < 0 ? INT64_MIN : INT64_MAX;
    return go_ctx_with_deadline_cause(parent, deadline, cause);
}

go_ctx *go_ctx_with_timeout(go_ctx *parent, go_duration d) {
    return go_ctx_with_timeout_cause(parent, d, NULL);
}

go_ctx *go_ctx_with_value(go_ctx *parent, const void *key, void *value) {
    go_ctx *c;
    if (parent && !key)
        go_panic("nil key");
    c = make(parent, GO_CTX_VALUE);
    c->key = key;
    c->value = value;
    return c;
}

go_ctx *go_ctx_without_cancel(go_ctx *parent) {
    return make(parent, GO_CTX_WITHOUT);
}

go_ctx *go_ctx_retain(go_ctx *ctx) {
    if (ctx && ctx->kind != GO_CTX_BACKGROUND)
        __atomic_add_fetch(&ctx->count, 1, __ATOMIC_RELAXED);
    return ctx;
}

static void destroy(go_ctx *c) {
    const struct go_probe *p = go_probed();
    if (c->kind == GO_CTX_CANCEL) {
        go_ctx_detach(c);
        go_ctx_stop_timer(c);
    }
    if (p && c->obj)
        p->gone(c->obj);
    go_chan_release(c->done);
    go_error_release(c->cause);
    go_error_release(c->late);
    free(c);
}

void go_ctx_release(go_ctx *ctx) {
    while (ctx && ctx->kind != GO_CTX_BACKGROUND &&
           __atomic_sub_fetch(&ctx->count, 1, __ATOMIC_ACQ_REL) == 0) {
        go_ctx *parent = ctx->parent;
        destroy(ctx);
        ctx = parent;
    }
}

void go_ctx_cancel_cause(go_ctx *ctx, go_error *cause) {
    if (ctx->kind != GO_CTX_CANCEL)
        return;
    if (go_ctx_cancel_tree(ctx, go_canceled, cause))
        go_ctx_stop_timer(ctx);
}

void go_ctx_cancel(go_ctx *ctx) {
    go_ctx_cancel_cause(ctx, NULL);
}

void go_ctx_cancel_release(go_ctx *ctx) {
    go_ctx_cancel(ctx);
    go_ctx_release(ctx);
}

/* --- questions --- */

/* Whose cancellation is CTX's: itself or the nearest above it, NULL if it never can be cancelled. */
static go_ctx *cancelled_by(const go_ctx *ctx) {
    return ctx->kind == GO_CTX_CANCEL ? (go_ctx *)(uintptr_t)ctx : ctx->canceller;
}

/* The error of C, not before its channel is closed. A point. */
static go_error *look(go_ctx *c) {
    const struct go_probe *p = go_probed();
    go_error *err;
    if (p && c->obj)
        p->context_err(c->obj, c->err != NULL);
    err = __atomic_load_n(&c->err, __ATOMIC_ACQUIRE);
    if (err && !__atomic_load_n(&c->closed, __ATOMIC_ACQUIRE))
        go_chan_recv(c->done, NULL);
    return err;
}

go_signal_rx go_ctx_done(const go_ctx *ctx) {
    go_ctx *c = cancelled_by(ctx);
    return (go_signal_rx){.rx = {.ch = c ? c->done : NULL}};
}

go_error *go_ctx_err(const go_ctx *ctx) {
    go_ctx *c = cancelled_by(ctx);
    return c ? look(c) : NULL;
}

go_error *go_ctx_cause(const go_ctx *ctx) {
    go_ctx *c = cancelled_by(ctx);
    return c && look(c) ? c->cause : NULL;
}

bool go_ctx_deadline(const go_ctx *ctx, go_time *deadline) {
    if (ctx->has_deadline && deadline)
        *deadline = ctx->deadline;
    return ctx->has_deadline;
}

void *go_ctx_value(const go_ctx *ctx, const void *key) {
    for (; ctx; ctx = ctx->parent)
        if (ctx->kind == GO_CTX_VALUE && ctx->key == key)
            return ctx->value;
    return NULL;
}
