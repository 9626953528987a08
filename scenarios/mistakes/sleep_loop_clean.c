/* scenario: sleep_loop
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A goroutine polls a feed once a second for as long as the program lives; the fix
 *   waits for a ticker or for the context, whichever comes first.
 */
#include <detgo.h>

static go_mutex mu;
static int seen;

void process(void) {
    GO_LOCK_GUARD(&mu);
    seen++;
}

void poll_feed(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    go_ticker *ticker = go_ticker_new(GO_SECOND);
    while (go_select(go_on_recv(go_ctx_done(ctx), NULL, NULL),
                     go_on_recv(go_ticker_chan(ticker), NULL, NULL)) == 1)
        process();
    go_ticker_free(ticker);
    go_ctx_release(ctx);
}

int main(void) {
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    go(poll_feed, go_ctx_retain(ctx));
    for (int i = 0; i < 3; i++)
        process();
    return 0;
}
