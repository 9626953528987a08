/* scenario: fan_out_slots
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: FetchAll starts one function for each address in an errgroup; each writes to a slot
 *   of its own, and the first error comes back wrapped.
 */
#include <assert.h>
#include <detgo.h>
#include <string.h>

enum { URLS = 4 };

GO_SENTINEL(ErrNotFound, "not found");

struct fetch {
    go_ctx *ctx;
    const char *url;
    size_t *slot;
};

go_error *fetch(go_ctx *ctx, const char *url, size_t *length) {
    if (go_ctx_err(ctx))
        return go_ctx_err(ctx);
    if (strcmp(url, "missing") == 0)
        return ErrNotFound;
    *length = strlen(url);
    return NULL;
}

go_error *fetch_into_slot(void *arg) {
    struct fetch *f = arg;
    size_t length = 0;
    go_error *err = fetch(f->ctx, f->url, &length);
    if (err)
        return go_error_wrap(err, "fetching %s", f->url);
    *f->slot = length;
    return NULL;
}

go_error *FetchAll(go_ctx *parent, const char *const *urls, size_t *results) {
    go_errgroup g = {0};
    go_ctx *ctx = go_errgroup_with_context(&g, parent);
    for (int i = 0; i < URLS; i++)
        go_errgroup_go(&g, fetch_into_slot, ((struct fetch){ctx, urls[i], &results[i]}));
    go_error *err = go_errgroup_wait(&g);
    go_ctx_release(ctx);
    return err;
}

int main(void) {
    const char *const all_there[URLS] = {"a", "bb", "ccc", "dddd"};
    const char *const one_missing[URLS] = {"a", "bb", "missing", "dddd"};
    size_t results[URLS] = {0};
    assert(!FetchAll(go_ctx_background(), all_there, results));
    for (size_t i = 0; i < URLS; i++)
        assert(results[i] == i + 1);

    go_error *err = FetchAll(go_ctx_background(), one_missing, results);
    assert(go_error_is(err, ErrNotFound));
    assert(strcmp(go_error_text(err), "fetching missing: not found") == 0);
    go_error_release(err);
    return 0;
}
