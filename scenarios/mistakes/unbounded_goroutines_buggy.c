/* scenario: unbounded_goroutines
 * twin: buggy
 * kind: unbounded-goroutines
 * subkind: -
 * severity: note
 * functions: ProcessAll
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
    go_atomic_add(&processed, *(int *)arg > 0);
    go_waitgroup_done(&wg);
}

void ProcessAll(int count) {
    go_waitgroup_add(&wg, count);
    for (int item = 1; item <= count; item++)
        go(process, item);
    go_close(items);
    go_waitgroup_wait(&wg);
}

int main(void) {
    items = go_make(item_chan, 10);
    ProcessAll(ITEMS);
    return go_atomic_load(&processed) == ITEMS ? 0 : 1;
}
