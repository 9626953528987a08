/* errgroup.h: golang.org/x/sync/errgroup.
 *
 * All zero is ready to use, without a context. The first error is kept and, with a context, cancels it
 * and becomes its cause; Wait cancels it too. A panic in a function ends the program, as in any other
 * goroutine (some earlier releases of x/sync carried it over to Wait). A function that ends its
 * goroutine is over, without an error.
 *
 * Not as in Go: Wait gives the error away and frees what the group holds, its limit included; the group
 * is then as new.
 */
#ifndef DETGO_ERRGROUP_H
#define DETGO_ERRGROUP_H

#include "chan.h"
#include "context.h"
#include "sync.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    go_waitgroup wg;
    go_once first;
    go_error *error;
    go_ctx *ctx;
    go_chan *sem; /* nil: no limit */
} go_errgroup;

/* errgroup.WithContext: gives the derived context, which the group keeps a reference of until Wait. */
go_ctx *go_errgroup_with_context(go_errgroup *g, go_ctx *parent);
/* At most N functions at a time; negative: no limit. Panics if functions are running: "errgroup: modify
 * limit while N goroutines in the group are still active". */
void go_errgroup_set_limit(go_errgroup *g, int n);
/* g.Go: FN(copy of VALUE) in a goroutine of its own; waits while the limit is reached. The error that FN
 * returns is taken over. */
#define go_errgroup_go(g, fn, value)                                                      \
    do {                                                                                  \
        __typeof__(value) go_copy_ = (value);                                             \
        go_errgroup_start((g), (fn), &go_copy_, sizeof go_copy_, #fn, __FILE__, __LINE__, \
                          __func__);                                                      \
    } while (0)
/* g.TryGo: false, and FN is not run, if the limit is reached. */
#define go_errgroup_trygo(g, fn, value)                                                       \
    __extension__({                                                                           \
        __typeof__(value) go_copy_ = (value);                                                 \
        go_errgroup_try_start((g), (fn), &go_copy_, sizeof go_copy_, #fn, __FILE__, __LINE__, \
                              __func__);                                                      \
    })
void go_errgroup_start(go_errgroup *g, go_error *(*fn)(void *), const void *arg, size_t size,
                       const char *name, const char *file, int line, const char *function);
bool go_errgroup_try_start(go_errgroup *g, go_error *(*fn)(void *), const void *arg, size_t size,
                           const char *name, const char *file, int line, const char *function);
/* Waits for all functions, cancels and releases the group's context, and gives the first error. */
go_error *go_errgroup_wait(go_errgroup *g);

#ifdef __cplusplus
}
#endif

#endif
