/* time.c: package time. Only lower bounds are fixed by it: nothing here says that something is soon. */
#include "case.h"

enum { SOON = 1000 * 1000 };
static const go_duration far = 3600 * GO_SECOND;

static bool empty(go_times_rx c) {
    return go_select_default(go_on_recv(c, NULL, NULL)) == -1;
}

RETURNS(time_now_monotonic, "time: Monotonic Clocks", "measures time: it does not go back") {
    go_time last = go_now();
    for (int i = 0; i < 100; i++) {
        go_time t = go_now();
        CHECK(t >= last);
        last = t;
    }
}
RETURNS(time_sleep, "time: Sleep", "pauses for at least the duration") {
    go_time start = go_now();
    go_sleep(SOON);
    CHECK(go_now() - start >= SOON);
}
RETURNS(time_sleep_none, "time: Sleep", "a negative or zero duration returns immediately") {
    go_sleep(0);
    go_sleep(-far);
}
RETURNS(time_after, "time: After", "waits for the duration, then sends the current time") {
    go_time start = go_now();
    GO_AFTER(c, SOON);
    go_time at = go_recv(c);
    CHECK(at - start >= SOON && at <= go_now());
}
RETURNS(time_after_dropped, "time: After", "a channel that nobody receives from is no hindrance") {
    for (int i = 0; i < 10; i++) {
        GO_AFTER(c, far);
        CHECK(empty(c));
    }
}
RETURNS(time_after_in_select, "time: After", "as a time-out in a select") {
    ints never = go_make(ints, 0);
    GO_AFTER(c, SOON);
    EQUAL(go_select(go_on_recv(never, NULL, NULL), go_on_recv(c, NULL, NULL)), 1);
}
RETURNS(timer_fires_once, "time: NewTimer", "sends the current time after at least the duration") {
    go_time start = go_now();
    go_timer *t = go_timer_new(SOON);
    go_time at = go_recv(go_timer_chan(t));
    CHECK(at - start >= SOON);
    CHECK(empty(go_timer_chan(t)));
    CHECK(!go_timer_stop(t));
    go_timer_free(t);
}
RETURNS(timer_len_cap, "time: NewTimer",
        "the channel is unbuffered: len and cap are 0 (since Go 1.23)") {
    go_timer *t = go_timer_new(0);
    EQUAL(go_cap(go_timer_chan(t)), 0);
    EQUAL(go_len(go_timer_chan(t)), 0);
    go_sleep(SOON);
    EQUAL(go_len(go_timer_chan(t)), 0);
    (void)go_recv(go_timer_chan(t));
    go_timer_free(t);
}
RETURNS(timer_zero_or_negative, "time: NewTimer", "fires when the duration has passed: at once") {
    go_timer *t = go_timer_new(-far);
    (void)go_recv(go_timer_chan(t));
    go_timer_free(t);
}
RETURNS(timer_stop, "time: Timer.Stop",
        "true if the call stops the timer, false if it was stopped") {
    go_timer *t = go_timer_new(far);
    CHECK(go_timer_stop(t));
    CHECK(!go_timer_stop(t));
    CHECK(empty(go_timer_chan(t)));
    go_timer_free(t);
    go_timer_free(NULL);
}
RETURNS(timer_stop_expired, "time: Timer.Stop", "false if it has expired and was received") {
    go_timer *t = go_timer_new(SOON);
    (void)go_recv(go_timer_chan(t));
    CHECK(!go_timer_stop(t));
    go_timer_free(t);
}
RETURNS(timer_stop_drops_stale, "time: Timer.Stop",
        "a receive after Stop is guaranteed to block rather than receive a stale time") {
    for (int i = 0; i < 5; i++) {
        go_timer *t = go_timer_new(i * (SOON / 4));
        go_sleep(SOON / 2);
        go_timer_stop(t);
        CHECK(empty(go_timer_chan(t)));
        go_timer_free(t);
    }
}
RETURNS(timer_reset_active, "time: Timer.Reset", "true if the timer had been active") {
    go_time start = go_now();
    go_timer *t = go_timer_new(far);
    CHECK(go_timer_reset(t, SOON));
    CHECK(go_recv(go_timer_chan(t)) - start >= SOON);
    go_timer_free(t);
}
RETURNS(timer_reset_expired, "time: Timer.Reset",
        "false if it had expired or been stopped; it fires again") {
    go_timer *t = go_timer_new(SOON);
    (void)go_recv(go_timer_chan(t));
    go_time start = go_now();
    CHECK(!go_timer_reset(t, SOON));
    CHECK(go_recv(go_timer_chan(t)) - start >= SOON);
    CHECK(!go_timer_stop(t));
    CHECK(!go_timer_reset(t, far));
    CHECK(go_timer_stop(t));
    go_timer_free(t);
}
RETURNS(timer_reset_drops_stale, "time: Timer.Reset",
        "no receive after Reset gets a time of the earlier setting") {
    for (int i = 0; i < 5; i++) {
        go_timer *t = go_timer_new(0);
        go_sleep(SOON / 2);
        go_time start = go_now();
        go_timer_reset(t, SOON);
        CHECK(go_recv(go_timer_chan(t)) - start >= SOON);
        go_timer_free(t);
    }
}
RETURNS(timer_stop_drops_for_select, "time: Timer.Stop", "the same for a receive case") {
    go_timer *t = go_timer_new(0);
    ints c = go_make(ints, 1);
    go_sleep(SOON);
    go_timer_stop(t);
    go_send(c, 1);
    EQUAL(go_select(go_on_recv(go_timer_chan(t), NULL, NULL), go_on_recv(c, NULL, NULL)), 1);
    go_timer_free(t);
}
static void tells(void *arg) {
    go_send(*(ints *)arg, (int)go_id());
}
RETURNS(after_func, "time: AfterFunc", "waits, then calls f in its own goroutine") {
    static ints c;
    c = go_make(ints, 0);
    go_timer *t = go_after_func(SOON, tells, &c);
    CHECK(go_recv(c) > 1);
    CHECK(!go_timer_stop(t));
    go_timer_free(t);
}
RETURNS(after_func_stopped, "time: Timer.Stop", "true: f will not be called") {
    static ints c;
    c = go_make(ints, 1);
    go_timer *t = go_after_func(far, tells, &c);
    CHECK(!go_chan_of(go_timer_chan(t)));
    CHECK(go_timer_stop(t));
    go_sleep(SOON);
    EQUAL(go_len(c), 0);
    go_timer_free(t);
}
RETURNS(after_func_stop_either, "time: Timer.Stop",
        "if it returns false the function has been started, and stop does not wait for it") {
    static ints c;
    c = go_make(ints, 1);
    go_timer *t = go_after_func(SOON / 10, tells, &c);
    yield_often(3);
    if (!go_timer_stop(t))
        (void)go_recv(c);
    go_sleep(SOON);
    EQUAL(go_len(c), 0);
    go_timer_free(t);
}
RETURNS(after_func_reset, "time: Timer.Reset", "schedules f to run again") {
    static ints c;
    c = go_make(ints, 0);
    go_timer *t = go_after_func(SOON, tells, &c);
    (void)go_recv(c);
    CHECK(!go_timer_reset(t, SOON));
    (void)go_recv(c);
    go_timer_free(t);
}
RETURNS(timers_in_order, "time: NewTimer", "each fires when its own duration has passed") {
    go_timer *late = go_timer_new(far), *early = go_timer_new(SOON);
    EQUAL(go_select(go_on_recv(go_timer_chan(late), NULL, NULL),
                    go_on_recv(go_timer_chan(early), NULL, NULL)),
          1);
    CHECK(go_timer_stop(late));
    go_timer_free(late);
    go_timer_free(early);
}
RETURNS(timers_many, "time: NewTimer", "any number of timers") {
    enum { N = 50 };
    go_timer *all[N];
    go_time start = go_now();
    for (int i = 0; i < N; i++)
        all[i] = go_timer_new((i * 7 % N) * (SOON / 10));
    for (int i = 0; i < N; i++)
        CHECK(go_recv(go_timer_chan(all[i])) - start >= (i * 7 % N) * (SOON / 10));
    for (int i = 0; i < N; i++)
        go_timer_free(all[i]);
}

PANICS(ticker_zero, "non-positive interval for NewTicker", "time: NewTicker",
       "the duration must be greater than zero; if not, it panics") {
    go_ticker_new(0);
}
PANICS(ticker_negative, "non-positive interval for NewTicker", "time: NewTicker",
       "the duration must be greater than zero; if not, it panics") {
    go_ticker_new(-1);
}
PANICS(ticker_reset_zero, "non-positive interval for Ticker.Reset", "time: Ticker.Reset",
       "the duration must be greater than zero; if not, it panics") {
    go_ticker *t = go_ticker_new(far);
    go_ticker_reset(t, 0);
}
RETURNS(ticker_ticks, "time: NewTicker", "sends the current time after each tick") {
    go_time start = go_now();
    go_ticker *t = go_ticker_new(SOON);
    for (int i = 1; i <= 3; i++)
        CHECK(go_recv(go_ticker_chan(t)) - start >= i * (int64_t)SOON);
    go_ticker_stop(t);
    go_ticker_free(t);
}
RETURNS(ticker_drops_ticks, "time: NewTicker", "drops ticks to make up for slow receivers") {
    go_ticker *t = go_ticker_new(SOON / 10);
    go_sleep(SOON);
    EQUAL(go_len(go_ticker_chan(t)), 0);
    int at_once = 0;
    go_ticker_reset(t, far);
    while (!empty(go_ticker_chan(t)))
        at_once++;
    CHECK(at_once <= 1);
    go_ticker_free(t);
}
RETURNS(ticker_stop, "time: Ticker.Stop",
        "after Stop no more ticks are sent; the channel is not closed") {
    go_ticker *t = go_ticker_new(SOON);
    (void)go_recv(go_ticker_chan(t));
    go_ticker_stop(t);
    go_ticker_stop(t);
    go_sleep(3 * (go_duration)SOON);
    CHECK(empty(go_ticker_chan(t)));
    go_ticker_free(t);
    go_ticker_free(NULL);
}
RETURNS(ticker_reset, "time: Ticker.Reset",
        "stops and resets the period; the next tick after the new one") {
    go_ticker *t = go_ticker_new(far);
    go_time start = go_now();
    go_ticker_reset(t, SOON);
    CHECK(go_recv(go_ticker_chan(t)) - start >= SOON);
    go_ticker_stop(t);
    go_ticker_reset(t, SOON);
    (void)go_recv(go_ticker_chan(t));
    go_ticker_free(t);
}
RETURNS(ticker_len_cap, "time: NewTicker", "len and cap are 0, as a timer's (since Go 1.23)") {
    go_ticker *t = go_ticker_new(SOON);
    go_sleep(2 * (go_duration)SOON);
    CHECK(go_len(go_ticker_chan(t)) == 0 && go_cap(go_ticker_chan(t)) == 0);
    go_ticker_free(t);
}
RETURNS(durations, "time: Constants", "durations are int64 nanoseconds") {
    CHECK(GO_SECOND == 1000000000 && GO_MILLISECOND == 1000000);
    CHECK(GO_MICROSECOND == 1000 && GO_NANOSECOND == 1);
}
static void late(void *arg) {
    go_sleep(SOON);
    go_send(*(ints *)arg, 1);
}
RETURNS(sleepers_are_not_asleep, "time: Sleep",
        "a goroutine that sleeps will go on: that is no deadlock") {
    ints c = go_make(ints, 0);
    go(late, c);
    EQUAL(go_recv(c), 1);
}
