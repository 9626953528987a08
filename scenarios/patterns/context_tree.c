/* scenario: context_tree
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A request's context carries its id to the functions below it; cancelling one branch
 *   stops that branch only, and cancelling the root stops them all.
 */
#include <assert.h>
#include <detgo.h>
#include <string.h>

static const char requestIDKey;

struct branch {
    go_ctx *ctx;
    go_waitgroup *wg;
};

void handle(void *arg) {
    struct branch *b = arg;
    assert(strcmp(go_ctx_value(b->ctx, &requestIDKey), "r-17") == 0);
    go_recv(go_ctx_done(b->ctx));
    assert(go_ctx_err(b->ctx) == go_canceled);
    go_waitgroup_done(b->wg);
}

int main(void) {
    char id[] = "r-17";
    GO_CTX_GUARD(root, go_ctx_with_cancel(go_ctx_background()));
    go_ctx *request = go_ctx_with_value(root, &requestIDKey, id);
    GO_CTX_GUARD(left, go_ctx_with_cancel(request));
    GO_CTX_GUARD(right, go_ctx_with_cancel(request));
    go_waitgroup left_done = {0}, right_done = {0};
    go_waitgroup_add(&left_done, 1);
    go(handle, ((struct branch){left, &left_done}));
    go_waitgroup_add(&right_done, 2);
    go(handle, ((struct branch){right, &right_done}));
    go(handle, ((struct branch){request, &right_done}));

    go_ctx_cancel(left);
    go_waitgroup_wait(&left_done);
    assert(!go_ctx_err(right) && !go_ctx_err(request) && !go_ctx_err(root));
    assert(!go_ctx_value(root, &requestIDKey));

    go_ctx_cancel(root);
    go_waitgroup_wait(&right_done);
    go_ctx_release(request);
    return 0;
}
