/* scenario: go_context_value
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: handle, main
 * always: yes
 * needs: -
 * args: -
 * about: A context carries the address of a request that its sender goes on changing; the fix
 *   changes it before the handler starts.
 */
#include <detgo.h>

struct request {
    int id, user;
};

struct request request = {.id = 1};
static const char request_key;
static go_waitgroup wg;

void handle(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    struct request *r = go_ctx_value(ctx, &request_key);
    if (r->id != 1 || r->user > 9)
        go_panic("another request");
    go_waitgroup_done(&wg);
}

int main(void) {
    go_ctx *ctx = go_ctx_with_value(go_ctx_background(), &request_key, &request);
    go_waitgroup_add(&wg, 1);
    go(handle, ctx);
    request.user = 9;
    go_waitgroup_wait(&wg);
    go_ctx_release(ctx);
    return 0;
}
