/* scenario: rate_client
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: An API client takes a permit from a token bucket before each call; Call waits for
 *   one, TryCall gives up at once, and a cancelled Call never reaches the service.
 */
#include <assert.h>
#include <detgo.h>

enum { CALLERS = 3 };

typedef struct {
    go_limiter *limiter;
    go_atomic_int64 requests;
} APIClient;

GO_SENTINEL(ErrRateLimit, "rate limit exceeded");

static go_atomic_int64 refused;

go_error *doRequest(APIClient *c) {
    go_atomic_add(&c->requests, 1);
    return NULL;
}

go_error *Call(APIClient *c, go_ctx *ctx) {
    go_error *err = go_limiter_wait(c->limiter, ctx);
    if (err)
        return go_error_wrap(err, "rate limit wait");
    return doRequest(c);
}

go_error *TryCall(APIClient *c) {
    if (!go_limiter_allow(c->limiter))
        return ErrRateLimit;
    return doRequest(c);
}

void call(void *arg) {
    assert(!Call(*(APIClient **)arg, go_ctx_background()));
}

void try_call(void *arg) {
    if (TryCall(*(APIClient **)arg) == ErrRateLimit)
        go_atomic_add(&refused, 1);
}

void in_parallel(APIClient *c, void (*caller)(void *)) {
    go_waitgroup wg = {0};
    for (int i = 0; i < CALLERS; i++)
        go_waitgroup_go(&wg, caller, c);
    go_waitgroup_wait(&wg);
}

int main(void) {
    APIClient patient = {.limiter = go_limiter_new(200, 1)};
    in_parallel(&patient, call);
    assert(go_atomic_load(&patient.requests) == CALLERS);

    /* One permit, and the next one in an hour. */
    APIClient strict = {.limiter = go_limiter_new(go_rate_every(3600 * GO_SECOND), 1)};
    in_parallel(&strict, try_call);
    assert(go_atomic_load(&strict.requests) == 1);
    assert(go_atomic_load(&refused) == CALLERS - 1);

    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    go_ctx_cancel(ctx);
    go_error *err = Call(&strict, ctx);
    assert(go_error_is(err, go_canceled));
    assert(go_atomic_load(&strict.requests) == 1);
    go_error_release(err);
    go_limiter_free(patient.limiter);
    go_limiter_free(strict.limiter);
    return 0;
}
