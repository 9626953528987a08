/* scenario: once_client
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A client connects at the first use of its connection, once; the connection or the
 *   error is kept in the client, and every caller gets the same.
 */
#include <assert.h>
#include <detgo.h>

enum { CALLERS = 3 };

GO_SENTINEL(ErrRefused, "connection refused");

typedef struct {
    go_once initOnce;
    const char *addr;
    const char *conn;
    go_error *initErr;
    int dials;
} Client;

void dial(void *arg) {
    Client *c = arg;
    c->dials++;
    if (c->addr)
        c->conn = c->addr;
    else
        c->initErr = go_error_wrap(ErrRefused, "dial");
}

const char *getConn(Client *c, go_error **err) {
    go_once_do(&c->initOnce, dial, c);
    *err = c->initErr;
    return c->conn;
}

void caller(void *arg) {
    Client *c = *(Client **)arg;
    go_error *err;
    const char *conn = getConn(c, &err);
    assert(c->dials == 1);
    assert(conn == c->addr);
    assert(go_error_is(err, ErrRefused) == (c->addr == NULL));
}

void use(Client *c) {
    go_waitgroup wg = {0};
    for (int i = 0; i < CALLERS; i++)
        go_waitgroup_go(&wg, caller, c);
    go_waitgroup_wait(&wg);
    go_error_release(c->initErr);
}

int main(void) {
    use(&(Client){.addr = "db:5432"});
    use(&(Client){.addr = NULL});
    return 0;
}
