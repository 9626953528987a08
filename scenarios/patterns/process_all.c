/* scenario: process_all
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: ProcessAll starts one goroutine for each item, each with its own copy of it; the
 *   errors go to a channel that has room for all of them, and the first is returned.
 */
#include <assert.h>
#include <detgo.h>

enum { ITEMS = 4 };

go_chan_type(error_chan, go_error *);

struct item {
    int number;
    go_waitgroup *wg;
    error_chan errCh;
};

go_error *process(int number) {
    return number < 0 ? go_errorf("item %d", number) : NULL;
}

void process_one(void *arg) {
    struct item *i = arg;
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, i->wg);
    go_error *err = process(i->number);
    if (err)
        go_send(i->errCh, err);
}

go_error *ProcessAll(const int *items, int count) {
    go_waitgroup wg = {0};
    error_chan errCh = go_make(error_chan, count);
    for (int i = 0; i < count; i++) {
        go_waitgroup_add(&wg, 1);
        go(process_one, ((struct item){items[i], &wg, errCh}));
    }
    go_waitgroup_wait(&wg);
    go_close(errCh);

    go_error *first = NULL;
    go_range(err, errCh) {
        if (first)
            go_error_release(err);
        else
            first = err;
    }
    go_chan_release(go_chan_of(errCh));
    return first;
}

int main(void) {
    const int good[ITEMS] = {1, 2, 3, 4};
    const int bad[ITEMS] = {-1, -2, 3, -4};
    assert(!ProcessAll(good, ITEMS));
    go_error *err = ProcessAll(bad, ITEMS);
    assert(err);
    go_error_release(err);
    return 0;
}
