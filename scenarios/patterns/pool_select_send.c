/* scenario: pool_select_send
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A worker pool whose workers send their results inside the select, so that they stop
 *   even if the consumer has stopped reading after it cancelled.
 */
#include <assert.h>
#include <detgo.h>

enum { JOBS = 6, WORKERS = 2 };

go_chan_type(job_chan, int);
go_chan_type(result_chan, int);

struct pool {
    go_ctx *ctx;
    job_chan_rx jobs;
    result_chan results;
    go_waitgroup wg;
};

void worker(void *arg) {
    struct pool *p = *(struct pool **)arg;
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, &p->wg);
    for (;;) {
        int job;
        bool ok;
        if (go_select(go_on_recv(go_ctx_done(p->ctx), NULL, NULL),
                      go_on_recv(p->jobs, &job, &ok)) == 0 ||
            !ok)
            return;
        int result = job * 2;
        if (go_select(go_on_recv(go_ctx_done(p->ctx), NULL, NULL),
                      go_on_send(p->results, &result)) == 0)
            return;
    }
}

void close_results(void *arg) {
    struct pool *p = *(struct pool **)arg;
    go_waitgroup_wait(&p->wg);
    go_close(p->results);
}

result_chan_rx WorkerPool(struct pool *p, int workers) {
    p->results = go_make(result_chan, 0);
    for (int i = 0; i < workers; i++) {
        go_waitgroup_add(&p->wg, 1);
        go(worker, p);
    }
    go(close_results, p);
    return p->results.as_rx;
}

int sum_of(int wanted) {
    job_chan jobs = go_make(job_chan, JOBS);
    for (int job = 1; job <= JOBS; job++)
        go_send(jobs, job);
    go_close(jobs);

    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    struct pool p = {.ctx = ctx, .jobs = jobs.as_rx};
    result_chan_rx results = WorkerPool(&p, WORKERS);
    int sum = 0, seen = 0;
    while (seen < wanted) {
        int result;
        if (!go_recv_ok(results, &result))
            break;
        sum += result;
        seen++;
    }
    go_ctx_cancel(ctx);
    /* The pool still uses what lies in this frame. */
    assert(go_leak_verify_none(NULL));
    return sum;
}

int main(void) {
    assert(sum_of(JOBS + 1) == 42);
    assert(sum_of(2) >= 2);
    return 0;
}
