/* scenario: pipeline
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Each stage of a pipeline closes its output when its input ends and gives up its send
 *   when the context is cancelled, so that a consumer may stop at any value.
 */
#include <assert.h>
#include <detgo.h>

enum { NUMBERS = 5 };

go_chan_type(ints, int);

struct stage {
    go_ctx *ctx;
    ints_rx in;
    ints out;
};

void generate(void *arg) {
    struct stage *s = arg;
    for (int n = 1; n <= NUMBERS; n++) {
        if (go_select(go_on_send(s->out, &n), go_on_recv(go_ctx_done(s->ctx), NULL, NULL)) == 1)
            break;
    }
    go_close(s->out);
}

void square(void *arg) {
    struct stage *s = arg;
    GO_DEFER_FRAME;
    go_defer(go_chan_close, go_chan_of(s->out));
    go_range(n, s->in) {
        int squared = n * n;
        if (go_select(go_on_send(s->out, &squared), go_on_recv(go_ctx_done(s->ctx), NULL, NULL)) ==
            1)
            return;
    }
}

ints_rx Source(go_ctx *ctx) {
    struct stage s = {.ctx = ctx, .out = go_make(ints, 0)};
    go(generate, s);
    return s.out.as_rx;
}

ints_rx Pipeline(go_ctx *ctx, ints_rx input) {
    struct stage s = {ctx, input, go_make(ints, 0)};
    go(square, s);
    return s.out.as_rx;
}

int sum_of(int values) {
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    ints_rx squares = Pipeline(ctx, Source(ctx));
    int sum = 0;
    go_range(n, squares) {
        sum += n;
        if (--values == 0)
            break;
    }
    go_ctx_cancel(ctx);
    /* The stages still look at the context. */
    assert(go_leak_verify_none(NULL));
    return sum;
}

int main(void) {
    assert(sum_of(-1) == 55);
    assert(sum_of(2) == 5);
    return 0;
}
