/* scenario: error_channel_too_small
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: ProcessAll has room for one error and reads the errors when all goroutines are done;
 *   the second that fails waits in its send, and ProcessAll waits for it.
 */
#include <detgo.h>

enum { ITEMS = 3 };

go_chan_type(error_chan, go_error *);

struct item {
    int number;
    go_waitgroup *wg;
    error_chan errCh;
};

void process_one(void *arg) {
    struct item *i = arg;
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, i->wg);
    if (i->number < 0)
        go_send(i->errCh, go_errorf("item %d", i->number));
}

int ProcessAll(const int *items, int count) {
    go_waitgroup wg = {0};
    error_chan errCh = go_make(error_chan, count);
    for (int i = 0; i < count; i++) {
        go_waitgroup_add(&wg, 1);
        go(process_one, ((struct item){items[i], &wg, errCh}));
    }
    go_waitgroup_wait(&wg);
    go_close(errCh);
    int failures = 0;
    go_range(err, errCh) {
        go_error_release(err);
        failures++;
    }
    return failures;
}

int main(void) {
    const int items[ITEMS] = {-1, 2, -3};
    return ProcessAll(items, ITEMS) == 2 ? 0 : 1;
}
