/* context_time.c: contexts with deadlines. */
#include "case.h"

GO_SENTINEL(ErrLate, "too late");
enum { SOON = 2 * 1000 * 1000 };

static void cancel_release(go_ctx *ctx) {
    go_ctx_cancel(ctx);
    go_ctx_release(ctx);
}

RETURNS(deadline_told, "context: Context.Deadline", "the time when work should be canceled") {
    go_time when = go_now() + 3600 * GO_SECOND, t = 0;
    go_ctx *c = go_ctx_with_deadline(go_ctx_background(), when);
    CHECK(go_ctx_deadline(c, &t) && t == when);
    go_ctx *v = go_ctx_with_cancel(c);
    t = 0;
    CHECK(go_ctx_deadline(v, &t) && t == when);
    CHECK(!go_ctx_err(c) && !go_ctx_cause(c));
    cancel_release(v);
    cancel_release(c);
}
RETURNS(deadline_none, "context: Context.Deadline", "ok is false when no deadline is set") {
    go_time t = 5;
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    CHECK(!go_ctx_deadline(c, &t));
    cancel_release(c);
}
RETURNS(deadline_exceeded, "context: WithTimeout", "DeadlineExceeded once the time has passed") {
    go_time start = go_now();
    go_ctx *c = go_ctx_with_timeout(go_ctx_background(), SOON);
    go_recv_ok(go_ctx_done(c), NULL);
    CHECK(go_now() - start >= SOON);
    CHECK(go_ctx_err(c) == go_deadline_exceeded && go_ctx_cause(c) == go_deadline_exceeded);
    go_ctx_release(c);
}
RETURNS(deadline_in_past, "context: WithDeadline", "a deadline that has passed cancels at once") {
    go_ctx *c = go_ctx_with_deadline(go_ctx_background(), go_now() - 1);
    CHECK(go_ctx_err(c) == go_deadline_exceeded);
    CHECK(!go_recv_ok(go_ctx_done(c), NULL));
    go_ctx *d = go_ctx_with_timeout(go_ctx_background(), 0);
    CHECK(go_ctx_err(d) == go_deadline_exceeded);
    go_ctx *e = go_ctx_with_timeout(go_ctx_background(), -5 * GO_SECOND);
    CHECK(go_ctx_err(e) == go_deadline_exceeded);
    go_ctx_release(e);
    go_ctx_release(d);
    go_ctx_release(c);
}
RETURNS(deadline_cancelled_before, "context: WithDeadline",
        "Done closes with cancel, if that is first") {
    go_ctx *c = go_ctx_with_timeout(go_ctx_background(), 3600 * GO_SECOND);
    go_ctx_cancel(c);
    CHECK(go_ctx_err(c) == go_canceled);
    CHECK(!go_recv_ok(go_ctx_done(c), NULL));
    go_ctx_release(c);
}
RETURNS(deadline_then_cancel, "context: CancelFunc",
        "the first counts: a later cancel does nothing") {
    go_ctx *c = go_ctx_with_timeout(go_ctx_background(), SOON);
    go_recv_ok(go_ctx_done(c), NULL);
    go_ctx_cancel_cause(c, ErrLate);
    CHECK(go_ctx_err(c) == go_deadline_exceeded && go_ctx_cause(c) == go_deadline_exceeded);
    go_ctx_release(c);
}
RETURNS(deadline_of_parent_earlier, "context: WithDeadline",
        "if the parent's deadline is already earlier, it is equivalent to the parent") {
    go_time when = go_now() + 3600 * GO_SECOND, t = 0;
    go_ctx *p = go_ctx_with_deadline(go_ctx_background(), when);
    go_ctx *c = go_ctx_with_deadline(p, when + GO_SECOND);
    CHECK(go_ctx_deadline(c, &t) && t == when);
    go_ctx *d = go_ctx_with_deadline(p, when - GO_SECOND);
    CHECK(go_ctx_deadline(d, &t) && t == when - GO_SECOND);
    cancel_release(d);
    cancel_release(c);
    CHECK(!go_ctx_err(p));
    cancel_release(p);
}
RETURNS(deadline_reaches_children, "context: WithTimeout",
        "contexts derived from it are canceled too") {
    go_ctx *p = go_ctx_with_timeout(go_ctx_background(), SOON), *c = go_ctx_with_cancel(p);
    go_recv_ok(go_ctx_done(c), NULL);
    CHECK(go_ctx_err(c) == go_deadline_exceeded && go_ctx_cause(c) == go_deadline_exceeded);
    go_ctx_release(c);
    go_ctx_release(p);
}
RETURNS(deadline_cause, "context: WithTimeoutCause", "sets the cause when the timeout expires") {
    go_error *e = go_errorf("own reason");
    go_ctx *c = go_ctx_with_timeout_cause(go_ctx_background(), SOON, e);
    go_ctx *d = go_ctx_with_deadline_cause(go_ctx_background(), go_now() - 1, ErrLate);
    go_error_release(e);
    go_recv_ok(go_ctx_done(c), NULL);
    CHECK(go_ctx_err(c) == go_deadline_exceeded && go_ctx_err(d) == go_deadline_exceeded);
    SAME_TEXT(go_error_text(go_ctx_cause(c)), "own reason");
    CHECK(go_ctx_cause(d) == ErrLate);
    go_ctx_release(d);
    go_ctx_release(c);
}
RETURNS(deadline_cause_not_for_cancel, "context: WithDeadlineCause",
        "the cancel function does not set the cause") {
    go_ctx *c = go_ctx_with_timeout_cause(go_ctx_background(), 3600 * GO_SECOND, ErrLate);
    go_ctx_cancel(c);
    CHECK(go_ctx_err(c) == go_canceled && go_ctx_cause(c) == go_canceled);
    go_ctx_release(c);
}
RETURNS(deadline_of_uncancelled, "context: WithoutCancel",
        "it has no deadline, and keeps none of the parent's") {
    go_ctx *p = go_ctx_with_timeout(go_ctx_background(), SOON), *w = go_ctx_without_cancel(p);
    go_recv_ok(go_ctx_done(p), NULL);
    go_time t;
    CHECK(!go_ctx_err(w) && !go_ctx_deadline(w, &t));
    go_ctx_release(w);
    go_ctx_release(p);
}
RETURNS(deadline_select_first, "context: WithTimeout", "work that is never done is given up") {
    go_ctx *c = go_ctx_with_timeout(go_ctx_background(), SOON);
    ints never = go_make(ints, 0);
    EQUAL(go_select(go_on_recv(never, NULL, NULL), go_on_recv(go_ctx_done(c), NULL, NULL)), 1);
    CHECK(go_ctx_err(c) == go_deadline_exceeded);
    go_ctx_release(c);
}
