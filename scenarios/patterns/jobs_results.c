/* scenario: jobs_results
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Workers range over a buffered channel of jobs, which the caller closes; the last of
 *   them to finish lets the results be closed, so that the caller's loop over them ends.
 */
#include <assert.h>
#include <detgo.h>

enum { JOBS = 6, WORKERS = 3 };

go_chan_type(job_chan, int);
go_chan_type(result_chan, int);

struct worker {
    job_chan_rx jobs;
    result_chan_tx results;
    go_waitgroup *wg;
};

struct closer {
    result_chan results;
    go_waitgroup *wg;
};

void worker(void *arg) {
    struct worker *w = arg;
    go_range(job, w->jobs) go_send(w->results, job * job);
    go_waitgroup_done(w->wg);
}

void close_results(void *arg) {
    struct closer *c = arg;
    go_waitgroup_wait(c->wg);
    go_close(c->results);
}

int main(void) {
    job_chan jobs = go_make(job_chan, 100);
    result_chan results = go_make(result_chan, 0);
    go_waitgroup wg = {0};
    for (int i = 0; i < WORKERS; i++) {
        go_waitgroup_add(&wg, 1);
        go(worker, ((struct worker){jobs.as_rx, results.as_tx, &wg}));
    }
    go(close_results, ((struct closer){results, &wg}));
    for (int job = 1; job <= JOBS; job++)
        go_send(jobs, job);
    go_close(jobs);

    int sum = 0, count = 0;
    go_range(result, results) {
        sum += result;
        count++;
    }
    assert(count == JOBS && sum == 91);
    return 0;
}
