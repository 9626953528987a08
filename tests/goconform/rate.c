/* rate.c: golang.org/x/time/rate. Times are given wherever they matter. */
#include <math.h>

#include "case.h"

static const go_time t0 = 1000000 * GO_SECOND;
static go_time at(int tenths) {
    return t0 + tenths * 100 * GO_MILLISECOND;
}
static bool close_to(double a, double b) {
    return fabs(a - b) < 1e-6;
}

RETURNS(rate_every, "rate: Every", "converts a minimum time interval between events to a Limit") {
    CHECK(close_to(go_rate_every(100 * GO_MILLISECOND), 10));
    CHECK(close_to(go_rate_every(2 * GO_SECOND), 0.5));
    CHECK(go_rate_every(0) == GO_RATE_INF && go_rate_every(-1) == GO_RATE_INF);
}
RETURNS(rate_new, "rate: NewLimiter",
        "allows events up to rate r and permits bursts of at most b") {
    go_limiter *l = go_limiter_new(10, 3);
    CHECK(go_limiter_limit(l) == 10 && go_limiter_burst(l) == 3);
    go_limiter_free(l);
}
RETURNS(rate_full_at_first, "rate: Limiter", "a token bucket of size b, initially full") {
    go_limiter *l = go_limiter_new(10, 3);
    CHECK(close_to(go_limiter_tokens_at(l, at(0)), 3));
    for (int i = 0; i < 3; i++)
        CHECK(go_limiter_allow_n(l, at(0), 1));
    CHECK(!go_limiter_allow_n(l, at(0), 1));
    CHECK(close_to(go_limiter_tokens_at(l, at(0)), 0));
    go_limiter_free(l);
}
RETURNS(rate_refills, "rate: Limiter", "refilled at rate r tokens per second") {
    go_limiter *l = go_limiter_new(10, 1);
    CHECK(go_limiter_allow_n(l, at(0), 1));
    CHECK(!go_limiter_allow_n(l, at(0), 1));
    CHECK(go_limiter_allow_n(l, at(1), 1));
    CHECK(!go_limiter_allow_n(l, at(1), 1));
    CHECK(!go_limiter_allow_n(l, at(1) + 99 * GO_MILLISECOND, 1));
    CHECK(go_limiter_allow_n(l, at(2), 1));
    go_limiter_free(l);
}
RETURNS(rate_not_over_burst, "rate: Limiter", "the bucket holds b at most") {
    go_limiter *l = go_limiter_new(10, 2);
    CHECK(go_limiter_allow_n(l, at(0), 2));
    CHECK(close_to(go_limiter_tokens_at(l, at(100)), 2));
    CHECK(go_limiter_allow_n(l, at(100), 2));
    CHECK(!go_limiter_allow_n(l, at(100), 1));
    go_limiter_free(l);
}
RETURNS(rate_allow_all_or_none, "rate: Limiter.AllowN",
        "reports whether n events may happen at time t") {
    go_limiter *l = go_limiter_new(10, 3);
    CHECK(!go_limiter_allow_n(l, at(0), 4));
    CHECK(go_limiter_allow_n(l, at(0), 2));
    CHECK(!go_limiter_allow_n(l, at(0), 2));
    CHECK(go_limiter_allow_n(l, at(0), 1));
    CHECK(go_limiter_allow_n(l, at(0), 0));
    go_limiter_free(l);
}
RETURNS(rate_time_going_back, "rate: Limiter.AllowN",
        "an earlier time is as good as the last one") {
    go_limiter *l = go_limiter_new(10, 2);
    CHECK(go_limiter_allow_n(l, at(5), 1));
    CHECK(go_limiter_allow_n(l, at(0), 1));
    CHECK(!go_limiter_allow_n(l, at(0), 1));
    CHECK(go_limiter_allow_n(l, at(1), 1));
    CHECK(!go_limiter_allow_n(l, at(1), 1));
    go_limiter_free(l);
}
RETURNS(rate_inf, "rate: Inf",
        "the infinite rate limit; it allows all events, even if burst is zero") {
    go_limiter *l = go_limiter_new(GO_RATE_INF, 0);
    for (int i = 0; i < 100; i++)
        CHECK(go_limiter_allow(l));
    CHECK(!go_limiter_wait_n(l, go_ctx_background(), 1000));
    go_reservation r = go_limiter_reserve_n(l, at(0), 500);
    CHECK(r.ok && go_reservation_delay_from(&r, at(0)) == 0);
    go_limiter_free(l);
}
RETURNS(rate_zero_limit, "rate: Limit",
        "a zero Limit allows no events, beyond the burst that is there") {
    go_limiter *l = go_limiter_new(0, 1);
    CHECK(go_limiter_allow_n(l, at(0), 1));
    CHECK(!go_limiter_allow_n(l, at(1000), 1));
    go_limiter_free(l);
}
RETURNS(rate_zero_burst, "rate: Limiter", "a zero burst allows no events, unless limit is Inf") {
    go_limiter *l = go_limiter_new(10, 0);
    CHECK(!go_limiter_allow_n(l, at(0), 1));
    go_reservation r = go_limiter_reserve_n(l, at(0), 1);
    CHECK(!r.ok);
    go_limiter_free(l);
}
RETURNS(rate_reserve, "rate: Limiter.ReserveN",
        "how long the caller must wait before n events happen") {
    go_limiter *l = go_limiter_new(10, 2);
    go_reservation a = go_limiter_reserve_n(l, at(0), 2), b = go_limiter_reserve_n(l, at(0), 1);
    go_reservation c = go_limiter_reserve_n(l, at(0), 2);
    CHECK(a.ok && b.ok && c.ok);
    EQUAL(go_reservation_delay_from(&a, at(0)), 0);
    EQUAL(go_reservation_delay_from(&b, at(0)), 100 * GO_MILLISECOND);
    EQUAL(go_reservation_delay_from(&c, at(0)), 300 * GO_MILLISECOND);
    EQUAL(go_reservation_delay_from(&c, at(1)), 200 * GO_MILLISECOND);
    EQUAL(go_reservation_delay_from(&c, at(9)), 0);
    CHECK(close_to(go_limiter_tokens_at(l, at(0)), -3));
    go_limiter_free(l);
}
RETURNS(rate_reserve_too_many, "rate: Reservation.OK",
        "false if n exceeds the burst; InfDuration then") {
    go_limiter *l = go_limiter_new(10, 2);
    go_reservation r = go_limiter_reserve_n(l, at(0), 3);
    CHECK(!r.ok);
    CHECK(go_reservation_delay_from(&r, at(0)) == GO_INF_DURATION);
    go_reservation_cancel_at(&r, at(0));
    CHECK(go_limiter_allow_n(l, at(0), 2));
    go_limiter_free(l);
}
RETURNS(rate_cancel, "rate: Reservation.CancelAt", "reverses the effects as much as possible") {
    go_limiter *l = go_limiter_new(10, 2);
    CHECK(go_limiter_allow_n(l, at(0), 2));
    go_reservation r = go_limiter_reserve_n(l, at(0), 2);
    CHECK(!go_limiter_allow_n(l, at(1), 1));
    go_reservation_cancel_at(&r, at(1));
    CHECK(go_limiter_allow_n(l, at(1), 1));
    CHECK(!go_limiter_allow_n(l, at(1), 1));
    go_limiter_free(l);
}
RETURNS(rate_cancel_too_late, "rate: Reservation.CancelAt", "not when its time to act is over") {
    go_limiter *l = go_limiter_new(10, 2);
    CHECK(go_limiter_allow_n(l, at(0), 2));
    go_reservation r = go_limiter_reserve_n(l, at(0), 1);
    go_reservation_cancel_at(&r, at(2));
    CHECK(close_to(go_limiter_tokens_at(l, at(2)), 1));
    go_limiter_free(l);
}
RETURNS(rate_cancel_with_later, "rate: Reservation.CancelAt",
        "other reservations may have been made: what they count on is not given back") {
    go_limiter *l = go_limiter_new(10, 2);
    CHECK(go_limiter_allow_n(l, at(0), 2));
    go_reservation r = go_limiter_reserve_n(l, at(0), 2), later = go_limiter_reserve_n(l, at(0), 1);
    CHECK(later.ok && close_to(go_limiter_tokens_at(l, at(0)), -3));
    go_reservation_cancel_at(&r, at(0));
    CHECK(close_to(go_limiter_tokens_at(l, at(0)), -2));
    go_limiter_free(l);
}
RETURNS(rate_set_limit, "rate: Limiter.SetLimitAt", "sets a new limit from then on") {
    go_limiter *l = go_limiter_new(10, 10);
    CHECK(go_limiter_allow_n(l, at(0), 10));
    go_limiter_set_limit_at(l, at(5), 1);
    CHECK(go_limiter_limit(l) == 1);
    CHECK(close_to(go_limiter_tokens_at(l, at(5)), 5));
    CHECK(close_to(go_limiter_tokens_at(l, at(15)), 6));
    go_limiter_free(l);
}
RETURNS(rate_set_burst, "rate: Limiter.SetBurstAt", "sets a new burst size from then on") {
    go_limiter *l = go_limiter_new(10, 10);
    go_limiter_set_burst_at(l, at(0), 3);
    EQUAL(go_limiter_burst(l), 3);
    CHECK(close_to(go_limiter_tokens_at(l, at(1)), 3));
    CHECK(!go_limiter_allow_n(l, at(1), 4));
    CHECK(go_limiter_allow_n(l, at(1), 3));
    go_limiter_free(l);
}
RETURNS(rate_wait_at_once, "rate: Limiter.WaitN",
        "blocks until the limiter permits n events: now") {
    go_limiter *l = go_limiter_new(10, 2);
    CHECK(!go_limiter_wait(l, go_ctx_background()));
    CHECK(!go_limiter_wait_n(l, go_ctx_background(), 1));
    go_limiter_free(l);
}
RETURNS(rate_wait_waits, "rate: Limiter.WaitN", "blocks until the limiter permits n events") {
    go_limiter *l = go_limiter_new(1000, 1);
    go_time start = go_now();
    for (int i = 0; i < 4; i++)
        CHECK(!go_limiter_wait(l, go_ctx_background()));
    CHECK(go_now() - start >= 29 * GO_MILLISECOND / 10);
    go_limiter_free(l);
}
RETURNS(rate_wait_over_burst, "rate: Limiter.WaitN", "an error if n exceeds the burst size") {
    go_limiter *l = go_limiter_new(10, 2);
    go_error *e = go_limiter_wait_n(l, go_ctx_background(), 3);
    SAME_TEXT(go_error_text(e), "rate: Wait(n=3) exceeds limiter's burst 2");
    go_error_release(e);
    CHECK(go_limiter_allow_n(l, go_now(), 2));
    go_limiter_free(l);
}
RETURNS(rate_wait_cancelled_before, "rate: Limiter.WaitN", "an error if the Context is canceled") {
    go_limiter *l = go_limiter_new(10, 2);
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_ctx_cancel(c);
    CHECK(go_limiter_wait(l, c) == go_canceled);
    CHECK(go_limiter_allow_n(l, go_now(), 2));
    go_ctx_release(c);
    go_limiter_free(l);
}
RETURNS(rate_wait_beyond_deadline, "rate: Limiter.WaitN",
        "an error at once if the expected wait exceeds the deadline") {
    go_limiter *l = go_limiter_new(0.01, 1);
    go_ctx *c = go_ctx_with_timeout(go_ctx_background(), 50 * GO_SECOND);
    CHECK(go_limiter_allow(l));
    go_error *e = go_limiter_wait(l, c);
    SAME_TEXT(go_error_text(e), "rate: Wait(n=1) would exceed context deadline");
    CHECK(!go_error_is(e, go_deadline_exceeded));
    go_error_release(e);
    CHECK(!go_ctx_err(c));
    go_ctx_cancel(c);
    go_ctx_release(c);
    go_limiter_free(l);
}
struct waiting {
    go_limiter *l;
    go_ctx *ctx;
    ints out;
};
static void waits(void *arg) {
    struct waiting *w = arg;
    go_send(w->out, 0);
    go_error *e = go_limiter_wait(w->l, w->ctx);
    go_send(w->out, e == go_canceled);
}
RETURNS(rate_wait_cancelled_during, "rate: Limiter.WaitN",
        "an error if the Context is canceled meanwhile; its tokens are given back") {
    struct waiting w = {go_limiter_new(0.001, 1), go_ctx_with_cancel(go_ctx_background()),
                        go_make(ints, 0)};
    CHECK(go_limiter_allow(w.l));
    go(waits, w);
    (void)go_recv(w.out);
    yield_often(5);
    go_ctx_cancel(w.ctx);
    EQUAL(go_recv(w.out), 1);
    CHECK(go_limiter_tokens(w.l) > -0.001);
    go_ctx_release(w.ctx);
    go_limiter_free(w.l);
}
static void allows(void *arg) {
    struct waiting *w = arg;
    int got = 0;
    for (int i = 0; i < 5; i++)
        got += go_limiter_allow_n(w->l, at(0), 1);
    go_send(w->out, got);
}
RETURNS(rate_shared, "rate: Limiter", "safe for simultaneous use by multiple goroutines") {
    struct waiting w = {go_limiter_new(1, 7), NULL, go_make(ints, 0)};
    for (int i = 0; i < 3; i++)
        go(allows, w);
    EQUAL(go_recv(w.out) + go_recv(w.out) + go_recv(w.out), 7);
    go_limiter_free(w.l);
}
RETURNS(rate_now, "rate: Limiter.Reserve",
        "shorthand for ReserveN(time.Now(), 1); so are the others") {
    go_limiter *l = go_limiter_new(0.001, 2);
    CHECK(go_limiter_allow(l));
    go_reservation r = go_limiter_reserve(l);
    CHECK(r.ok && go_reservation_delay(&r) == 0);
    go_reservation s = go_limiter_reserve(l);
    CHECK(s.ok && go_reservation_delay(&s) > 0 && go_limiter_tokens(l) < -0.5);
    go_reservation_cancel(&s);
    CHECK(go_limiter_tokens(l) > -0.5);
    go_limiter_set_limit(l, 5);
    go_limiter_set_burst(l, 9);
    CHECK(go_limiter_limit(l) == 5 && go_limiter_burst(l) == 9);
    go_limiter_free(l);
}
