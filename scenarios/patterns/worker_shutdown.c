/* scenario: worker_shutdown
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: The test of a worker stops it, before it has begun to run as well as while it runs,
 *   and waits for its end with a time-out that must not be reached.
 */
#include <detgo.h>
#include <stdlib.h>

go_chan_type(job_chan, int);

typedef struct {
    go_signal quit;
    go_once stop_once;
    job_chan jobs;
} Worker;

struct running {
    Worker *worker;
    go_signal done;
};

void Run(Worker *w) {
    for (;;) {
        if (go_select(go_on_recv(w->quit, NULL, NULL), go_on_recv(w->jobs, NULL, NULL)) == 0)
            return;
    }
}

void close_quit(void *arg) {
    Worker *w = arg;
    go_close(w->quit);
}

void Stop(Worker *w) {
    go_once_do(&w->stop_once, close_quit, w);
}

void run_until_done(void *arg) {
    struct running *r = arg;
    GO_DEFER_FRAME;
    go_defer(go_chan_close, go_chan_of(r->done));
    Run(r->worker);
}

void await_end(go_signal done) {
    GO_AFTER(too_late, 5 * GO_SECOND);
    if (go_select(go_on_recv(done, NULL, NULL), go_on_recv(too_late, NULL, NULL)) == 1)
        abort();
}

void TestWorker(int jobs, bool stop_first) {
    Worker w = {.quit = go_make(go_signal, 0), .jobs = go_make(job_chan, 0)};
    go_signal done = go_make(go_signal, 0);
    if (stop_first)
        Stop(&w);
    go(run_until_done, ((struct running){&w, done}));
    for (int job = 0; job < jobs; job++)
        go_send(w.jobs, job);
    Stop(&w);
    await_end(done);
    if (!go_leak_verify_none(NULL))
        abort();
}

int main(void) {
    TestWorker(0, true);
    TestWorker(0, false);
    TestWorker(3, false);
    return 0;
}
