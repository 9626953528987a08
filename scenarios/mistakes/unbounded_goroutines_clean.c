/* scenario: unbounded_goroutines
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Each item of a long list gets a goroutine of its own; the fix lets a fixed number of
 *   them take the items from a channel.
 */
#include <detgo.h>

enum { ITEMS = 120, WORKERS = 3 };

go_chan_type(item_chan, int);

static item_chan items;
static go_atomic_int64 processed;
static go_waitgroup wg;

void process(void *arg) {
    go_range(item, *(item_chan *)arg) go_atomic_add(&processed, item > 0);
    go_waitgroup_done(&wg);
}

void ProcessAll(int count) {
    go_waitgroup_add(&wg, WORKERS);
    for (int i = 0; i < WORKERS; i++)
        go(process, items);
    for (int item = 1; item <= count; item++)
        go_send(items, item);
    go_close(items);
    go_waitgroup_wait(&wg);
}

int main(void) {
    items = go_make(item_chan, 10);
    ProcessAll(ITEMS);
    return go_atomic_load(&processed) == ITEMS ? 0 : 1;
}
