/* scenario: results_never_closed
 * twin: buggy
 * kind: channel-blocked
 * subkind: -
 * severity: error
 * functions: collect
 * always: yes
 * needs: -
 * args: -
 * about: The caller ranges over the results, and nobody closes them when the workers have
 *   ended.
 */
#include <detgo.h>

enum { WORKERS = 3 };

go_chan_type(result_chan, int);

static result_chan results;
static go_waitgroup wg;

void worker(void *arg) {
    go_send(results, *(int *)arg);
    go_waitgroup_done(&wg);
}

int collect(void) {
    int sum = 0;
    go_range(result, results) sum += result;
    return sum;
}

int main(void) {
    results = go_make(result_chan, 0);
    go_waitgroup_add(&wg, WORKERS);
    for (int i = 1; i <= WORKERS; i++)
        go(worker, i);
    return collect() == 6 ? 0 : 1;
}
