/* scenario: sleep_loop
 * twin: buggy
 * kind: goroutine-leak
 * subkind: -
 * severity: error
 * functions: poll_feed
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
    for (;;) {
        process();
        go_sleep(GO_SECOND);
    }
    go_ctx_release(ctx);
}

int main(void) {
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    go(poll_feed, go_ctx_retain(ctx));
    for (int i = 0; i < 3; i++)
        process();
    return 0;
}
