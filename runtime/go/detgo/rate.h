/* rate.h: golang.org/x/time/rate: a token bucket.
 *
 * Limits are events a second, as doubles, with the package's arithmetic. A limiter is the caller's to
 * free; every call may be made from any goroutine. Times are go_time; the calls without a time use
 * go_now().
 */
#ifndef DETGO_RATE_H
#define DETGO_RATE_H

#include "context.h"
#include "error.h"
#include "time.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef double go_limit;
#define GO_RATE_INF ((go_limit)1.7976931348623157e308)
go_limit go_rate_every(go_duration interval); /* Inf unless it is positive */

typedef struct go_limiter go_limiter;
go_limiter *go_limiter_new(go_limit limit, int burst);
void go_limiter_free(go_limiter *l);

bool go_limiter_allow(go_limiter *l);
bool go_limiter_allow_n(go_limiter *l, go_time at, int n);
/* Gives NULL, or an error: "rate: Wait(n=N) exceeds limiter's burst B", "rate: Wait(n=N) would exceed
 * context deadline", or the context's. */
go_error *go_limiter_wait(go_limiter *l, go_ctx *ctx);
go_error *go_limiter_wait_n(go_limiter *l, go_ctx *ctx, int n);

typedef struct {
    bool ok;
    go_limiter *lim;
    int tokens;
    go_time time_to_act;
    go_limit limit;
} go_reservation;
#define GO_INF_DURATION INT64_MAX
go_reservation go_limiter_reserve(go_limiter *l);
go_reservation go_limiter_reserve_n(go_limiter *l, go_time at, int n);
go_duration go_reservation_delay(const go_reservation *r);
go_duration go_reservation_delay_from(const go_reservation *r, go_time at);
void go_reservation_cancel(go_reservation *r);
void go_reservation_cancel_at(go_reservation *r, go_time at);

go_limit go_limiter_limit(go_limiter *l);
int go_limiter_burst(go_limiter *l);
double go_limiter_tokens(go_limiter *l);
double go_limiter_tokens_at(go_limiter *l, go_time at);
void go_limiter_set_limit(go_limiter *l, go_limit limit);
void go_limiter_set_limit_at(go_limiter *l, go_time at, go_limit limit);
void go_limiter_set_burst(go_limiter *l, int burst);
void go_limiter_set_burst_at(go_limiter *l, go_time at, int burst);

#ifdef __cplusplus
}
#endif

#endif
