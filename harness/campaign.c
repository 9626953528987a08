/* campaign.c: hands out seeds, waits for workers, and commits batches in the order of seeds. */
#include "campaign.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "profile.h"
#include "util.h"

#define BATCH_NS 50000000 /* a batch is to take about this long */
#define BATCH_MAX 512

static int open_workers(struct hn_campaign *c) {
    unsigned room = hn_launch_room();
    unsigned jobs = c->opt->jobs ? c->opt->jobs : c->l->cpu_count ? c->l->cpu_count : 1;
    if (jobs > room) {
        jobs = room;
        hn_say("%u workers only: the limit on descriptors is low", jobs);
    }
    if (jobs > c->asked)
        jobs = c->asked ? (unsigned)c->asked : 1; /* a shard without seeds has profile runs, too */
    c->workers = hn_alloc(jobs * sizeof(*c->workers));
    for (; c->worker_count < jobs; c->worker_count++)
        if (hn_worker_open(&c->workers[c->worker_count], c->l, c->worker_count))
            return HN_CANNOT;
    return 0;
}

int hn_campaign_open(struct hn_campaign *c, const struct hn_options *opt, struct hn_launch *l,
                     struct hn_store *store) {
    bool needs_exec = false;

    *c = (struct hn_campaign){.opt = opt, .l = l, .store = store, .config = l->config};
    c->asked = hn_shard_seeds(&opt->shard, opt->seed_first, opt->seed_end);
    c->started = hn_wall();
    hn_strays_take();
    c->symbols = hn_symbols_new();
    hn_symbols_program(c->symbols, l->target->path);
    hn_account_init(&c->sum, opt, &l->suppressions);
    if (open_workers(c))
        return HN_CANNOT;
    for (unsigned i = 0; !l->exec && i < c->worker_count; i++) {
        if (hn_worker_start(&c->workers[i], &needs_exec))
            return HN_CANNOT;
        if (!needs_exec)
            continue;
        if (opt->isolation == HN_ISO_FORK)
            return hn_fail(HN_CANNOT, "%s starts threads before main; use --isolation=exec",
                           l->target->path);
        hn_launch_use_exec(l);
        hn_account_warn(&c->sum,
                        "the program starts threads before main: every seed starts it anew, and "
                        "control begins where the first of them is made");
        for (unsigned k = 0; k < c->worker_count; k++)
            c->workers[k].region->isolation = DS_ISO_EXEC;
    }
    if (l->input.idle && l->target->wants_input)
        hn_account_warn(&c->sum, l->input.idle);
    if (opt->verbose && l->input.source)
        hn_say("standard input: %s", l->input.source);
    if (l->target->script)
        hn_account_warn(&c->sum,
                        "the program is a script: the first program it starts is controlled");
    c->solo = l->exec || opt->scratch;
    return 0;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int hn_campaign_begin(struct hn_campaign *c) {
    const struct ds_config config = hn_profile_config(c->l, UINT64_MAX);

    /* Without profile runs it is not yet known which carrier the program has, and what it suppresses. */
    if (!hn_worker_meet(&c->workers[0], &config))
        return HN_CANNOT;
    hn_facts_fill(&c->sum.facts, c->l, c->config.profile.hash);
    if (c->out_of_time)
        return 0; /* the profile may lack runs: nothing is begun with it */
    if (c->sum.warning_count)
        qsort(c->sum.warnings, c->sum.warning_count, sizeof(char *), by_text);
    int status = hn_store_begin(c->store, &c->sum);

    c->next = c->resumed = c->sum.stats.done;
    return status;
}

static void batch_free(struct hn_batch *b) {
    for (size_t i = 0; i < b->note_count; i++)
        free(b->notes[i].text);
    free(b->notes);
    free(b->recs);
    free(b->hits);
}

void hn_campaign_close(struct hn_campaign *c) {
    for (unsigned i = 0; i < c->worker_count; i++)
        hn_worker_close(&c->workers[i]);
    hn_strays_end();
    free(c->workers);
    for (size_t i = 0; i < c->queue_count; i++)
        batch_free(&c->queue[i]);
    free(c->queue);
    hn_account_free(&c->sum);
    if (c->symbols)
        hn_symbols_free(c->symbols);
}

/* How many seeds to hand out at once; never changes a result. */
static uint64_t batch_size(const struct hn_campaign *c) {
    uint64_t left = c->asked - c->next, played = c->sum.stats.done - c->resumed, size = 4;
    int64_t spent = hn_wall() - c->started;

    if (played && spent > 0)
        size = played * BATCH_NS / (uint64_t)spent / c->worker_count;
    if (size > BATCH_MAX)
        size = BATCH_MAX;
    if (size > left / c->worker_count)
        size = left / c->worker_count;
    return size ? size : 1;
}

static bool begin(struct hn_campaign *c, struct hn_batch *b) {
    struct hn_job job = {.config = c->config,
                         .mix = c->opt->mix,
                         .first = b->first + b->done * b->stride,
                         .stride = b->stride,
                         .count = c->solo ? 1 : b->count - b->done};

    if (hn_worker_begin(b->worker, &job))
        return true;
    hn_worker_kill(b->worker);
    return false;
}

static int hand_out(struct hn_campaign *c, struct hn_worker *w) {
    if (c->next >= c->asked || c->queue_count >= 4 * (size_t)c->worker_count + 4)
        return 0;
    if (c->queue_count == c->queue_room) {
        c->queue_room = c->queue_room ? 2 * c->queue_room : 16;
        c->queue = hn_grow(c->queue, c->queue_room, sizeof(*c->queue));
    }
    struct hn_batch *b = &c->queue[c->queue_count++];

    *b = (struct hn_batch){.first = hn_shard_seed(&c->opt->shard, c->opt->seed_first, c->next),
                           .stride = c->opt->shard.count,
                           .worker = w};
    /* The first seed is looked at even if it is clean, so it is the last of its batch. */
    b->count = b->first == c->opt->seed_first ? 1 : batch_size(c);
    c->next += b->count;
    if (begin(c, b))
        return 0;
    int status = hn_harvest(c, b, HN_ANS_DIED);

    return status ? status : begin(c, b) ? 0 : hn_no_greeting(w);
}

/* The I-th record of B; hits and notes stand in the order of seeds, *HIT and *NOTE where the last ended. */
static struct hn_record record_of(const struct hn_batch *b, uint64_t i, size_t *hit, size_t *note) {
    struct hn_record r = {.rec = b->recs[i], .hits = b->hits + *hit, .notes = b->notes + *note};

    while (*hit < b->hit_count && b->hits[*hit].rec.seed == r.rec.seed)
        (*hit)++, r.hit_count++;
    while (*note < b->note_count && b->notes[*note].seed == r.rec.seed)
        (*note)++, r.note_count++;
    return r;
}

/* Takes complete batches from the front of the queue. */
static void commit(struct hn_campaign *c) {
    size_t taken = 0;

    for (; taken < c->queue_count && !c->queue[taken].worker; taken++) {
        struct hn_batch *b = &c->queue[taken];
        size_t hit = 0, note = 0;

        for (uint64_t i = 0; i < b->done && !c->sum.finished; i++) {
            struct hn_record r = record_of(b, i, &hit, &note);

            hn_account_add(&c->sum, &r);
            hn_store_seed(c->store, &r);
        }
        batch_free(b);
    }
    c->queue_count -= taken;
    memmove(c->queue, c->queue + taken, c->queue_count * sizeof(*c->queue));
}

static struct hn_batch *batch_of(struct hn_campaign *c, const struct hn_worker *w) {
    for (size_t i = 0; i < c->queue_count; i++)
        if (c->queue[i].worker == w)
            return &c->queue[i];
    return NULL;
}

static int answered(struct hn_campaign *c, struct hn_worker *w) {
    struct hn_batch *b = batch_of(c, w);
    enum hn_answer answer = hn_worker_finish(w);
    int status;

    if (answer == HN_ANS_NONE)
        return 0;
    status = hn_harvest(c, b, answer);
    while (!status && b->done < b->count && !begin(c, b))
        status = hn_harvest(c, b, HN_ANS_DIED);
    if (!status && b->done >= b->count)
        b->worker = NULL;
    return status;
}

static int wait_some(struct hn_campaign *c) {
    struct pollfd fds[HN_MAX_JOBS];
    unsigned who[HN_MAX_JOBS], n = 0;
    int status = 0, pause = 100;

    for (unsigned i = 0; i < c->worker_count; i++) {
        if (!c->workers[i].busy)
            continue;
        pause = hn_watch_pause(&c->workers[i]) < pause ? hn_watch_pause(&c->workers[i]) : pause;
        fds[n] = (struct pollfd){.fd = hn_worker_fd(&c->workers[i]), .events = POLLIN};
        who[n++] = i;
    }
    if (poll(fds, n, pause) < 0 && errno != EINTR)
        return hn_fail(HN_CANNOT, "cannot wait for the workers: %s", strerror(errno));
    for (unsigned i = 0; i < n && !status; i++) {
        if (fds[i].revents)
            status = answered(c, &c->workers[who[i]]);
        if (c->workers[who[i]].busy)
            hn_watch(&c->workers[who[i]]);
    }
    return status;
}

bool hn_out_of_time(struct hn_campaign *c) {
    if (c->opt->max_time && !c->out_of_time && c->next < c->asked)
        c->out_of_time = hn_wall() - c->started >= c->opt->max_time;
    return c->out_of_time;
}

static bool may_hand_out(struct hn_campaign *c) {
    c->interrupted |= hn_interrupted() > 0;
    hn_out_of_time(c);
    return !c->sum.finished && !c->interrupted && !c->out_of_time && !hn_store_error(c->store);
}

static bool any_busy(const struct hn_campaign *c) {
    for (unsigned i = 0; i < c->worker_count; i++)
        if (c->workers[i].busy)
            return true;
    return false;
}

double hn_campaign_rate(const struct hn_campaign *c) {
    double seconds = (double)(hn_wall() - c->started) / 1e9;

    return seconds > 0 ? (double)(c->sum.stats.done - c->resumed) / seconds : 0;
}

int hn_campaign_play(struct hn_campaign *c) {
    int status = 0;

    do {
        bool more = may_hand_out(c);

        for (unsigned i = 0; more && !status && i < c->worker_count; i++)
            if (!c->workers[i].busy)
                status = hand_out(c, &c->workers[i]);
        if (!status && any_busy(c))
            status = wait_some(c);
        commit(c);
        hn_progress_show(c);
        hn_store_tick(c->store, &c->sum, hn_campaign_rate(c));
    } while (!status && !c->sum.finished && hn_interrupted() < 2 &&
             (any_busy(c) || (may_hand_out(c) && c->next < c->asked)));
    hn_progress_end(c);
    /* Seeds behind the last one that counts: their answers are not to be taken for those of re-runs. */
    for (unsigned i = 0; i < c->worker_count; i++)
        if (c->workers[i].busy)
            hn_worker_kill(&c->workers[i]);
    return status;
}
