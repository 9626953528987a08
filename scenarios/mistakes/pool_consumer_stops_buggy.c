/* scenario: pool_consumer_stops
 * twin: buggy
 * kind: goroutine-leak
 * subkind: -
 * severity: error
 * functions: worker
 * always: yes
 * needs: -
 * args: -
 * about: The workers of a pool look at their context while they wait for a job, but not while
 *   they send a result; a consumer that cancels and stops reading leaves them in that send.
 */
#include <detgo.h>

enum { JOBS = 6, WORKERS = 2 };

go_chan_type(job_chan, int);
go_chan_type(result_chan, int);

static go_ctx *ctx;
static job_chan jobs;
static result_chan results;
static go_waitgroup wg;

void worker(void *arg) {
    int job;
    bool ok;
    (void)arg;
    while (go_select(go_on_recv(go_ctx_done(ctx), NULL, NULL), go_on_recv(jobs, &job, &ok)) == 1) {
        if (!ok)
            break;
        int result = job * 2;
        go_send(results, result);
    }
    go_waitgroup_done(&wg);
}

void close_results(void *arg) {
    (void)arg;
    go_waitgroup_wait(&wg);
    go_close(results);
}

void WorkerPool(int workers) {
    results = go_make(result_chan, 0);
    for (int i = 0; i < workers; i++) {
        go_waitgroup_add(&wg, 1);
        go(worker, 0);
    }
    go(close_results, 0);
}

int main(void) {
    ctx = go_ctx_with_cancel(go_ctx_background());
    jobs = go_make(job_chan, JOBS);
    for (int job = 1; job <= JOBS; job++)
        go_send(jobs, job);
    go_close(jobs);
    WorkerPool(WORKERS);
    int first = go_recv(results);
    go_ctx_cancel(ctx);
    return first > 0 ? 0 : 1;
}
