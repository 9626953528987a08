/* context_tree.c: cancelling a context and all that is below it, and being taken out of the tree.
 *
 * The walk needs no stack: it goes down along `children` and back up along `canceller`. While a context is
 * busy its list of children stands still: none is added, because it has an error, and none leaves. No
 * lock is held while a channel is closed or a timer stopped. Waiting is always for something lower in the
 * tree (a child that another walk cancels, the timer of one), or, in go_ctx_detach(), by somebody that
 * no walk waits for; so there is no circle.
 */
#include "context_tree.h"

static bool is_set(const uint32_t *flag) {
    return __atomic_load_n(flag, __ATOMIC_ACQUIRE) != 0;
}

/* A point; for what is below the one that is cancelled, one at which nobody else goes on. */
static void announce(const struct go_probe *p, const go_ctx *c) {
    if (p && c->obj)
        p->cancel(c->obj);
}

/* C's own part. False if C was cancelled already; then all of its tree is when this returns. */
static bool begin(go_ctx *c, go_error *err, go_error *cause) {
    bool first;
    go_spin_lock(&c->lock);
    first = !c->err;
    if (first) {
        c->cause = go_error_retain(cause);
        c->busy = 1;
        __atomic_store_n(&c->err, err, __ATOMIC_RELEASE);
    }
    go_spin_unlock(&c->lock);
    if (!first) {
        while (is_set(&c->busy))
            go_yield();
        return false;
    }
    if (c->kind == GO_CTX_AFTER)
        go_ctx_after_start(c);
    else
        go_chan_close(c->done);
    __atomic_store_n(&c->closed, 1, __ATOMIC_RELEASE);
    return true;
}

static void finish(go_ctx *c) {
    go_spin_lock(&c->lock);
    __atomic_store_n(&c->busy, 0, __ATOMIC_RELEASE);
    go_spin_unlock(&c->lock);
}

void go_ctx_stop_timer(go_ctx *c) {
    if (c->timer.fn)
        go_rt_timer_stop(&c->timer);
}

/* All of ROOT's tree, ROOT having begun. */
static void walk(go_ctx *root, go_error *err, go_error *cause) {
    const struct go_probe *p = go_probed();
    go_ctx *at = root, *next = root->children;
    for (;;) {
        if (next)
            announce(p, next);
        if (next && begin(next, err, cause)) {
            at = next;
            next = at->children;
        } else if (next) {
            next = next->next;
        } else {
            finish(at);
            if (at == root)
                return;
            /* Not before it has finished: the timer's function may be waiting for that. */
            go_ctx_stop_timer(at);
            next = at->next;
            at = at->canceller;
        }
    }
}

/* Takes C out of its canceller's list, under the lock of that. */
static bool unlink_child(go_ctx *c) {
    if (!c->link)
        return false;
    *c->link = c->next;
    if (c->next)
        c->next->link = c->link;
    c->link = NULL;
    c->next = NULL;
    return true;
}

bool go_ctx_cancel_tree(go_ctx *c, go_error *err, go_error *cause) {
    const struct go_probe *p = go_probed();
    go_ctx *above = c->canceller;
    bool first;
    if (!cause)
        cause = err;
    announce(p, c);
    if (p)
        p->hold(1);
    first = begin(c, err, cause);
    if (first)
        walk(c, err, cause);
    if (first && above) {
        go_spin_lock(&above->lock);
        if (!above->busy)
            unlink_child(c);
        go_spin_unlock(&above->lock);
    }
    if (p)
        p->hold(-1);
    return first;
}

void go_ctx_attach(go_ctx *c) {
    const struct go_probe *p = go_probed();
    go_ctx *above = c->canceller;
    go_error *err;
    if (!above)
        return;
    if (p && above->obj)
        p->context_err(above->obj, above->err != NULL);
    go_spin_lock(&above->lock);
    err = above->err;
    if (!err) {
        c->next = above->children;
        if (c->next)
            c->next->link = &c->next;
        c->link = &above->children;
        above->children = c;
    }
    go_spin_unlock(&above->lock);
    if (!err)
        return;
    while (!is_set(&above->closed))
        go_yield();
    go_ctx_cancel_tree(c, err, above->cause);
}

bool go_ctx_detach(go_ctx *c) {
    go_ctx *above = c->canceller;
    bool busy, was_child = false;
    if (!above)
        return false;
    for (;;) {
        go_spin_lock(&above->lock);
        busy = above->busy;
        if (!busy)
            was_child = unlink_child(c);
        go_spin_unlock(&above->lock);
        if (!busy)
            return was_child;
        go_yield();
    }
}
