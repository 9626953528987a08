/* time.h: package time, as far as concurrency needs it. Times are monotonic nanoseconds.
 *
 * Timer and ticker channels behave as since Go 1.23: they are unbuffered for the program (len and cap
 * are 0), and after Stop or Reset returns no value of before is received. Elements are the time at
 * which the timer fired.
 */
#ifndef DETGO_TIME_H
#define DETGO_TIME_H

#include <stdint.h>

#include "chan.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int64_t go_duration;
#define GO_NANOSECOND ((go_duration)1)
#define GO_MICROSECOND (1000 * GO_NANOSECOND)
#define GO_MILLISECOND (1000 * GO_MICROSECOND)
#define GO_SECOND (1000 * GO_MILLISECOND)

typedef int64_t go_time; /* ns on the monotonic clock */
#ifndef __cplusplus
go_chan_type(go_times, go_time);
#else
typedef struct {
    struct {
        go_chan *ch;
    } rx;
} go_times_rx;
#endif

go_time go_now(void);
void go_sleep(go_duration d);

/* time.After: the channel belongs to the library, which drops it once it has fired or nobody can
 * receive from it any more; see go_timer for one that can be stopped. Gives a reference: release it, or
 * let GO_AFTER do so: GO_AFTER(name, d) declares `go_times_rx name` for the current scope. */
go_times_rx go_after(go_duration d);
#define GO_AFTER(name, d) __attribute__((cleanup(go_after_drop))) go_times_rx name = go_after(d)
void go_after_drop(go_times_rx *c);

typedef struct go_timer go_timer;
/* time.NewTimer. The timer is the caller's to free; its channel lives as long. */
go_timer *go_timer_new(go_duration d);
/* time.AfterFunc: runs FN(ARG) in a goroutine of its own when D has passed. */
go_timer *go_after_func(go_duration d, void (*fn)(void *), void *arg);
go_times_rx go_timer_chan(const go_timer *t);    /* nil for AfterFunc */
bool go_timer_stop(go_timer *t);                 /* true if this call stopped it */
bool go_timer_reset(go_timer *t, go_duration d); /* true if it had been active */
void go_timer_free(go_timer *t);                 /* stops it; NULL is ignored */

typedef struct go_ticker go_ticker;
/* time.NewTicker: panics "non-positive interval for NewTicker" unless D > 0. Slow receivers lose ticks. */
go_ticker *go_ticker_new(go_duration d);
go_times_rx go_ticker_chan(const go_ticker *t);
void go_ticker_stop(go_ticker *t);
void go_ticker_reset(go_ticker *t, go_duration d);
void go_ticker_free(go_ticker *t); /* stops it; NULL is ignored */

#ifdef __cplusplus
}
#endif

#endif
