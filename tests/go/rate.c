/* rate.c: golang.org/x/time/rate, on times that the tests give, and on the clock where it waits. */
#include <math.h>
#include <stdio.h>

#include "case.h"

#define MS(n) ((n)*GO_MILLISECOND)

static void every(void **state) {
    static const struct {
        go_duration interval;
        go_limit limit;
    } rows[] = {
        {0, GO_RATE_INF},
        {-1, GO_RATE_INF},
        {1, 1e9},
        {GO_MICROSECOND, 1e6},
        {MS(1), 1e3},
        {MS(10), 100},
        {MS(100), 10},
        {GO_SECOND, 1},
        {2 * GO_SECOND, 0.5},
        {5 * GO_SECOND / 2, 0.4},
        {4 * GO_SECOND, 0.25},
        {10 * GO_SECOND, 0.1},
        {INT64_MAX, 1 / 9.2e9},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        go_limit got = go_rate_every(rows[i].interval);
        assert_true(got == rows[i].limit || fabs(got / rows[i].limit - 1) < 0.01);
    }
}

/* A limiter of 10 a second: a token each 100 ms. At each time, how many are asked for, and whether there
 * are so many. */
struct ask {
    int at_ms, n;
    bool ok;
};
static void run_asks(int burst, const struct ask *asks, size_t count) {
    go_limiter *l = go_limiter_new(10, burst);
    go_time start = go_now();
    for (size_t i = 0; i < count; i++) {
        if (go_limiter_allow_n(l, start + MS(asks[i].at_ms), asks[i].n) != asks[i].ok)
            fail_msg("burst %d, request %zu", burst, i);
    }
    go_limiter_free(l);
}
#define ASKS(burst, ...)                           \
    run_asks((burst), (struct ask[]){__VA_ARGS__}, \
             sizeof((struct ask[]){__VA_ARGS__}) / sizeof(struct ask))

static void allow(void **state) {
    (void)state;
    ASKS(1, {0, 1, true}, {0, 1, false}, {0, 1, false}, {100, 1, true}, {100, 1, false},
         {100, 1, false}, {200, 1, true}, {200, 1, false});
    ASKS(3, {0, 1, true}, {0, 1, true}, {0, 1, true}, {0, 1, false}, {100, 1, true}, {400, 1, true},
         {800, 1, true}, {800, 1, true}, {900, 1, true}, {900, 1, true}, {900, 1, false});
    ASKS(3, {0, 4, false}, {0, 3, true}, {150, 1, true}, {199, 1, false}, {200, 1, true});
    /* A time that lies before the last: the bucket is asked as it was then. */
    ASKS(1, {100, 1, true}, {0, 1, false}, {0, 1, false}, {100, 1, false}, {200, 1, true});
    ASKS(0, {0, 1, false}, {1000, 1, false}, {1000, 0, true});
}

static void without_limit(void **state) {
    go_limiter *l = go_limiter_new(GO_RATE_INF, 0);
    (void)state;
    for (int i = 0; i < 10; i++)
        assert_true(go_limiter_allow(l));
    assert_true(go_limiter_allow_n(l, go_now(), 100000));
    go_reservation r = go_limiter_reserve_n(l, 5, 1000);
    assert_true(r.ok);
    assert_true(go_reservation_delay_from(&r, 5) == 0);
    assert_null(go_limiter_wait_n(l, go_ctx_background(), 1000));
    go_limiter_free(l);
}

static void zero_limit(void **state) {
    go_limiter *l = go_limiter_new(0, 1);
    (void)state;
    assert_true(go_limiter_allow_n(l, 1, 1)); /* what the bucket held at first */
    assert_false(go_limiter_allow_n(l, INT64_MAX, 1));
    go_reservation r = go_limiter_reserve_n(l, 2, 1);
    assert_true(go_reservation_delay_from(&r, 2) >= GO_INF_DURATION - 2); /* never */
    go_limiter_free(l);
}

/* --- reservations --- */

static int64_t delay_ms(const go_reservation *r, go_time at) {
    go_duration d = go_reservation_delay_from(r, at);
    return d == GO_INF_DURATION ? -1 : (d + GO_MILLISECOND / 2) / GO_MILLISECOND;
}

static void reserve(void **state) {
    go_limiter *l = go_limiter_new(10, 2);
    go_time t = go_now();
    (void)state;
    go_reservation r = go_limiter_reserve_n(l, t, 2);
    assert_int_equal(delay_ms(&r, t), 0);
    r = go_limiter_reserve_n(l, t, 2);
    assert_int_equal(delay_ms(&r, t), 200);
    assert_int_equal(delay_ms(&r, t + MS(150)), 50);
    assert_int_equal(delay_ms(&r, t + MS(300)), 0);
    r = go_limiter_reserve_n(l, t + MS(300), 2);
    assert_int_equal(delay_ms(&r, t + MS(300)), 100);
    r = go_limiter_reserve_n(l, t, 3); /* more than the burst */
    assert_false(r.ok);
    assert_true(go_reservation_delay(&r) == GO_INF_DURATION);
    go_reservation_cancel(&r); /* does nothing */
    go_limiter_free(l);
}

/* What a cancelled reservation gives back: all of it, less what was reserved after it. */
static void cancel(void **state) {
    go_limiter *l = go_limiter_new(10, 2);
    go_time t = go_now();
    (void)state;
    go_limiter_reserve_n(l, t, 2);
    go_reservation r = go_limiter_reserve_n(l, t, 2);
    assert_true(fabs(go_limiter_tokens_at(l, t) + 2) < 1e-6);
    go_reservation_cancel_at(&r, t);
    assert_true(fabs(go_limiter_tokens_at(l, t)) < 1e-6);
    r = go_limiter_reserve_n(l, t, 1);
    assert_int_equal(delay_ms(&r, t), 100);
    go_limiter_free(l);

    l = go_limiter_new(10, 2);
    go_limiter_reserve_n(l, t, 2);
    r = go_limiter_reserve_n(l, t, 2);
    go_limiter_reserve_n(l, t, 1); /* after it, at 300 ms */
    go_reservation_cancel_at(&r, t);
    assert_true(fabs(go_limiter_tokens_at(l, t) + 2) < 1e-6); /* -3, and 2 - 1 back */
    go_limiter_free(l);

    l = go_limiter_new(10, 2);
    go_limiter_reserve_n(l, t, 2);
    r = go_limiter_reserve_n(l, t, 1);
    go_reservation_cancel_at(&r, t + MS(101)); /* its time has passed */
    assert_true(fabs(go_limiter_tokens_at(l, t + MS(101)) - 0.01) < 1e-6);
    go_limiter_free(l);
}

/* After the last reservation is taken back, the one before it is the last: cancelling that in turn gives
 * all of it back. */
static void cancel_the_last_first(void **state) {
    go_limiter *l = go_limiter_new(10, 2);
    go_time t = go_now();
    (void)state;
    go_limiter_reserve_n(l, t, 2);
    go_reservation first = go_limiter_reserve_n(l, t, 1), last = go_limiter_reserve_n(l, t, 1);
    go_reservation_cancel_at(&last, t);
    go_reservation_cancel_at(&first, t);
    assert_true(fabs(go_limiter_tokens_at(l, t)) < 1e-6);
    go_limiter_free(l);
}

/* --- changes --- */

static void set_limit_and_burst(void **state) {
    go_limiter *l = go_limiter_new(10, 10);
    go_time t = go_now();
    (void)state;
    assert_true(go_limiter_limit(l) == 10);
    assert_int_equal(go_limiter_burst(l), 10);
    assert_true(go_limiter_allow_n(l, t, 10));
    go_limiter_set_limit_at(l, t + MS(100), 20); /* one token so far */
    assert_true(fabs(go_limiter_tokens_at(l, t + MS(100)) - 1) < 1e-6);
    assert_true(fabs(go_limiter_tokens_at(l, t + MS(200)) - 3) < 1e-6);
    go_limiter_set_burst_at(l, t + MS(200), 2);
    assert_true(fabs(go_limiter_tokens_at(l, t + MS(200)) - 2) < 1e-6);
    assert_int_equal(go_limiter_burst(l), 2);
    assert_true(go_limiter_limit(l) == 20);
    assert_false(go_limiter_allow_n(l, t + MS(300), 3));
    go_limiter_set_limit(l, GO_RATE_INF);
    go_limiter_set_burst(l, 0);
    assert_true(go_limiter_allow_n(l, t + MS(300), 300));
    assert_true(go_limiter_tokens(l) <= 0);
    go_limiter_free(l);
}

static void roundings(void **state) {
    /* A token each 1/3 s: the delay is cut to whole nanoseconds. */
    go_limiter *l = go_limiter_new(3, 1);
    (void)state;
    assert_true(go_limiter_allow_n(l, GO_SECOND, 1));
    go_reservation r = go_limiter_reserve_n(l, GO_SECOND, 1);
    assert_true(go_reservation_delay_from(&r, GO_SECOND) == 333333333);
    go_limiter_free(l);
    /* Long ago is no overflow. */
    l = go_limiter_new(0.1, 5);
    assert_true(go_limiter_allow_n(l, INT64_MIN / 2, 5));
    assert_true(go_limiter_allow_n(l, INT64_MAX - 1, 5));
    go_limiter_free(l);
    /* A reservation whose time is beyond all time. */
    l = go_limiter_new(1e-12, 2);
    assert_true(go_limiter_allow_n(l, GO_SECOND, 2));
    r = go_limiter_reserve_n(l, GO_SECOND, 2);
    assert_true(r.ok && r.time_to_act == INT64_MAX);
    go_limiter_free(l);
}

/* --- waiting --- */

static void assert_error(go_error *e, const char *text) {
    assert_string_equal(go_error_text(e), text);
    go_error_release(e);
}
static void wait(void **state) {
    go_limiter *l = go_limiter_new(1000, 1);
    go_time start = go_now();
    (void)state;
    assert_error(go_limiter_wait_n(l, go_ctx_background(), 2),
                 "rate: Wait(n=2) exceeds limiter's burst 1");
    for (int i = 0; i < 4; i++)
        assert_null(go_limiter_wait(l, go_ctx_background()));
    assert_true(go_now() - start >= MS(3) - GO_MICROSECOND);
    go_limiter_free(l);
}

static void wait_with_a_context(void **state) {
    go_limiter *l = go_limiter_new(0.001, 1);
    (void)state;
    GO_CTX_GUARD(soon, go_ctx_with_timeout(go_ctx_background(), 100 * GO_SECOND));
    GO_CTX_GUARD(over, go_ctx_with_cancel(go_ctx_background()));
    go_ctx_cancel(over);
    assert_error(go_limiter_wait(l, over), "context canceled");
    assert_null(go_limiter_wait(l, soon));
    assert_error(go_limiter_wait(l, soon), "rate: Wait(n=1) would exceed context deadline");
    assert_error(go_limiter_wait_n(l, over, 2), "rate: Wait(n=2) exceeds limiter's burst 1");
    go_limiter_free(l);
}

static go_atomic_int64 failed;
struct waiting {
    go_limiter *l;
    go_ctx *ctx;
};
static void wait_in_vain(void *arg) {
    struct waiting *w = arg;
    if (go_limiter_wait(w->l, w->ctx) == go_canceled)
        go_atomic_add(&failed, 1);
}
static void a_cancelled_wait_gives_its_token_back(void **state) {
    go_limiter *l = go_limiter_new(0.001, 1);
    go_waitgroup wg = {0};
    (void)state;
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    assert_true(go_limiter_allow(l));
    go_waitgroup_go(&wg, wait_in_vain, ((struct waiting){l, ctx}));
    while (go_limiter_tokens(l) > -0.5)
        go_yield();
    go_ctx_cancel(ctx);
    go_waitgroup_wait(&wg);
    assert_int_equal(go_atomic_load(&failed), 1);
    assert_true(go_limiter_tokens(l) > -0.5);
    go_limiter_free(l);
}

static go_atomic_int64 allowed;
static void ask_often(void *l) {
    for (int i = 0; i < (is_modelled() ? 3 : 2000); i++)
        go_atomic_add(&allowed, go_limiter_allow_n(*(go_limiter **)l, GO_SECOND, 1));
}
static void no_token_is_given_twice(void **state) {
    go_limiter *l = go_limiter_new(1, 5);
    go_waitgroup wg = {0};
    (void)state;
    for (int i = 0; i < 4; i++)
        go_waitgroup_go(&wg, ask_often, l);
    go_waitgroup_wait(&wg);
    assert_int_equal(go_atomic_load(&allowed), 5);
    go_limiter_free(l);
}

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every),
        cmocka_unit_test(allow),
        cmocka_unit_test(without_limit),
        cmocka_unit_test(zero_limit),
        cmocka_unit_test(reserve),
        cmocka_unit_test(cancel),
        cmocka_unit_test(cancel_the_last_first),
        cmocka_unit_test(set_limit_and_burst),
        cmocka_unit_test(roundings),
        cmocka_unit_test(wait),
        cmocka_unit_test(wait_with_a_context),
        cmocka_unit_test(a_cancelled_wait_gives_its_token_back),
        cmocka_unit_test(no_token_is_given_twice),
    };
    return run_cases(argc, argv, tests, sizeof tests / sizeof tests[0], NULL, 0);
}
