/* campaign.c: hands out seeds, waits for workers, and commits batches in the order of seeds. */
#include "campaign.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

#define BATCH_NS 50000000 /* a batch is to take about this long */
#define BATCH_MAX 512

static volatile sig_atomic_t interrupts;

static void on_signal(int sig) {
    (void)sig;
    if (interrupts < 2)
        interrupts++;
}

void hn_interrupt_prepare(void) {
    struct sigaction sa = {.sa_handler = on_signal};

    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int hn_interrupted(void) {
    return interrupts;
}

void hn_campaign_warn(struct hn_campaign *c, const char *text) {
    c->warnings = hn_grow(c->warnings, c->warning_count + 1, sizeof(char *));
    c->warnings[c->warning_count++] = hn_dup(text);
}

static int open_workers(struct hn_campaign *c) {
    unsigned room = hn_launch_room();
    unsigned jobs = c->opt->jobs ? c->opt->jobs : c->l->cpu_count ? c->l->cpu_count : 1;
    uint64_t seeds = c->opt->seed_end - c->opt->seed_first;

    if (jobs > room) {
        jobs = room;
        hn_campaign_warn(c, "fewer workers than asked for: the limit on descriptors is low");
    }
    if (jobs > seeds)
        jobs = (unsigned)seeds;
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
    c->next = opt->seed_first;
    c->end = opt->seed_end;
    c->started = hn_wall();
    hn_strays_take();
    c->symbols = hn_symbols_new();
    hn_symbols_program(c->symbols, l->target->path);
    hn_stats_init(&c->stats);
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
        hn_campaign_warn(c,
                         "the program starts threads before main: every seed starts it anew, and "
                         "control begins where the first of them is made");
        for (unsigned k = 0; k < c->worker_count; k++)
            c->workers[k].region->isolation = DS_ISO_EXEC;
    }
    if (l->input.idle && l->target->wants_input)
        hn_campaign_warn(c, l->input.idle);
    if (opt->verbose && l->input.source)
        hn_say("standard input: %s", l->input.source);
    if (l->target->script)
        hn_campaign_warn(c, "the program is a script: the first program it starts is controlled");
    c->solo = l->exec || opt->scratch;
    return 0;
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
    for (size_t i = 0; i < c->warning_count; i++)
        free(c->warnings[i]);
    free(c->warnings);
    hn_dedupe_free(&c->found);
    if (c->stats.hashes)
        hn_stats_free(&c->stats);
    if (c->symbols)
        hn_symbols_free(c->symbols);
}

/* How many seeds to hand out at once; never changes a result. */
static uint64_t batch_size(const struct hn_campaign *c) {
    uint64_t left = c->end - c->next, size = 4;
    int64_t spent = hn_wall() - c->started;

    if (c->stats.done && spent > 0)
        size = c->stats.done * BATCH_NS / (uint64_t)spent / c->worker_count;
    if (size > BATCH_MAX)
        size = BATCH_MAX;
    if (size > left / c->worker_count)
        size = left / c->worker_count;
    return size ? size : 1;
}

static bool begin(struct hn_campaign *c, struct hn_batch *b) {
    struct hn_job job = {.config = c->config,
                         .mix = c->opt->mix,
                         .first = b->first + b->done,
                         .count = c->solo ? 1 : b->count - b->done};

    if (hn_worker_begin(b->worker, &job))
        return true;
    hn_worker_kill(b->worker);
    return false;
}

static int hand_out(struct hn_campaign *c, struct hn_worker *w) {
    if (c->next >= c->end || c->queue_count >= 4 * (size_t)c->worker_count + 4)
        return 0;
    if (c->queue_count == c->queue_room) {
        c->queue_room = c->queue_room ? 2 * c->queue_room : 16;
        c->queue = hn_grow(c->queue, c->queue_room, sizeof(*c->queue));
    }
    struct hn_batch *b = &c->queue[c->queue_count++];

    /* The first seed is looked at even if it is clean, so it is the last of its batch. */
    *b = (struct hn_batch){
        .first = c->next, .count = c->next == c->opt->seed_first ? 1 : batch_size(c), .worker = w};
    c->next += b->count;
    if (begin(c, b))
        return 0;
    int status = hn_harvest(c, b, HN_ANS_DIED);

    return status ? status : begin(c, b) ? 0 : hn_no_greeting(w);
}

/* Hit K is hidden: its suppression has served this seed, once. */
static void suppressed(struct hn_campaign *c, const struct hn_batch *b, size_t k) {
    for (size_t i = 0; i < k; i++)
        if (b->hits[i].rec.seed == b->hits[k].rec.seed &&
            b->hits[i].suppressed == b->hits[k].suppressed)
            return;
    c->l->suppressions.items[b->hits[k].suppressed - 1].seeds++;
}

static void commit_seed(struct hn_campaign *c, struct hn_batch *b, uint64_t i) {
    const struct ds_result_rec *rec = &b->recs[i];
    const struct hn_hit **hits = hn_alloc((b->hit_count + 1) * sizeof(void *));
    size_t hit_count = 0;
    bool failing = false;

    hn_stats_add(&c->stats, rec);
    if (rec->strategy == DS_STRAT_STEER) {
        struct ds_config config = c->config;

        ds_mix_apply(&config, rec->seed);
        hn_predict_played(&c->predictions, &config);
    }
    for (size_t k = 0; k < b->hit_count; k++) {
        if (b->hits[k].rec.seed != rec->seed)
            continue;
        if (b->hits[k].suppressed) {
            suppressed(c, b, k);
            continue;
        }
        hn_dedupe_add(&c->found, &b->hits[k]);
        hits[hit_count++] = &b->hits[k];
        failing |= hn_severity(&b->hits[k], c->opt) >= c->opt->fail_on;
        hn_store_hit(c->store, &b->hits[k]);
    }
    hn_dedupe_link(&c->found, hits, hit_count);
    free(hits);
    for (size_t k = 0; k < b->note_count; k++) {
        if (b->notes[k].seed != rec->seed)
            continue;
        hn_tally_add(b->notes[k].undecided ? &c->stats.limits : &c->stats.uncontrolled,
                     b->notes[k].text);
        c->stats.undecided += b->notes[k].undecided;
        hn_store_note(c->store, rec, b->notes[k].text);
    }
    hn_store_seed(c->store, rec);
    c->stats.failing += failing;
    if (c->opt->max_fail && c->stats.failing >= c->opt->max_fail)
        c->finished = true;
}

/* Takes complete batches from the front of the queue. */
static void commit(struct hn_campaign *c) {
    size_t taken = 0;

    for (; taken < c->queue_count && !c->queue[taken].worker; taken++) {
        struct hn_batch *b = &c->queue[taken];

        for (uint64_t i = 0; i < b->done && !c->finished; i++)
            commit_seed(c, b, i);
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
    if (c->opt->max_time && !c->out_of_time && c->next < c->end)
        c->out_of_time = hn_wall() - c->started >= c->opt->max_time;
    return c->out_of_time;
}

static bool may_hand_out(struct hn_campaign *c) {
    c->interrupted |= hn_interrupted() > 0;
    hn_out_of_time(c);
    return !c->finished && !c->interrupted && !c->out_of_time && !hn_store_error(c->store);
}

static bool any_busy(const struct hn_campaign *c) {
    for (unsigned i = 0; i < c->worker_count; i++)
        if (c->workers[i].busy)
            return true;
    return false;
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
        hn_store_tick(c->store, c->stats.done);
    } while (!status && !c->finished && hn_interrupted() < 2 &&
             (any_busy(c) || (may_hand_out(c) && c->next < c->end)));
    hn_progress_end(c);
    /* Seeds behind the last one that counts: their answers are not to be taken for those of re-runs. */
    for (unsigned i = 0; i < c->worker_count; i++)
        if (c->workers[i].busy)
            hn_worker_kill(&c->workers[i]);
    return status;
}
