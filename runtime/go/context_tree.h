/* context_tree.h: what a context is made of, for the files that implement package context.
 *
 * References go upwards: a child holds its parent, a parent does not hold its children. So a child that
 * is about to be freed takes itself out of its parent's list first, and while the parent is busy
 * cancelling its children it waits for that to end. Whoever cancels never frees a context.
 */
#ifndef GO_CONTEXT_TREE_H
#define GO_CONTEXT_TREE_H

#include "internal.h"

#pragma GCC visibility push(hidden)

enum go_ctx_kind {
    GO_CTX_BACKGROUND,
    GO_CTX_CANCEL, /* with or without a deadline */
    GO_CTX_VALUE,
    GO_CTX_WITHOUT,
    GO_CTX_AFTER /* an AfterFunc: a child that, instead of being cancelled, starts a goroutine */
};

struct go_ctx {
    struct go_tag tag;
    enum go_ctx_kind kind;
    uint32_t count; /* references; atomic */
    uint32_t obj;   /* the probe's handle */
    go_spin lock;   /* around err, busy, children and the links of those */
    go_ctx *parent;
    go_ctx *canceller; /* nearest one above with a cancel of its own; NULL: none */
    go_ctx *children, *next, **link;
    go_error *err; /* set once; atomic */
    go_error *cause;
    uint32_t closed, busy; /* done is closed; the children are being cancelled; atomic */
    go_chan *done;

    bool has_deadline; /* also a parent's */
    go_time deadline;
    go_error *late; /* the cause once the deadline has passed */
    struct go_rt_timer timer;

    const void *key;
    void *value; /* of an AfterFunc: its argument */
    void (*fn)(void *);
};

/* Makes the zeroed C one of KIND below PARENT, with one reference; not yet a child of its canceller. */
void go_ctx_init(go_ctx *c, go_ctx *parent, enum go_ctx_kind kind);
/* Makes C a child of its canceller, or cancels it if that was cancelled already. */
void go_ctx_attach(go_ctx *c);
/* Undoes that; C is not being cancelled from above when it returns. False: it was no child. */
bool go_ctx_detach(go_ctx *c);
/* Cancels C, but for its timer, and what is below it. When it returns all of it is cancelled, by
 * whomever. CAUSE NULL: ERR. False if C was cancelled already. */
bool go_ctx_cancel_tree(go_ctx *c, go_error *err, go_error *cause);
void go_ctx_stop_timer(go_ctx *c); /* if it has one */
/* C is an AfterFunc and its time has come: starts the goroutine, which drops a reference. */
void go_ctx_after_start(go_ctx *c);

#pragma GCC visibility pop

#endif
