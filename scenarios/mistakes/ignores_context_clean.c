/* scenario: ignores_context
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A worker is given a context, but waits for jobs only; when the context is cancelled
 *   and no more jobs come, it waits for ever.
 */
#include <detgo.h>

go_chan_type(job_chan, int);

struct worker {
    go_ctx *ctx;
    job_chan jobs;
};

static go_atomic_int64 total;

void worker(void *arg) {
    struct worker *w = arg;
    int job;
    while (go_select(go_on_recv(go_ctx_done(w->ctx), NULL, NULL),
                     go_on_recv(w->jobs, &job, NULL)) == 1)
        go_atomic_add(&total, job);
    go_ctx_release(w->ctx);
}

int main(void) {
    job_chan jobs = go_make(job_chan, 2);
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    for (int i = 0; i < 2; i++)
        go(worker, ((struct worker){go_ctx_retain(ctx), jobs}));
    for (int job = 0; job < 4; job++)
        go_send(jobs, job);
    return 0;
}
