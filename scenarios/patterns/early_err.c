/* scenario: early_err
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: GetUser asks its context before it does anything and passes it on to the query; a
 *   request that is cancelled before it starts never reaches the database.
 */
#include <assert.h>
#include <detgo.h>

enum { REQUESTS = 3 };

go_chan_type(rows, int);

struct query {
    int id;
    rows answer;
};
go_chan_type(queries, struct query);

static queries database;
static go_atomic_int64 asked;

void serve_queries(void *arg) {
    (void)arg;
    go_range(q, database) go_send(q.answer, q.id * 10);
}

go_error *QueryRow(go_ctx *ctx, int id, int *row) {
    struct query q = {id, go_make(rows, 1)}; /* room: the database never waits for us */
    go_atomic_add(&asked, 1);
    if (go_select(go_on_recv(go_ctx_done(ctx), NULL, NULL), go_on_send(database, &q)) == 0 ||
        go_select(go_on_recv(go_ctx_done(ctx), NULL, NULL), go_on_recv(q.answer, row, NULL)) == 0)
        return go_ctx_err(ctx);
    return NULL;
}

go_error *GetUser(go_ctx *ctx, int id, int *user) {
    if (go_ctx_err(ctx))
        return go_ctx_err(ctx);
    return QueryRow(ctx, id, user);
}

struct request {
    go_ctx *ctx;
    int id;
};

void request(void *arg) {
    struct request *r = arg;
    int user = 0;
    go_error *err = GetUser(r->ctx, r->id, &user);
    assert(err ? err == go_canceled : user == r->id * 10);
}

int main(void) {
    database = go_make(queries, 0);
    go_waitgroup requests = {0};
    go_waitgroup server = {0};
    go_waitgroup_go(&server, serve_queries, 0);
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    for (int id = 1; id <= REQUESTS; id++)
        go_waitgroup_go(&requests, request, ((struct request){ctx, id}));
    go_ctx_cancel(ctx);
    go_waitgroup_wait(&requests);

    int64_t before = go_atomic_load(&asked);
    int user;
    assert(GetUser(ctx, 7, &user) == go_canceled);
    assert(go_atomic_load(&asked) == before);
    go_close(database);
    go_waitgroup_wait(&server);
    return 0;
}
