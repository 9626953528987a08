/* scenario: boundary_timeout
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: The caller at the boundary sets the time-out; a service that answers is far from it,
 *   one that does not answer is left when it is reached.
 */
#include <assert.h>
#include <detgo.h>

go_chan_type(answers, int);

struct request {
    go_ctx *ctx;
    bool answers_at_all;
    answers out;
};

void serve(void *arg) {
    struct request *r = arg;
    int answer = 42;
    if (!r->answers_at_all) {
        go_recv(go_ctx_done(r->ctx));
        return;
    }
    go_select(go_on_recv(go_ctx_done(r->ctx), NULL, NULL), go_on_send(r->out, &answer));
}

go_error *Call(go_ctx *ctx, bool answers_at_all, int *result) {
    struct request r = {ctx, answers_at_all, go_make(answers, 0)};
    go(serve, r);
    if (go_select(go_on_recv(go_ctx_done(ctx), NULL, NULL), go_on_recv(r.out, result, NULL)) == 0)
        return go_ctx_err(ctx);
    return NULL;
}

void at_the_boundary(bool answers_at_all, go_duration limit) {
    GO_CTX_GUARD(ctx, go_ctx_with_timeout(go_ctx_background(), limit));
    int result = 0;
    go_error *err = Call(ctx, answers_at_all, &result);
    if (answers_at_all)
        assert(!err && result == 42);
    else
        assert(err == go_deadline_exceeded);
    go_ctx_cancel(ctx);
    assert(go_leak_verify_none(NULL));
}

int main(void) {
    at_the_boundary(true, 5 * GO_SECOND);
    at_the_boundary(false, 20 * GO_MILLISECOND);
    return 0;
}
