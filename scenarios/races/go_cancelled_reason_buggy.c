/* scenario: go_cancelled_reason
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: stop, main
 * always: yes
 * needs: -
 * args: -
 * about: A reason is written after the context that says to look at it was cancelled.
 */
#include <detgo.h>

int reason;

void stop(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    go_ctx_cancel(ctx);
    reason = 3;
}

int main(void) {
    go_ctx *ctx = go_ctx_with_cancel(go_ctx_background());
    go(stop, ctx);
    go_recv(go_ctx_done(ctx));
    return reason <= 3 ? 0 : 1;
}
