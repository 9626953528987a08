/* campaign.h: plays the asked seeds over all workers and gathers what they showed, in seed order. */
#ifndef HN_CAMPAIGN_H
#define HN_CAMPAIGN_H

#include "account.h"
#include "explain.h"
#include "findings.h"
#include "interrupt.h"
#include "store.h"
#include "symbolize.h"
#include "worker.h"

/* Seeds that one worker plays; committed when all of them and all earlier ones are done. */
struct hn_batch {
    uint64_t first, stride, count, done;
    struct ds_result_rec *recs;
    struct hn_hit *hits; /* and notes: in the order of seeds */
    size_t hit_count;
    struct hn_note *notes;
    size_t note_count;
    struct hn_worker *worker; /* NULL: complete */
    uint64_t died_at;         /* seed + 1 at which the server ended once */
};

struct hn_campaign {
    const struct hn_options *opt;
    struct hn_launch *l;
    struct hn_worker *workers;
    unsigned worker_count;
    struct hn_symbols *symbols;
    struct hn_store *store;
    struct hn_account sum;
    struct ds_config config; /* template with the profile in it */

    struct hn_batch *queue; /* oldest first */
    size_t queue_count, queue_room;
    uint64_t asked;   /* how many seeds of ours there are */
    uint64_t next;    /* of them, the next one to hand out */
    uint64_t resumed; /* of them, those whose results were there */
    bool solo;        /* one seed at a time: the program leaves files behind */
    bool out_of_time, interrupted;
    int64_t started, last_progress;
    uint64_t progress_width;
};

/* Opens workers, falls back to exec isolation if the program needs it. 0 or a status. */
int hn_campaign_open(struct hn_campaign *c, const struct hn_options *opt, struct hn_launch *l,
                     struct hn_store *store);
void hn_campaign_close(struct hn_campaign *c);
/* Writes down what is known before the first seed, and takes up what --resume finds. 0 or a status. */
int hn_campaign_begin(struct hn_campaign *c);
/* Plays the seeds. 0 or a status; findings are no error here. */
int hn_campaign_play(struct hn_campaign *c);
/* --max-time is over and there are seeds left: no more are handed out. */
bool hn_out_of_time(struct hn_campaign *c);
/* Seeds a second, by the wall clock. */
double hn_campaign_rate(const struct hn_campaign *c);

/* What a finished job of a worker means; harvest.c. 0, or a status. */
int hn_harvest(struct hn_campaign *c, struct hn_batch *b, enum hn_answer answer);

/* Progress, to standard error; progress.c. */
void hn_progress_show(struct hn_campaign *c);
void hn_progress_end(struct hn_campaign *c);

#endif
