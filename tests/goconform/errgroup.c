/* errgroup.c: golang.org/x/sync/errgroup. */
#include <string.h>

#include "case.h"

GO_SENTINEL(ErrFirst, "first");
GO_SENTINEL(ErrSecond, "second");
static go_atomic_int64 ran;

static go_error *succeeds(void *arg) {
    go_atomic_add(&ran, *(int *)arg);
    return NULL;
}
static go_error *fails(void *arg) {
    return *(go_error **)arg;
}
RETURNS(group_nothing, "errgroup: Group",
        "a zero Group is valid, has no limit and does not cancel") {
    go_errgroup g = {0};
    CHECK(!go_errgroup_wait(&g));
}
RETURNS(group_waits_for_all, "errgroup: Group.Wait",
        "blocks until all function calls have returned") {
    go_errgroup g = {0};
    for (int i = 1; i <= 4; i++)
        go_errgroup_go(&g, succeeds, i);
    CHECK(!go_errgroup_wait(&g));
    EQUAL(go_atomic_load(&ran), 10);
}
RETURNS(group_gives_error, "errgroup: Group.Wait", "returns the first non-nil error, if any") {
    go_errgroup g = {0};
    go_errgroup_go(&g, succeeds, 1);
    go_errgroup_go(&g, fails, ErrFirst);
    go_errgroup_go(&g, succeeds, 1);
    CHECK(go_errgroup_wait(&g) == ErrFirst);
    EQUAL(go_atomic_load(&ran), 2);
}
static go_error *makes_error(void *arg) {
    return go_error_wrap(ErrFirst, "number %d", *(int *)arg);
}
RETURNS(group_takes_error_over, "errgroup: Group.Wait",
        "returns the error itself, wrapped as it is") {
    go_errgroup g = {0};
    for (int i = 0; i < 3; i++)
        go_errgroup_go(&g, makes_error, i);
    go_error *e = go_errgroup_wait(&g);
    CHECK(go_error_is(e, ErrFirst));
    CHECK(strncmp(go_error_text(e), "number ", 7) == 0);
    go_error_release(e);
}
ORDERS(group_first_of_two, "12", "errgroup: Group.Go", "the first call to return an error counts") {
    go_errgroup g = {0};
    go_errgroup_go(&g, fails, ErrFirst);
    go_errgroup_go(&g, fails, ErrSecond);
    go_error *e = go_errgroup_wait(&g);
    CHECK(e == ErrFirst || e == ErrSecond);
    chose(e == ErrFirst ? '1' : '2');
}
struct turn {
    go_signal after, done;
    go_error *error;
};
static go_error *in_turn(void *arg) {
    struct turn *t = arg;
    go_recv_ok(t->after, NULL);
    return t->error;
}
RETURNS(group_keeps_first, "errgroup: Group.Go", "later errors are dropped") {
    go_ctx *ctx;
    go_errgroup g;
    ctx = go_errgroup_with_context(&g, go_ctx_background());
    struct turn late = {.error = ErrSecond}, early = {.error = ErrFirst};
    late.after.rx.ch = go_chan_of(go_ctx_done(ctx));
    early.after = go_make(go_signal, 0);
    go_errgroup_go(&g, in_turn, late);
    go_errgroup_go(&g, in_turn, early);
    go_close(early.after);
    CHECK(go_errgroup_wait(&g) == ErrFirst);
    go_ctx_release(ctx);
}
static go_error *until_done(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    go_recv_ok(go_ctx_done(ctx), NULL);
    return go_ctx_err(ctx);
}
RETURNS(group_error_cancels, "errgroup: WithContext",
        "the derived Context is canceled the first time a function returns a non-nil error") {
    go_errgroup g;
    go_ctx *ctx = go_errgroup_with_context(&g, go_ctx_background());
    go_errgroup_go(&g, until_done, ctx);
    go_errgroup_go(&g, until_done, ctx);
    go_errgroup_go(&g, fails, ErrFirst);
    CHECK(go_errgroup_wait(&g) == ErrFirst);
    CHECK(go_ctx_err(ctx) == go_canceled && go_ctx_cause(ctx) == ErrFirst);
    go_ctx_release(ctx);
}
RETURNS(group_wait_cancels, "errgroup: WithContext",
        "the derived Context is canceled the first time Wait returns") {
    go_errgroup g;
    int one = 1;
    go_ctx *ctx = go_errgroup_with_context(&g, go_ctx_background());
    CHECK(!go_ctx_err(ctx));
    go_errgroup_go(&g, succeeds, one);
    CHECK(!go_errgroup_wait(&g));
    CHECK(go_ctx_err(ctx) == go_canceled && go_ctx_cause(ctx) == go_canceled);
    go_ctx_release(ctx);
}
RETURNS(group_context_of_parent, "errgroup: WithContext",
        "the Context is derived from the one given") {
    go_errgroup g;
    go_ctx *p = go_ctx_with_cancel(go_ctx_background());
    go_ctx *ctx = go_errgroup_with_context(&g, p);
    go_errgroup_go(&g, until_done, ctx);
    go_ctx_cancel_cause(p, ErrSecond);
    CHECK(go_errgroup_wait(&g) == go_canceled);
    CHECK(go_ctx_cause(ctx) == ErrSecond);
    go_ctx_release(ctx);
    go_ctx_release(p);
}

static go_atomic_int64 now, most;
static go_error *counts_itself(void *arg) {
    (void)arg;
    int64_t n = go_atomic_add(&now, 1), was = go_atomic_load(&most);
    while (n > was && !go_atomic_cas(&most, was, n))
        was = go_atomic_load(&most);
    go_yield();
    go_atomic_add(&now, -1);
    return NULL;
}
RETURNS(group_limit, "errgroup: Group.SetLimit",
        "limits the number of active goroutines to at most n") {
    go_errgroup g = {0};
    go_errgroup_set_limit(&g, 2);
    for (int i = 0; i < 8; i++)
        go_errgroup_go(&g, counts_itself, i);
    CHECK(!go_errgroup_wait(&g));
    CHECK(go_atomic_load(&most) <= 2 && go_atomic_load(&most) >= 1);
}
static go_error *waits(void *arg) {
    (void)go_recv(*(ints *)arg);
    return NULL;
}
RETURNS(
    group_try_at_limit, "errgroup: Group.TryGo",
    "calls f only if the number of active goroutines is below the limit; reports whether it did") {
    go_errgroup g = {0};
    ints c = go_make(ints, 0);
    go_errgroup_set_limit(&g, 2);
    CHECK(go_errgroup_trygo(&g, waits, c));
    CHECK(go_errgroup_trygo(&g, waits, c));
    CHECK(!go_errgroup_trygo(&g, waits, c));
    go_send(c, 1);
    while (!go_errgroup_trygo(&g, waits, c))
        go_yield();
    go_send(c, 1);
    go_send(c, 1);
    CHECK(!go_errgroup_wait(&g));
}
RETURNS(group_try_without_limit, "errgroup: Group.TryGo", "without a limit it always does") {
    go_errgroup g = {0};
    for (int i = 0; i < 5; i++)
        CHECK(go_errgroup_trygo(&g, succeeds, i));
    CHECK(!go_errgroup_wait(&g));
    EQUAL(go_atomic_load(&ran), 10);
}
RETURNS(group_limit_zero, "errgroup: Group.SetLimit",
        "zero prevents any new goroutines from being added") {
    go_errgroup g = {0};
    go_errgroup_set_limit(&g, 0);
    CHECK(!go_errgroup_trygo(&g, counts_itself, 1));
    CHECK(!go_errgroup_wait(&g));
}
BLOCKS(group_limit_zero_go, "channel-blocked", "errgroup: Group.Go",
       "blocks until the new goroutine can be added without exceeding the limit") {
    go_errgroup g = {0};
    go_errgroup_set_limit(&g, 0);
    go_errgroup_go(&g, counts_itself, 1);
}
RETURNS(group_limit_negative, "errgroup: Group.SetLimit", "a negative value indicates no limit") {
    go_errgroup g = {0};
    ints c = go_make(ints, 0);
    go_errgroup_set_limit(&g, 1);
    go_errgroup_set_limit(&g, -1);
    for (int i = 0; i < 3; i++)
        CHECK(go_errgroup_trygo(&g, waits, c));
    for (int i = 0; i < 3; i++)
        go_send(c, 1);
    CHECK(!go_errgroup_wait(&g));
}
PANICS(group_limit_while_running,
       "errgroup: modify limit while 1 goroutines in the group are still active",
       "errgroup: Group.SetLimit", "must not be modified while any goroutines are active") {
    go_errgroup g = {0};
    ints c = go_make(ints, 0);
    go_errgroup_set_limit(&g, 2);
    go_errgroup_go(&g, waits, c);
    go_errgroup_set_limit(&g, 3);
}

static go_error *panics(void *arg) {
    (void)arg;
    go_panic("in a group");
}
PANICS(group_panic_ends_program, "in a group", "errgroup: Group.Go",
       "a panic is not carried over to Wait: it ends the program as in any goroutine") {
    go_errgroup g = {0};
    go_errgroup_go(&g, panics, 0);
    go_errgroup_wait(&g);
    (void)go_recv(go_make(ints, 0));
}
static go_error *exits(void *arg) {
    (void)arg;
    go_exit();
}
static void waits_for_exit(void *arg) {
    go_errgroup g = {0};
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, arg);
    go_errgroup_go(&g, exits, 0);
    go_errgroup_wait(&g);
}
RETURNS(group_goexit_is_over, "errgroup: Group.Wait", "a function that ended by Goexit is over") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 1);
    go_ref(waits_for_exit, &all);
    go_waitgroup_wait(&all);
}
static go_error *starts(void *arg) {
    go_errgroup *g = *(go_errgroup **)arg;
    go_errgroup_go(g, succeeds, 5);
    return NULL;
}
RETURNS(group_starts_from_within, "errgroup: Group.Go",
        "the first call must come before Wait; others need not") {
    go_errgroup g = {0}, *p = &g;
    go_errgroup_go(&g, starts, p);
    CHECK(!go_errgroup_wait(&g));
    EQUAL(go_atomic_load(&ran), 5);
}
