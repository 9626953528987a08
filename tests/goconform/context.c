/* context.c: package context: cancellation, causes, values. Deadlines are in context_time.c. */
#include "case.h"

GO_SENTINEL(ErrWhy, "because");
static const char key, other_key;

static bool is_done(go_ctx *ctx) {
    return go_select_default(go_on_recv(go_ctx_done(ctx), NULL, NULL)) == 0;
}
static void cancel_release(go_ctx *ctx) {
    go_ctx_cancel(ctx);
    go_ctx_release(ctx);
}

RETURNS(ctx_background, "context: Background",
        "never canceled, has no values, and has no deadline") {
    go_ctx *b = go_ctx_background();
    go_time t;
    CHECK(b && b == go_ctx_background());
    CHECK(!go_chan_of(go_ctx_done(b)));
    CHECK(!go_ctx_err(b) && !go_ctx_cause(b) && !go_ctx_value(b, &key) && !go_ctx_deadline(b, &t));
    go_ctx_cancel(b);
    CHECK(!go_ctx_err(b));
}
BLOCKS(ctx_background_done_blocks, "nil-channel", "context: Context.Done",
       "may return nil if this context can never be canceled") {
    go_recv_ok(go_ctx_done(go_ctx_background()), NULL);
}
RETURNS(ctx_fresh, "context: Context.Err", "nil while Done is not closed") {
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    CHECK(go_chan_of(go_ctx_done(c)) && !is_done(c));
    CHECK(!go_ctx_err(c) && !go_ctx_cause(c));
    cancel_release(c);
}
RETURNS(ctx_cancel, "context: WithCancel", "Done is closed when the cancel function is called") {
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_ctx_cancel(c);
    CHECK(is_done(c) && go_ctx_err(c) == go_canceled && go_ctx_cause(c) == go_canceled);
    go_ctx_release(c);
}
RETURNS(ctx_cancel_again, "context: CancelFunc", "after the first call, later calls do nothing") {
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_ctx_cancel(c);
    go_ctx_cancel(c);
    go_ctx_cancel_cause(c, ErrWhy);
    CHECK(go_ctx_err(c) == go_canceled && go_ctx_cause(c) == go_canceled);
    go_ctx_release(c);
}
RETURNS(ctx_done_same, "context: Context.Done", "successive calls return the same value") {
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_chan *first = go_chan_of(go_ctx_done(c));
    go_ctx_cancel(c);
    CHECK(go_chan_of(go_ctx_done(c)) == first);
    go_ctx_release(c);
}
RETURNS(ctx_cause, "context: WithCancelCause", "Err is Canceled, Cause is what was given first") {
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_error *e = go_errorf("my own");
    go_ctx_cancel_cause(c, e);
    go_error_release(e);
    go_ctx_cancel_cause(c, ErrWhy);
    CHECK(go_ctx_err(c) == go_canceled);
    SAME_TEXT(go_error_text(go_ctx_cause(c)), "my own");
    go_ctx_release(c);
}
RETURNS(ctx_cause_nil, "context: CancelCauseFunc", "a nil cause sets it to Canceled") {
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_ctx_cancel_cause(c, NULL);
    CHECK(go_ctx_cause(c) == go_canceled);
    go_ctx_release(c);
}
RETURNS(ctx_cause_from_parent, "context: Cause",
        "of the first cancellation of it or one of its parents") {
    go_ctx *p = go_ctx_with_cancel(go_ctx_background());
    go_ctx *c = go_ctx_with_cancel(p), *v = go_ctx_with_value(c, &key, p);
    go_ctx_cancel_cause(p, ErrWhy);
    CHECK(go_ctx_cause(c) == ErrWhy && go_ctx_cause(v) == ErrWhy && go_ctx_err(v) == go_canceled);
    go_ctx_cancel_cause(c, go_deadline_exceeded);
    CHECK(go_ctx_cause(c) == ErrWhy);
    go_ctx_release(v);
    go_ctx_release(c);
    go_ctx_release(p);
}
RETURNS(ctx_cause_child_first, "context: Cause", "the child keeps its own if it was first") {
    go_ctx *p = go_ctx_with_cancel(go_ctx_background()), *c = go_ctx_with_cancel(p);
    go_ctx_cancel_cause(c, ErrWhy);
    go_ctx_cancel_cause(p, go_deadline_exceeded);
    CHECK(go_ctx_cause(c) == ErrWhy && go_ctx_cause(p) == go_deadline_exceeded);
    CHECK(go_ctx_err(p) == go_canceled);
    go_ctx_release(c);
    go_ctx_release(p);
}
RETURNS(ctx_parent_cancels_children, "context: package",
        "when a Context is canceled, all derived from it are canceled too") {
    go_ctx *p = go_ctx_with_cancel(go_ctx_background()), *kids[5];
    for (int i = 0; i < 5; i++)
        kids[i] = go_ctx_with_cancel(i < 3 ? p : kids[i - 1]);
    go_ctx_cancel(p);
    for (int i = 0; i < 5; i++) {
        CHECK(is_done(kids[i]) && go_ctx_err(kids[i]) == go_canceled);
        go_ctx_release(kids[i]);
    }
    go_ctx_release(p);
}
RETURNS(ctx_child_leaves_parent, "context: WithCancel",
        "cancelling a copy leaves the parent as it is") {
    go_ctx *p = go_ctx_with_cancel(go_ctx_background());
    go_ctx *c = go_ctx_with_cancel(p), *d = go_ctx_with_cancel(p);
    go_ctx_cancel(c);
    CHECK(is_done(c) && !is_done(p) && !is_done(d) && !go_ctx_err(p));
    cancel_release(d);
    go_ctx_release(c);
    cancel_release(p);
}
RETURNS(ctx_of_cancelled_parent, "context: WithCancel",
        "Done is closed if the parent's is, from the start") {
    go_ctx *p = go_ctx_with_cancel(go_ctx_background());
    go_ctx_cancel_cause(p, ErrWhy);
    go_ctx *c = go_ctx_with_cancel(p);
    CHECK(is_done(c) && go_ctx_err(c) == go_canceled && go_ctx_cause(c) == ErrWhy);
    go_ctx_release(c);
    go_ctx_release(p);
}
RETURNS(ctx_value, "context: WithValue",
        "the value associated with key is val, else the parent's") {
    int a, b, c;
    go_ctx *one = go_ctx_with_value(go_ctx_background(), &key, &a);
    go_ctx *two = go_ctx_with_value(one, &other_key, &b);
    go_ctx *three = go_ctx_with_cancel(two), *four = go_ctx_with_value(three, &key, &c);
    CHECK(go_ctx_value(one, &key) == &a && go_ctx_value(one, &other_key) == NULL);
    CHECK(go_ctx_value(two, &key) == &a && go_ctx_value(two, &other_key) == &b);
    CHECK(go_ctx_value(three, &key) == &a);
    CHECK(go_ctx_value(four, &key) == &c && go_ctx_value(four, &other_key) == &b);
    go_ctx_release(four);
    cancel_release(three);
    go_ctx_release(two);
    go_ctx_release(one);
}
RETURNS(ctx_value_has_parents_done, "context: WithValue",
        "a copy of the parent: its Done and Err") {
    go_ctx *p = go_ctx_with_cancel(go_ctx_background()), *v = go_ctx_with_value(p, &key, p);
    CHECK(go_chan_of(go_ctx_done(v)) == go_chan_of(go_ctx_done(p)));
    go_ctx_cancel(v);
    CHECK(!go_ctx_err(p));
    go_ctx_cancel(p);
    CHECK(is_done(v) && go_ctx_err(v) == go_canceled);
    go_ctx_release(v);
    go_ctx_release(p);
}
RETURNS(ctx_without_cancel, "context: WithoutCancel",
        "not canceled with the parent; no deadline, no error, Done is nil, values kept") {
    go_ctx *p = go_ctx_with_cancel(go_ctx_background()), *v = go_ctx_with_value(p, &key, p);
    go_ctx *w = go_ctx_without_cancel(v);
    go_ctx_cancel_cause(p, ErrWhy);
    CHECK(!go_ctx_err(w) && !go_ctx_cause(w) && !go_chan_of(go_ctx_done(w)));
    go_time t;
    CHECK(go_ctx_value(w, &key) == p && !go_ctx_deadline(w, &t));
    go_ctx *c = go_ctx_with_cancel(w);
    CHECK(!go_ctx_err(c) && go_ctx_value(c, &key) == p);
    cancel_release(c);
    go_ctx_release(w);
    go_ctx_release(v);
    go_ctx_release(p);
}
struct worker {
    go_ctx *ctx;
    ints out;
};
static void waits(void *arg) {
    struct worker *w = arg;
    go_recv_ok(go_ctx_done(w->ctx), NULL);
    CHECK(go_ctx_err(w->ctx) == go_canceled);
    go_send(w->out, 1);
}
RETURNS(ctx_wakes_waiters, "context: Context.Done",
        "closed when work done on behalf of this context should be canceled") {
    go_ctx *p = go_ctx_with_cancel(go_ctx_background());
    struct worker a = {p, go_make(ints, 0)}, b = {go_ctx_with_cancel(p), a.out};
    go(waits, a);
    go(waits, b);
    go(waits, b);
    yield_often(4);
    go_ctx_cancel(p);
    for (int i = 0; i < 3; i++)
        (void)go_recv(a.out);
}
static void cancels(void *arg) {
    struct worker *w = arg;
    go_ctx_cancel_cause(w->ctx, ErrWhy);
    go_send(w->out, 1);
}
RETURNS(ctx_cancelled_from_many, "context: CancelFunc",
        "may be called by multiple goroutines simultaneously") {
    struct worker w = {go_ctx_with_cancel(go_ctx_background()), go_make(ints, 3)};
    for (int i = 0; i < 3; i++)
        go(cancels, w);
    go_recv_ok(go_ctx_done(w.ctx), NULL);
    CHECK(go_ctx_cause(w.ctx) == ErrWhy);
    for (int i = 0; i < 3; i++)
        (void)go_recv(w.out);
}
static void derives(void *arg) {
    struct worker *w = arg;
    go_ctx *c = go_ctx_with_cancel(w->ctx);
    go_recv_ok(go_ctx_done(c), NULL);
    CHECK(go_ctx_err(c) == go_canceled);
    go_ctx_release(c);
    go_send(w->out, 1);
}
RETURNS(ctx_derived_during_cancel, "context: WithCancel",
        "a context made while its parent is cancelled is cancelled as well") {
    struct worker w = {go_ctx_with_cancel(go_ctx_background()), go_make(ints, 2)};
    go(derives, w);
    go(derives, w);
    go_ctx_cancel(w.ctx);
    (void)go_recv(w.out);
    (void)go_recv(w.out);
}
RETURNS(ctx_children_before_cancel_returns, "context: CancelFunc",
        "tells operations to abandon their work; children are cancelled by the call") {
    go_ctx *p = go_ctx_with_cancel(go_ctx_background()), *c = go_ctx_with_cancel(p);
    go_ctx_cancel(p);
    CHECK(go_ctx_err(c) == go_canceled);
    go_ctx_release(c);
    go_ctx_release(p);
}
static go_ctx *cancelled_by_guard(void) {
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    CHECK(!go_ctx_err(ctx));
    return go_ctx_retain(ctx);
}
RETURNS(ctx_guard, "context: package", "defer cancel(): called on all control-flow paths") {
    go_ctx *c = cancelled_by_guard();
    CHECK(go_ctx_err(c) == go_canceled);
    go_ctx_release(c);
}

/* --- AfterFunc --- */

static void tells(void *arg) {
    go_send(*(ints *)arg, 1);
}
RETURNS(ctx_after_func, "context: AfterFunc",
        "calls f in its own goroutine after ctx is canceled") {
    static ints c;
    c = go_make(ints, 0);
    go_ctx *ctx = go_ctx_with_cancel(go_ctx_background());
    go_ctx_after *after = go_ctx_after_func(ctx, tells, &c);
    EQUAL(go_select_default(go_on_recv(c, NULL, NULL)), -1);
    go_ctx_cancel(ctx);
    EQUAL(go_recv(c), 1);
    CHECK(!go_ctx_after_stop(after));
    go_ctx_after_free(after);
    go_ctx_release(ctx);
}
RETURNS(ctx_after_func_at_once, "context: AfterFunc",
        "if ctx is already canceled, f is called immediately in its own goroutine") {
    static ints c;
    c = go_make(ints, 0);
    go_ctx *ctx = go_ctx_with_cancel(go_ctx_background());
    go_ctx_cancel(ctx);
    go_ctx_after *after = go_ctx_after_func(ctx, tells, &c);
    EQUAL(go_recv(c), 1);
    go_ctx_after_free(after);
    go_ctx_release(ctx);
}
RETURNS(ctx_after_stop, "context: AfterFunc", "stop returns true if it stopped f from being run") {
    static ints c;
    c = go_make(ints, 1);
    go_ctx *ctx = go_ctx_with_cancel(go_ctx_background());
    go_ctx_after *after = go_ctx_after_func(ctx, tells, &c);
    CHECK(go_ctx_after_stop(after));
    CHECK(!go_ctx_after_stop(after));
    go_ctx_cancel(ctx);
    while (go_num_goroutine() > 1)
        go_yield();
    EQUAL(go_len(c), 0);
    go_ctx_after_free(after);
    go_ctx_release(ctx);
}
RETURNS(ctx_after_twice, "context: AfterFunc",
        "multiple calls operate independently; one does not replace another") {
    static ints c;
    c = go_make(ints, 2);
    go_ctx *ctx = go_ctx_with_cancel(go_ctx_background());
    go_ctx_after *one = go_ctx_after_func(ctx, tells, &c), *two = go_ctx_after_func(ctx, tells, &c);
    CHECK(go_ctx_after_stop(one));
    go_ctx_cancel(ctx);
    EQUAL(go_recv(c), 1);
    go_ctx_after_free(one);
    go_ctx_after_free(two);
    go_ctx_release(ctx);
}
PANICS(ctx_nil_parent, "cannot create context from nil parent", "context: package",
       "a nil Context must not be passed") {
    go_ctx_with_cancel(NULL);
}
PANICS(ctx_nil_parent_of_value, "cannot create context from nil parent", "context: package",
       "a nil Context must not be passed") {
    go_ctx_with_value(NULL, &key, NULL);
}
PANICS(ctx_nil_parent_of_deadline, "cannot create context from nil parent", "context: package",
       "a nil Context must not be passed") {
    go_ctx_with_timeout(NULL, 1);
}
PANICS(ctx_nil_parent_without_cancel, "cannot create context from nil parent", "context: package",
       "a nil Context must not be passed") {
    go_ctx_without_cancel(NULL);
}
PANICS(ctx_nil_key, "nil key", "context: WithValue", "the key must be comparable, and is not nil") {
    go_ctx_with_value(go_ctx_background(), NULL, NULL);
}
