/* scenario: ticker_loop
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A loop does its work at each tick, stops its ticker when it ends, and ends when its
 *   context is cancelled.
 */
#include <assert.h>
#include <detgo.h>

go_chan_type(reports, int);

struct loop {
    go_ctx *ctx;
    reports processed;
};

void stop_ticker(void *arg) {
    go_ticker_free(arg);
}

void tick_loop(void *arg) {
    struct loop *l = arg;
    GO_DEFER_FRAME;
    go_ticker *ticker = go_ticker_new(5 * GO_MILLISECOND);
    go_defer(stop_ticker, ticker);
    for (int n = 1;; n++) {
        if (go_select(go_on_recv(go_ticker_chan(ticker), NULL, NULL),
                      go_on_recv(go_ctx_done(l->ctx), NULL, NULL)) == 1)
            return;
        if (go_select(go_on_send(l->processed, &n), go_on_recv(go_ctx_done(l->ctx), NULL, NULL)) ==
            1)
            return;
    }
}

int main(void) {
    reports processed = go_make(reports, 0);
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    go(tick_loop, ((struct loop){ctx, processed}));
    for (int n = 1; n <= 3; n++)
        assert(go_recv(processed) == n);
    go_ctx_cancel(ctx);
    return go_leak_verify_none(NULL) ? 0 : 1;
}
