/* job.c: hands a worker its seeds and takes their results, of which nothing is believed unchecked. */
#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../shim/outhash.h"
#include "profile.h"
#include "spawn.h"
#include "util.h"

struct ds_config hn_job_config(const struct hn_worker *w, const struct hn_job *job, uint64_t seed) {
    struct ds_config config = job->config;

    if (job->one)
        return config;
    config.seed = seed;
    if (job->mix)
        ds_mix_apply(&config, seed);
    if (w->l->opt->spurious >= 0)
        config.spurious_max = (uint32_t)w->l->opt->spurious;
    return config;
}

static bool begin_exec(struct hn_worker *w) {
    bool scratch_ok = true;

    (void)!ftruncate(w->out_fd, 0);
    (void)!ftruncate(w->err_fd, 0);
    w->region->stage = DS_STAGE_NONE;
    memset((char *)w->region + w->l->engine_off, 0, 64);
    if (w->scratch) {
        hn_remove_tree(w->scratch, false);
        scratch_ok = hn_copy_tree(w->l->opt->scratch, w->scratch);
    }
    if (!scratch_ok)
        return !hn_no_start(w, w->l->opt->scratch);
    return !hn_spawn(w, -1);
}

static bool begin_fork(struct hn_worker *w, bool one) {
    char byte = one ? DS_CMD_ONE : DS_CMD_BATCH;

    if (w->scratch) {
        hn_remove_tree(w->scratch, false);
        if (!hn_copy_tree(w->l->opt->scratch, w->scratch))
            return false;
    }
    return w->sock >= 0 && send(w->sock, &byte, 1, MSG_NOSIGNAL) == 1;
}

/* The server knows the mix, but not what was asked on top of it. */
static bool singly(const struct hn_worker *w) {
    return w->job.one || w->l->exec || w->l->opt->spurious >= 0 ||
           hn_profile_seed(w->job.first + (w->job.count - 1) * w->job.stride);
}

static void plan_sites(struct ds_plan *plan, const struct hn_launch *l, uint64_t seed) {
    const struct hn_sites *sites = &l->sites;

    plan->preempt = l->opt->preempt;
    plan->site_count = hn_profile_seed(seed) ? 0 : sites->count;
    memcpy(plan->sites, sites->at, plan->site_count * sizeof(sites->at[0]));
}

static void plan_script(struct ds_region *r, const struct hn_launch *l) {
    bool follows =
        r->plan.config.strategy == DS_STRAT_REPLAY || r->plan.config.strategy == DS_STRAT_DEPART;

    if (follows && l->script_len && l->script_len <= sizeof(r->script))
        memcpy(r->script, l->script, l->script_len);
}

static void plan_run(struct hn_worker *w) {
    struct ds_plan *plan = &w->region->plan;
    const struct hn_job *job = &w->job;
    bool one = singly(w);

    plan->first = job->first;
    plan->count = one ? 1 : job->count;
    plan->stride = job->stride;
    plan->config = one ? hn_job_config(w, job, job->first) : job->config;
    plan->mix = job->mix ? DS_MIX_DEFAULT : DS_MIX_ONE;
    plan->explain = job->explain;
    plan->monitor = job->monitor;
    plan_sites(plan, w->l, job->first);
    plan_script(w->region, w->l);
    w->region->result_count = 0;
    w->region->heartbeat = 0;
}

bool hn_worker_begin(struct hn_worker *w, const struct hn_job *job) {
    if (!hn_dir_empty(w->tmp))
        hn_remove_tree(w->tmp, false);
    w->job = *job;
    w->job.monitor = w->l->monitor;
    w->rec_count = 0;
    w->damaged = false;
    if (w->l->exec) {
        hn_worker_renew(w);
        hn_worker_fill(w); /* the last program may have written over it */
    }
    plan_run(w);
    hn_watch_reset(w);
    w->busy = w->l->exec ? begin_exec(w) : begin_fork(w, singly(w));
    return w->busy;
}

int hn_worker_fd(const struct hn_worker *w) {
    return w->l->exec ? w->pidfd : w->sock;
}

/* Copies the finished lines; a line that is not the seed we asked for ends the trust in the rest. */
static void take_records(struct hn_worker *w) {
    uint32_t n = w->region->result_count;

    if (n > DS_MAX_BATCH)
        n = 0;
    for (w->rec_count = 0; w->rec_count < n; w->rec_count++) {
        struct ds_result_rec *rec = &w->recs[w->rec_count];
        uint64_t want =
            w->job.one ? w->job.config.seed : w->job.first + w->rec_count * w->job.stride;

        *rec = w->region->results[w->rec_count];
        if (rec->seed != want || rec->strategy >= DS_STRAT_COUNT ||
            rec->stage > DS_STAGE_PANICKED || rec->status >= DS_ST_COUNT ||
            (!w->job.one && w->rec_count >= w->job.count))
            break;
    }
}

static void exec_record(struct hn_worker *w, int status) {
    struct ds_region *r = w->region;
    const void *engine = (char *)r + w->l->engine_off;
    struct ds_config config = hn_job_config(w, &w->job, w->job.first);
    struct ds_result_rec *rec = &w->recs[0];
    size_t out_len, err_len;

    *rec = (struct ds_result_rec){.seed = config.seed,
                                  .strategy = config.strategy,
                                  .wait_status = status,
                                  .stage = r->stage,
                                  .live = r->live,
                                  .misuses = r->misuses,
                                  .preempted = r->preempted,
                                  .refused = r->refused,
                                  .adopted = r->adopted,
                                  .asserted = r->asserted,
                                  .stuck = r->stuck_calls,
                                  .notes = r->notes,
                                  .leaked = r->leaked,
                                  .races = r->race_count,
                                  .held = r->held,
                                  .first_misuse = r->first_misuse};
    for (unsigned i = 0; i < DS_MAX_CHILDREN; i++)
        rec->children += r->children[i].state == DS_CHILD_COUNTS;
    if (rec->stage > DS_STAGE_PANICKED)
        rec->stage = DS_STAGE_NONE;
    w->rec_count = 1;
    if (!ds_engine_valid(engine, w->l->engine_size))
        return;
    struct ds_totals totals = *ds_totals(engine);
    char *out = hn_read_fd(w->out_fd, HN_OUTPUT_CAP, &out_len);
    char *err = hn_read_fd(w->err_fd, HN_OUTPUT_CAP, &err_len);
    struct stat out_st, err_st;
    uint64_t out_all = fstat(w->out_fd, &out_st) ? 0 : (uint64_t)out_st.st_size;
    uint64_t err_all = fstat(w->err_fd, &err_st) ? 0 : (uint64_t)err_st.st_size;

    out_all = r->out_end < out_all ? r->out_end : out_all;
    err_all = r->err_end < err_all ? r->err_end : err_all;
    if (out_len < (out_all < HN_OUTPUT_CAP ? out_all : HN_OUTPUT_CAP))
        out_all = out_len;
    if (err_len < (err_all < HN_OUTPUT_CAP ? err_all : HN_OUTPUT_CAP))
        err_all = err_len;
    rec->trace_hash =
        ds_outhash_seed(totals.trace_hash, out, out_all, err, err_all, HN_OUTPUT_CAP, status);
    struct ds_outlines lines = ds_outlines_begin();
    ds_outlines_add(&lines, out, out_all < HN_OUTPUT_CAP ? out_all : HN_OUTPUT_CAP);
    rec->out_hash = lines.whole;
    rec->lines_hash = ds_outlines_sum(&lines);
    free(out);
    free(err);
    rec->schedule_hash = r->forked_points ? ds_key_mix(totals.schedule_hash, r->forked_schedule)
                                          : totals.schedule_hash;
    rec->points = totals.points + r->forked_points;
    rec->decisions = totals.decisions;
    rec->status = totals.status < DS_ST_COUNT ? totals.status : DS_ST_RUN;
    rec->limits = totals.limits;
    rec->tasks = totals.tasks + r->forked_tasks;
    rec->competed = totals.competed > r->forked_competed ? totals.competed : r->forked_competed;
    rec->early = totals.early;
    rec->spurious = totals.spurious;
}

static enum hn_answer finish_exec(struct hn_worker *w) {
    int status = 0;
    pid_t pid = waitpid(w->pid, &status, WNOHANG);

    if (pid == 0)
        return HN_ANS_NONE;
    w->stale = !kill(-w->pid, SIGKILL); /* whatever it left behind */
    w->pid = 0;
    hn_close_fd(&w->pidfd);
    w->busy = false;
    if (pid < 0 || !hn_worker_greeted(w))
        return HN_ANS_DIED;
    exec_record(w, status);
    return HN_ANS_STOP;
}

/* False if something was written over that only we write. */
static bool intact(const struct hn_worker *w) {
    const struct ds_region *r = w->region;
    const struct hn_launch *l = w->l;

    return r->magic == DS_ABI_MAGIC && r->version == DS_ABI_VERSION && r->size == l->region_size &&
           r->any_target == l->target->script && r->target_dev == l->target->dev &&
           r->target_ino == l->target->ino && r->engine_off == l->engine_off &&
           r->engine_size == l->engine_size && r->tasks_off == l->tasks_off &&
           r->places_off == l->places_off && r->out_fd == l->fd[HN_FD_OUT] &&
           r->err_fd == l->fd[HN_FD_ERR] && r->plan.output_cap == HN_OUTPUT_CAP &&
           r->plan.realtime_ns == l->opt->realtime && r->race_off == l->opt->race_off &&
           r->hello.done <= 1 && r->hello.problem <= DS_HELLO_RACES &&
           (!r->hello.done || r->hello.version == DS_ABI_VERSION);
}

enum hn_answer hn_worker_finish(struct hn_worker *w) {
    enum hn_answer answer;
    char byte = 0;

    if (w->l->exec) {
        answer = finish_exec(w);
    } else {
        ssize_t n = recv(w->sock, &byte, 1, MSG_DONTWAIT);

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return HN_ANS_NONE;
        w->busy = false;
        take_records(w);
        answer = n == 1 && byte == DS_ANS_DONE   ? HN_ANS_DONE
                 : n == 1 && byte == DS_ANS_STOP ? HN_ANS_STOP
                                                 : HN_ANS_DIED;
        if (answer != HN_ANS_DIED && !w->rec_count)
            answer = HN_ANS_DIED;
    }
    if (answer == HN_ANS_NONE)
        return answer;
    w->damaged = !intact(w);
    if (w->damaged) {
        w->rec_count = 0; /* whose doing it was shows when the seeds are played one by one */
        answer = HN_ANS_DIED;
    }
    if (answer == HN_ANS_DIED)
        hn_worker_kill(w);
    return answer;
}

bool hn_suspicious(const struct ds_result_rec *rec) {
    return rec->wait_status || rec->stage != DS_STAGE_DRAINED || rec->misuses || rec->live ||
           rec->preempted || rec->refused || rec->adopted || rec->asserted || rec->children ||
           rec->stuck || rec->notes || rec->leaked || rec->held || rec->races;
}

bool hn_no_process(const struct ds_result_rec *rec) {
    return rec->refused && rec->stage == DS_STAGE_NONE && !rec->points;
}

const char *hn_undecided(const struct ds_result_rec *rec) {
    if (rec->refused)
        return "a call that detsched does not model";
    if (rec->stage == DS_STAGE_NONE)
        return "the program ended before its main began";
    if (rec->stage == DS_STAGE_STOPPED && rec->status == DS_ST_FULL)
        return rec->limits & DS_LIMIT_TASKS ? "more threads than there is room for"
                                            : "more synchronisation objects than there is room for";
    if (rec->stage == DS_STAGE_STOPPED && rec->status == DS_ST_DIVERGED)
        return "the recorded choices did not fit";
    return NULL;
}
