/* context.h: package context.
 *
 * A context is counted. The With... calls give a new one, which holds its parent; go_ctx_release()
 * drops it. A goroutine that keeps one beyond its caller's life retains it. Cancelling is separate, as
 * in Go: whoever makes a cancellable context sees to it that go_ctx_cancel() is called on every path;
 * GO_CTX_GUARD cancels and releases when the scope is left. Releasing the last reference of a context
 * that was never cancelled cancels nothing above it and is noted under detsched.
 *
 * Not as in Go: cancel is a call on the context, not a function value; keys are addresses, values
 * pointers that stay the program's.
 */
#ifndef DETGO_CONTEXT_H
#define DETGO_CONTEXT_H

#include "chan.h"
#include "error.h"
#include "time.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct go_ctx go_ctx;

go_ctx *go_ctx_background(void); /* lives for ever */
go_ctx *go_ctx_with_cancel(go_ctx *parent);
go_ctx *go_ctx_with_timeout(go_ctx *parent, go_duration d);
go_ctx *go_ctx_with_deadline(go_ctx *parent, go_time deadline);
/* WithTimeoutCause, WithDeadlineCause: CAUSE is retained. */
go_ctx *go_ctx_with_timeout_cause(go_ctx *parent, go_duration d, go_error *cause);
go_ctx *go_ctx_with_deadline_cause(go_ctx *parent, go_time deadline, go_error *cause);
go_ctx *go_ctx_with_value(go_ctx *parent, const void *key, void *value);
go_ctx *go_ctx_without_cancel(go_ctx *parent);

go_ctx *go_ctx_retain(go_ctx *ctx);
void go_ctx_release(go_ctx *ctx); /* NULL is ignored */
/* Cancels CTX and what was derived from it; the first call (or deadline, or parent) counts. Does not
 * release. Nothing happens to a context that has no cancel of its own. */
void go_ctx_cancel(go_ctx *ctx);
/* With a CAUSE (retained; NULL: Canceled), as WithCancelCause's function. */
void go_ctx_cancel_cause(go_ctx *ctx, go_error *cause);
/* go_ctx *NAME = CREATION, cancelled and released when the scope is left. */
#define GO_CTX_GUARD(name, creation)                                                  \
    __attribute__((cleanup(go_frame_leave))) struct go_frame name##_frame = GO_ZERO_; \
    go_ctx *name = (creation);                                                        \
    go_frame_enter(&name##_frame);                                                    \
    go_frame_defer(&name##_frame, (void (*)(void *))go_ctx_cancel_release, name)
void go_ctx_cancel_release(go_ctx *ctx);

#ifndef __cplusplus
/* Closed when the context is cancelled; nil if it never can be. The context's: not to be released. */
go_signal_rx go_ctx_done(const go_ctx *ctx);
#endif
/* NULL, go_canceled or go_deadline_exceeded: sentinels, nothing to release. */
go_error *go_ctx_err(const go_ctx *ctx);
/* Lends the cause: as long as CTX is held. NULL while not cancelled. */
go_error *go_ctx_cause(const go_ctx *ctx);
bool go_ctx_deadline(const go_ctx *ctx, go_time *deadline); /* false: none */
void *go_ctx_value(const go_ctx *ctx, const void *key);     /* NULL: none */

/* context.AfterFunc: FN(ARG) runs in a goroutine of its own once CTX is cancelled. Until it runs or is
 * stopped it holds CTX. The handle is the caller's; stop: true if this call kept FN from running. */
typedef struct go_ctx_after go_ctx_after;
#define go_ctx_after_func(ctx, fn, arg) \
    go_ctx_after_register((ctx), (fn), (arg), #fn, __FILE__, __LINE__, __func__)
go_ctx_after *go_ctx_after_register(go_ctx *ctx, void (*fn)(void *), void *arg, const char *name,
                                    const char *file, int line, const char *function);
bool go_ctx_after_stop(go_ctx_after *after);
void go_ctx_after_free(go_ctx_after *after); /* does not stop it; NULL is ignored */

#ifdef __cplusplus
}
#endif

#endif
