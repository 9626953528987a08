/* timers.c: when timers fire and what Stop and Reset take back (package time, as since Go 1.23). Nothing
 * here depends on how fast the machine is: long times never come, short ones are waited for.
 */
#include "test.h"

static const go_duration NEVER = 1000 * GO_SECOND, SOON = GO_MILLISECOND;

static void fires_not_before_its_time(void **state) {
    (void)state;
    go_time begin = go_now();
    GO_AFTER(c, 2 * SOON);
    go_time fired = go_recv(c);
    assert_true(fired >= begin + 2 * SOON);
    assert_true(go_now() >= fired);
}

/* Whose time comes later for certain, however slow this is, does not fire earlier. */
static void in_the_order_of_their_times(void **state) {
    enum { TIMERS = 20 };
    (void)state;
    struct {
        go_timer *t;
        go_time earliest, latest, fired;
    } x[TIMERS];
    for (int i = 0; i < TIMERS; i++) {
        go_duration d = (i * 7 % TIMERS + 1) * SOON / 4; /* the heap has something to sort */
        x[i].earliest = go_now() + d;
        x[i].t = go_timer_new(d);
        x[i].latest = go_now() + d;
    }
    for (int i = 0; i < TIMERS; i++) {
        x[i].fired = go_recv(go_timer_chan(x[i].t));
        go_timer_free(x[i].t);
    }
    for (int i = 0; i < TIMERS; i++)
        for (int j = 0; j < TIMERS; j++)
            assert_true(x[i].latest >= x[j].earliest || x[i].fired <= x[j].fired);
}

static void stop_says_whether_it_was_in_time(void **state) {
    (void)state;
    go_timer *t = go_timer_new(NEVER);
    assert_true(go_timer_stop(t));
    assert_false(go_timer_stop(t));
    assert_false(go_timer_reset(t, NEVER));
    assert_true(go_timer_reset(t, SOON));
    go_recv(go_timer_chan(t));
    assert_false(go_timer_stop(t));
    go_timer_free(t);
    go_timer_free(NULL);
}

/* The timer's own channel is not looked at: a second timer, set after it, says that it has fired. */
static void wait_for_another(go_duration d) {
    GO_AFTER(c, d);
    go_recv(c);
}
static void no_stale_value_is_received(void **state) {
    (void)state;
    go_timer *t = go_timer_new(SOON);
    wait_for_another(2 * SOON);
    assert_int_equal(go_len(go_timer_chan(t)), 0);
    assert_int_equal(go_cap(go_timer_chan(t)), 0);
    assert_true(go_timer_stop(t));
    assert_int_equal(go_select_default(go_on_recv(go_timer_chan(t), NULL, NULL)), -1);
    go_timer_reset(t, SOON);
    wait_for_another(2 * SOON);
    assert_true(go_timer_reset(t, NEVER));
    assert_int_equal(go_select_default(go_on_recv(go_timer_chan(t), NULL, NULL)), -1);
    go_timer_free(t);
}

static void a_race_of_stop_and_fire_has_one_winner(void **state) {
    (void)state;
    go_timer *t = go_timer_new(NEVER);
    for (int i = 0; i < 1000; i++) {
        go_timer_reset(t, i % 50 * GO_MICROSECOND);
        if (i % 3 == 0)
            go_yield();
        int got = go_select_default(go_on_recv(go_timer_chan(t), NULL, NULL)) == 0;
        /* Received, or stopped; never both, never neither. */
        assert_int_equal(got + go_timer_stop(t), 1);
        assert_int_equal(go_select_default(go_on_recv(go_timer_chan(t), NULL, NULL)), -1);
    }
    go_timer_free(t);
}

static void sends_one(void *c) {
    go_send(*(ints *)c, (int)go_id());
}
static void after_func_runs_in_a_goroutine(void **state) {
    (void)state;
    ints c = go_make(ints, 0);
    go_timer *t = go_after_func(SOON, sends_one, &c);
    assert_null(go_timer_chan(t).rx.ch);
    assert_int_not_equal(go_recv(c), 1);
    assert_false(go_timer_stop(t));
    assert_false(go_timer_reset(t, 0));
    go_recv(c);
    assert_false(go_timer_reset(t, NEVER));
    assert_true(go_timer_stop(t));
    go_timer_free(t);
    assert_true(go_leak_verify_none(NULL));
    go_chan_release(go_chan_of(c));
}

static void a_ticker_ticks_until_it_is_stopped(void **state) {
    (void)state;
    go_ticker *t = go_ticker_new(SOON);
    go_time last = 0;
    for (int i = 0; i < 5; i++) {
        go_time tick = go_recv(go_ticker_chan(t));
        assert_true(tick > last);
        last = tick;
    }
    go_ticker_stop(t);
    wait_for_another(3 * SOON);
    assert_int_equal(go_select_default(go_on_recv(go_ticker_chan(t), NULL, NULL)), -1);
    go_ticker_reset(t, SOON);
    assert_true(go_recv(go_ticker_chan(t)) > last);
    go_ticker_free(t);
    go_ticker_free(NULL);
}

static void a_slow_receiver_loses_ticks(void **state) {
    (void)state;
    go_ticker *t = go_ticker_new(SOON);
    wait_for_another(5 * SOON);
    go_recv(go_ticker_chan(t));
    go_ticker_stop(t);
    assert_int_equal(go_select_default(go_on_recv(go_ticker_chan(t), NULL, NULL)), -1);
    go_ticker_free(t);
}

static void an_after_that_nobody_waits_for_is_dropped(void **state) {
    (void)state;
    for (int i = 0; i < 100; i++) {
        GO_AFTER(late, NEVER);
        GO_AFTER(soon, 0);
        assert_int_equal(go_select(go_on_recv(late, NULL, NULL), go_on_recv(soon, NULL, NULL)), 1);
    }
}

static void sleeping_takes_its_time(void **state) {
    (void)state;
    go_time begin = go_now();
    go_sleep(SOON);
    assert_true(go_now() >= begin + SOON);
    go_sleep(0);
    go_sleep(-SOON);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(fires_not_before_its_time),
        cmocka_unit_test(in_the_order_of_their_times),
        cmocka_unit_test(stop_says_whether_it_was_in_time),
        cmocka_unit_test(no_stale_value_is_received),
        cmocka_unit_test(a_race_of_stop_and_fire_has_one_winner),
        cmocka_unit_test(after_func_runs_in_a_goroutine),
        cmocka_unit_test(a_ticker_ticks_until_it_is_stopped),
        cmocka_unit_test(a_slow_receiver_loses_ticks),
        cmocka_unit_test(an_after_that_nobody_waits_for_is_dropped),
        cmocka_unit_test(sleeping_takes_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
