/* scenario: nil_channel
 * twin: buggy
 * kind: nil-channel
 * subkind: receive
 * severity: error
 * functions: run
 * always: yes
 * needs: -
 * args: -
 * about: A worker's quit channel is declared but never made; its loop waits on nil for ever
 *   once there is no more work.
 */
#include <detgo.h>

go_chan_type(job_chan, int);

struct worker {
    go_signal quit;
    job_chan jobs;
};

static go_atomic_int64 total;

void run(void *arg) {
    struct worker *w = *(struct worker **)arg;
    go_range(job, w->jobs) go_atomic_add(&total, job);
    go_recv(w->quit);
}

int main(void) {
    static struct worker w;
    w.jobs = go_make(job_chan, 1);
    go(run, &w);
    go(run, &w);
    for (int job = 0; job < 3; job++)
        go_send(w.jobs, job);
    go_close(w.jobs);
    return 0;
}
