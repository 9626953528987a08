/* mill.c: see mill.h; the mistakes are those that README.md lists. */
#include "mill.h"

const char mill_bad_job;

static int grind(int job) {
    return job * job;
}

/* --- the pool --- */

struct worker {
    go_ctx *ctx;
    mill_jobs_rx jobs;
    mill_jobs results;
    go_waitgroup *all;
};

static void work(void *arg) {
    struct worker *w = arg;
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, w->all);
    for (;;) {
        int job;
        bool ok;
        if (go_select(go_on_recv(go_ctx_done(w->ctx), NULL, NULL),
                      go_on_recv(w->jobs, &job, &ok)) == 0 ||
            !ok)
            return;
        go_send(w->results, grind(job));
    }
}

struct pool {
    struct worker worker;
    int workers;
};

static void run_pool(void *arg) {
    struct pool *p = arg;
    go_waitgroup all = {0};
    p->worker.all = &all;
    go_waitgroup_add(&all, p->workers);
    for (int i = 0; i < p->workers; i++)
        go(work, p->worker);
    go_waitgroup_wait(&all);
    go_close(p->worker.results);
    go_chan_release(p->worker.results.tx.ch);
}

mill_jobs_rx mill_start(go_ctx *ctx, mill_jobs_rx jobs, int workers) {
    struct pool p = {{ctx, jobs, go_make(mill_jobs, 0), NULL}, workers};
    go_chan_set_name(p.worker.results.tx.ch, "results");
    go_chan_retain(p.worker.results.tx.ch);
    go(run_pool, p);
    return p.worker.results.as_rx;
}

/* --- all at once --- */

go_chan_type(errors, go_error *);
struct grinding {
    int job;
    errors failed;
    go_waitgroup *all;
};

static void grind_one(void *arg) {
    struct grinding *g = arg;
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, g->all);
    if (g->job < 0)
        go_send(g->failed,
                go_error_typed(&mill_bad_job, &g->job, sizeof g->job, "cannot grind %d", g->job));
}

go_error *mill_grind_all(const int *jobs, int count) {
    go_waitgroup all = {0};
    struct grinding g = {.failed = go_make(errors, count), .all = &all};
    go_error *first = NULL;
    go_chan_set_name(g.failed.tx.ch, "failed");
    go_waitgroup_add(&all, count);
    for (int i = 0; i < count; i++) {
        g.job = jobs[i];
        go(grind_one, g);
    }
    go_waitgroup_wait(&all);
    go_close(g.failed);
    go_range(e, g.failed) {
        if (!first)
            first = e;
        else
            go_error_release(e);
    }
    go_chan_release(g.failed.tx.ch);
    return first;
}

/* --- the feed --- */

static void feed(void *arg) {
    struct mill_feed *f = arg;
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, &f->running);
    for (int i = 0; i < 3; i++)
        go_send(f->out, i);
}

void mill_feed_start(struct mill_feed *f) {
    *f = (struct mill_feed){.out = go_make(mill_jobs, 3)};
    go_waitgroup_add(&f->running, 1);
    go_ref(feed, f);
}

void mill_feed_stop(struct mill_feed *f) {
    go_close(f->out);
    go_waitgroup_wait(&f->running);
    go_chan_release(f->out.tx.ch);
}

/* --- the counter --- */

void mill_count(struct mill_counter *c) {
    GO_LOCK_GUARD(&c->lock);
    c->value++;
}

int mill_counted(struct mill_counter *c) {
    GO_LOCK_GUARD(&c->lock);
    return c->value;
}
