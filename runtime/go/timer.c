/* timer.c: After, AfterFunc, Timer and Ticker, on the runtime's timers and channels.
 *
 * As since Go 1.23: Stop and Reset take back a value that was sent and not received yet, and then say that
 * the timer had been active.
 */
#include <stdlib.h>

#include "channel.h"

struct go_timer {
    struct go_rt_timer rt;
    go_chan *ch; /* NULL: AfterFunc */
    void (*fn)(void *);
    void *arg;
};
struct go_ticker {
    struct go_timer t;
};

static int64_t after(go_duration d) {
    int64_t when, now = go_now();
    if (d <= 0)
        return now;
    return __builtin_add_overflow(now, d, &when) || when == INT64_MAX ? INT64_MAX - 1 : when;
}

static void send_time(void *timer, int64_t now) {
    struct go_timer *t = timer;
    go_timer_chan_fire(t->ch, now);
}

static void start_goroutine(void *timer, int64_t now) {
    struct go_timer *t = timer;
    (void)now;
    go_start_ref(t->fn, t->arg, "time.AfterFunc", NULL, 0, "time.goFunc");
}

static struct go_timer *make(void (*fire)(void *, int64_t)) {
    struct go_timer *t = go_alloc_zero(sizeof *t);
    t->rt.fn = fire;
    t->rt.arg = t;
    if (fire == send_time)
        t->ch = go_timer_chan_make();
    return t;
}

static go_times_rx receiving(go_chan *ch) {
    return (go_times_rx){.rx = {.ch = ch}};
}

go_timer *go_timer_new(go_duration d) {
    go_timer *t = make(send_time);
    go_rt_timer_set(&t->rt, after(d), 0);
    return t;
}

go_timer *go_after_func(go_duration d, void (*fn)(void *), void *arg) {
    go_timer *t = make(start_goroutine);
    t->fn = fn;
    t->arg = arg;
    go_rt_timer_set(&t->rt, after(d), 0);
    return t;
}

go_times_rx go_timer_chan(const go_timer *t) {
    return receiving(t->ch);
}

bool go_timer_stop(go_timer *t) {
    bool active = go_rt_timer_stop(&t->rt);
    return (t->ch != NULL && go_timer_chan_drain(t->ch)) || active;
}

bool go_timer_reset(go_timer *t, go_duration d) {
    bool active = go_timer_stop(t);
    go_rt_timer_set(&t->rt, after(d), 0);
    return active;
}

void go_timer_free(go_timer *t) {
    if (t == NULL)
        return;
    go_rt_timer_stop(&t->rt);
    go_chan_release(t->ch);
    free(t);
}

static void after_gone(void *timer) {
    struct go_timer *t = timer;
    go_rt_timer_stop(&t->rt);
    free(t);
}

/* The channel owns the timer. */
go_times_rx go_after(go_duration d) {
    go_timer *t = make(send_time);
    go_chan *ch = t->ch;
    ch->gone = after_gone;
    ch->gone_arg = t;
    go_rt_timer_set(&t->rt, after(d), 0);
    return receiving(ch);
}

void go_after_drop(go_times_rx *c) {
    go_chan_release(c->rx.ch);
}

go_ticker *go_ticker_new(go_duration d) {
    if (d <= 0)
        go_panic("non-positive interval for NewTicker");
    go_timer *t = make(send_time);
    go_rt_timer_set(&t->rt, after(d), d);
    return (go_ticker *)t;
}

go_times_rx go_ticker_chan(const go_ticker *t) {
    return receiving(t->t.ch);
}

void go_ticker_stop(go_ticker *t) {
    go_timer_stop(&t->t);
}

void go_ticker_reset(go_ticker *t, go_duration d) {
    if (d <= 0)
        go_panic("non-positive interval for Ticker.Reset");
    go_timer_stop(&t->t);
    go_rt_timer_set(&t->t.rt, after(d), d);
}

void go_ticker_free(go_ticker *t) {
    go_timer_free((go_timer *)t);
}
