/* rate.c: golang.org/x/time/rate: a token bucket, with that package's arithmetic and roundings.
 *
 * The bucket is only looked at when somebody asks: `tokens` is what it held at `last`. Under the probe a
 * limiter is one object that is updated, so each call is a point.
 */
#include <stdlib.h>

#include "internal.h"

#define NEVER INT64_MIN /* Go's zero time: before all others */

struct go_limiter {
    struct go_tag tag;
    go_spin lock;
    go_limit limit;
    int burst;
    double tokens;
    go_time last, last_event;
};

static void enter(go_limiter *l) {
    const struct go_probe *p = go_probed();
    if (p)
        p->atomic(p->object(GO_PROBE_ATOMIC, l, &l->tag, 0, 0, "rate.Limiter"), GO_PROBE_UPDATE);
    go_spin_lock(&l->lock);
}
static void leave(go_limiter *l) {
    go_spin_unlock(&l->lock);
}

/* Times are added and subtracted as Go does: what does not fit becomes the nearest that does. */
static go_duration sub(go_time a, go_time b) {
    go_duration d;
    if (__builtin_sub_overflow(a, b, &d))
        return a < b ? INT64_MIN : INT64_MAX;
    return d;
}
static go_time add(go_time t, go_duration d) {
    go_time sum;
    if (__builtin_add_overflow(t, d, &sum))
        return d < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

static double seconds(go_duration d) {
    int64_t whole = d / GO_SECOND;
    return (double)whole + (double)(d % GO_SECOND) / 1e9;
}

static go_duration duration_of(go_limit limit, double tokens) {
    double d;
    if (limit <= 0)
        return GO_INF_DURATION;
    d = tokens / limit * (double)GO_SECOND;
    return d >= (double)INT64_MAX ? GO_INF_DURATION : (go_duration)d;
}

static double tokens_of(go_limit limit, go_duration d) {
    return limit <= 0 ? 0 : seconds(d) * limit;
}

/* How many tokens there are AT a time. */
static double filled(const go_limiter *l, go_time at) {
    go_time last = at < l->last ? at : l->last;
    double tokens = l->tokens + tokens_of(l->limit, sub(at, last));
    return tokens > l->burst ? l->burst : tokens;
}

go_limit go_rate_every(go_duration interval) {
    return interval <= 0 ? GO_RATE_INF : 1 / seconds(interval);
}

go_limiter *go_limiter_new(go_limit limit, int burst) {
    go_limiter *l = go_alloc_zero(sizeof *l);
    l->limit = limit;
    l->burst = burst;
    l->tokens = burst;
    l->last = l->last_event = NEVER;
    return l;
}

void go_limiter_free(go_limiter *l) {
    free(l);
}

static go_reservation reserve(go_limiter *l, go_time at, int n, go_duration longest) {
    go_reservation r = {.lim = l};
    enter(l);
    if (l->limit == GO_RATE_INF) {
        r.ok = true;
        r.tokens = n;
        r.time_to_act = at;
    } else {
        double tokens = filled(l, at) - n;
        go_duration wait = tokens < 0 ? duration_of(l->limit, -tokens) : 0;
        r.ok = n <= l->burst && wait <= longest;
        r.limit = l->limit;
        if (r.ok) {
            r.tokens = n;
            r.time_to_act = add(at, wait);
            l->last = at;
            l->tokens = tokens;
            l->last_event = r.time_to_act;
        }
    }
    leave(l);
    return r;
}

bool go_limiter_allow(go_limiter *l) {
    return go_limiter_allow_n(l, go_now(), 1);
}
bool go_limiter_allow_n(go_limiter *l, go_time at, int n) {
    return reserve(l, at, n, 0).ok;
}

go_reservation go_limiter_reserve(go_limiter *l) {
    return go_limiter_reserve_n(l, go_now(), 1);
}
go_reservation go_limiter_reserve_n(go_limiter *l, go_time at, int n) {
    return reserve(l, at, n, GO_INF_DURATION);
}

go_duration go_reservation_delay(const go_reservation *r) {
    return go_reservation_delay_from(r, go_now());
}
go_duration go_reservation_delay_from(const go_reservation *r, go_time at) {
    go_duration d = sub(r->time_to_act, at);
    if (!r->ok)
        return GO_INF_DURATION;
    return d < 0 ? 0 : d;
}

void go_reservation_cancel(go_reservation *r) {
    go_reservation_cancel_at(r, go_now());
}

/* Gives back what R took, less what was reserved after it. */
static void restore(go_limiter *l, const go_reservation *r, go_time at) {
    double back = r->tokens - tokens_of(r->limit, sub(l->last_event, r->time_to_act));
    double tokens;
    if (back <= 0)
        return;
    tokens = filled(l, at) + back;
    l->tokens = tokens > l->burst ? l->burst : tokens;
    l->last = at;
    if (r->time_to_act == l->last_event) {
        go_time before = add(r->time_to_act, duration_of(r->limit, -(double)r->tokens));
        if (before >= at)
            l->last_event = before;
    }
}

void go_reservation_cancel_at(go_reservation *r, go_time at) {
    if (!r->ok)
        return;
    enter(r->lim);
    if (r->lim->limit != GO_RATE_INF && r->tokens != 0 && r->time_to_act >= at)
        restore(r->lim, r, at);
    leave(r->lim);
}

/* Until R's time comes, or CTX is cancelled. */
static go_error *wait_for(go_reservation *r, go_ctx *ctx, go_duration delay) {
    go_timer *timer = go_timer_new(delay);
    int which = go_select(go_on_recv(go_timer_chan(timer), NULL, NULL),
                          go_on_recv(go_ctx_done(ctx), NULL, NULL));
    go_timer_free(timer);
    if (which == 0)
        return NULL;
    go_reservation_cancel(r);
    return go_ctx_err(ctx);
}

static go_error *wait(go_limiter *l, go_ctx *ctx, int n, go_time now) {
    go_duration longest = GO_INF_DURATION, delay;
    go_time deadline;
    go_reservation r;
    go_limit limit;
    int burst;
    enter(l);
    burst = l->burst;
    limit = l->limit;
    leave(l);
    if (n > burst && limit != GO_RATE_INF)
        return go_errorf("rate: Wait(n=%d) exceeds limiter's burst %d", n, burst);
    if (go_select_default(go_on_recv(go_ctx_done(ctx), NULL, NULL)) == 0)
        return go_ctx_err(ctx);
    if (go_ctx_deadline(ctx, &deadline))
        longest = sub(deadline, now);
    r = reserve(l, now, n, longest);
    if (!r.ok)
        return go_errorf("rate: Wait(n=%d) would exceed context deadline", n);
    delay = go_reservation_delay_from(&r, now);
    return delay == 0 ? NULL : wait_for(&r, ctx, delay);
}

go_error *go_limiter_wait(go_limiter *l, go_ctx *ctx) {
    return wait(l, ctx, 1, go_now());
}
go_error *go_limiter_wait_n(go_limiter *l, go_ctx *ctx, int n) {
    return wait(l, ctx, n, go_now());
}

go_limit go_limiter_limit(go_limiter *l) {
    go_limit limit;
    enter(l);
    limit = l->limit;
    leave(l);
    return limit;
}
int go_limiter_burst(go_limiter *l) {
    int burst;
    enter(l);
    burst = l->burst;
    leave(l);
    return burst;
}

double go_limiter_tokens(go_limiter *l) {
    return go_limiter_tokens_at(l, go_now());
}
double go_limiter_tokens_at(go_limiter *l, go_time at) {
    double tokens;
    enter(l);
    tokens = filled(l, at);
    leave(l);
    return tokens;
}

/* What was filled in so far stays, at the old limit and burst. */
static void settle(go_limiter *l, go_time at) {
    enter(l);
    l->tokens = filled(l, at);
    l->last = at;
}
void go_limiter_set_limit(go_limiter *l, go_limit limit) {
    go_limiter_set_limit_at(l, go_now(), limit);
}
void go_limiter_set_limit_at(go_limiter *l, go_time at, go_limit limit) {
    settle(l, at);
    l->limit = limit;
    leave(l);
}
void go_limiter_set_burst(go_limiter *l, int burst) {
    go_limiter_set_burst_at(l, go_now(), burst);
}
void go_limiter_set_burst_at(go_limiter *l, go_time at, int burst) {
    settle(l, at);
    l->burst = burst;
    leave(l);
}
