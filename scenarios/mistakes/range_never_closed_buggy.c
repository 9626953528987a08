/* scenario: range_never_closed
 * twin: buggy
 * kind: goroutine-leak
 * subkind: -
 * severity: error
 * functions: worker
 * always: yes
 * needs: -
 * args: -
 * about: Workers range over a channel of jobs that nobody closes when the last job has been
 *   sent; they wait for one more for ever.
 */
#include <detgo.h>

enum { JOBS = 4, WORKERS = 2 };

go_chan_type(job_chan, int);

struct worker {
    job_chan_rx jobs;
    job_chan_tx results;
};

void worker(void *arg) {
    struct worker *w = arg;
    go_range(job, w->jobs) go_send(w->results, job * 2);
}

int main(void) {
    job_chan jobs = go_make(job_chan, JOBS);
    job_chan results = go_make(job_chan, 0);
    int sum = 0;
    for (int i = 0; i < WORKERS; i++)
        go(worker, ((struct worker){jobs.as_rx, results.as_tx}));
    for (int job = 1; job <= JOBS; job++)
        go_send(jobs, job);
    for (int i = 0; i < JOBS; i++)
        sum += go_recv(results);
    return sum == 20 ? 0 : 1;
}
