/* mill.h: a mill: numbers go in as jobs, flour comes out; some of it is not ground well, on purpose. */
#ifndef MILL_H
#define MILL_H

#include <detgo.h>

go_chan_type(mill_jobs, int);

extern const char
    mill_bad_job; /* type of the error for a job that cannot be ground; its data: the job */

/* Starts WORKERS goroutines that grind JOBS until they are closed or CTX is cancelled. The channel that
 * comes back is closed when all have ended; the caller releases it. */
mill_jobs_rx mill_start(go_ctx *ctx, mill_jobs_rx jobs, int workers);

/* Grinds COUNT jobs at the same time; gives the first error, or NULL. */
go_error *mill_grind_all(const int *jobs, int count);

/* A feed of endless numbers, sent by a goroutine of its own. */
struct mill_feed {
    mill_jobs out;
    go_waitgroup running;
};
void mill_feed_start(struct mill_feed *f);
void mill_feed_stop(struct mill_feed *f);

/* A counter that any number of goroutines may use. */
struct mill_counter {
    go_mutex lock;
    int value;
};
void mill_count(struct mill_counter *c);
int mill_counted(struct mill_counter *c);

#endif
