/* worker.c: region, server and jobs of one worker. */
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../shim/outhash.h"
#include "spawn.h"
#include "util.h"

static int memory_file(const char *name, bool append) {
    int fd = memfd_create(name, MFD_CLOEXEC);

    if (fd >= 0 && append)
        (void)!fcntl(fd, F_SETFL, O_APPEND);
    return fd;
}

static void fill_region(struct hn_worker *w) {
    struct hn_launch *l = w->l;
    struct ds_region *r = w->region;

    r->magic = DS_ABI_MAGIC;
    r->version = DS_ABI_VERSION;
    r->isolation = l->exec ? DS_ISO_EXEC : DS_ISO_FORK;
    r->carrier = l->carrier;
    r->any_target = l->target->script;
    r->target_dev = l->target->dev;
    r->target_ino = l->target->ino;
    r->size = l->region_size;
    r->engine_off = l->engine_off;
    r->engine_size = l->engine_size;
    r->tasks_off = l->tasks_off;
    r->places_off = l->places_off;
    r->out_fd = l->fd[HN_FD_OUT];
    r->err_fd = l->fd[HN_FD_ERR];
    r->plan.config = l->config;
    r->plan.realtime_ns = l->opt->realtime;
    r->plan.busy_ms = l->opt->busy_ms;
    r->plan.output_cap = HN_OUTPUT_CAP;
    r->plan.stride = 1;
    _Static_assert(sizeof(r->cpu_mask) == sizeof(cpu_set_t), "the region's mask is a cpu_set_t");
    memcpy(r->cpu_mask, &l->cpus, sizeof(r->cpu_mask));
    r->cpu_pin = (uint32_t)(hn_launch_cpu(l, w->index) + 1);
}

int hn_worker_open(struct hn_worker *w, struct hn_launch *l, unsigned index) {
    *w = (struct hn_worker){.l = l, .index = index, .pidfd = -1, .sock = -1};
    w->region_fd = memory_file("detsched", false);
    w->out_fd = memory_file("stdout", true);
    w->err_fd = memory_file("stderr", true);
    w->tmp = hn_text("%s/w%03u", l->temp, index);
    if (l->opt->scratch)
        w->scratch = hn_text("%s/s%03u", l->temp, index);
    w->tmp_fd = mkdir(w->tmp, 0700) || (w->scratch && mkdir(w->scratch, 0700))
                    ? -1
                    : open(w->tmp, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    w->recs = hn_alloc(DS_MAX_BATCH * sizeof(*w->recs));
    if (w->region_fd < 0 || w->out_fd < 0 || w->err_fd < 0 || w->tmp_fd < 0 ||
        ftruncate(w->region_fd, (off_t)l->region_size))
        return hn_fail(HN_CANNOT, "cannot make a worker: %s", strerror(errno));
    void *map = mmap(NULL, l->region_size, PROT_READ | PROT_WRITE, MAP_SHARED, w->region_fd, 0);

    if (map == MAP_FAILED)
        return hn_fail(HN_CANNOT, "cannot map a worker's memory: %s", strerror(errno));
    w->region = map;
    fill_region(w);
    return 0;
}

static void close_fd(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void hn_worker_kill(struct hn_worker *w) {
    int status;

    if (w->pid > 0) {
        /* A seed in play is the server's child and dies with it. */
        kill(-w->pid, SIGKILL);
        kill(w->pid, SIGKILL);
        while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    w->pid = 0;
    w->busy = false;
    close_fd(&w->pidfd);
    close_fd(&w->sock);
}

void hn_worker_close(struct hn_worker *w) {
    if (!w->l)
        return;
    hn_worker_kill(w);
    if (w->region)
        munmap(w->region, w->l->region_size);
    close_fd(&w->region_fd);
    close_fd(&w->out_fd);
    close_fd(&w->err_fd);
    close_fd(&w->tmp_fd);
    free(w->tmp);
    free(w->scratch);
    free(w->recs);
}

/* The last line that the program wrote to its stderr, or to its stdout. */
static void last_words(struct hn_worker *w, char *out, size_t room) {
    size_t n = 0;
    char *text = hn_read_fd(w->err_fd, HN_OUTPUT_CAP, &n), *line;

    if (!n) {
        free(text);
        text = hn_read_fd(w->out_fd, HN_OUTPUT_CAP, &n);
    }
    while (n && text[n - 1] == '\n')
        text[--n] = 0;
    line = strrchr(text, '\n');
    snprintf(out, room, "%s", line ? line + 1 : text);
    free(text);
}

int hn_no_greeting(struct hn_worker *w) {
    char text[sizeof(w->region->hello.text) + 1] = "";
    uint32_t problem = w->region->hello.problem;
    const char *program = w->l->target->path;
    char words[160];

    memcpy(text, w->region->hello.text, sizeof(w->region->hello.text));
    if (problem == DS_HELLO_LIBC)
        return hn_fail(HN_CANNOT, "no control over %s: its C library lacks %s", program, text);
    if (problem == DS_HELLO_VERSION)
        return hn_fail(HN_CANNOT, "the preloaded library is of another version than this command");
    if (problem == DS_HELLO_RESOURCE)
        return hn_fail(HN_CANNOT, "%s could not be started: %s", program,
                       *text ? text : "out of memory, processes or descriptors");
    if (w->greeted)
        return hn_fail(HN_CANNOT, "%s keeps ending the process that stands before its main",
                       program);
    last_words(w, words, sizeof(words));
    return hn_fail(HN_CANNOT,
                   "no handshake from %s: it did not load the preloaded library, or did not reach "
                   "main; nothing would be controlled%s%s",
                   program, *words ? "; it said: " : "", words);
}

/* Waits until the socket has something to say, at most the start-up limit. */
static bool wait_greeting(struct hn_worker *w) {
    const int64_t limit = hn_wall() + w->l->opt->wall + INT64_C(5000000000);
    char byte = 0;

    for (;;) {
        struct pollfd p = {.fd = w->sock, .events = POLLIN};
        int64_t left = (limit - hn_wall()) / 1000000;

        if (left <= 0)
            return false;
        if (poll(&p, 1, left > 100 ? 100 : (int)left) > 0)
            return read(w->sock, &byte, 1) == 1 && byte == DS_ANS_HELLO && w->region->hello.done;
    }
}

int hn_worker_start(struct hn_worker *w, bool *needs_exec) {
    int pair[2];

    if (w->scratch) {
        hn_remove_tree(w->scratch, false);
        if (!hn_copy_tree(w->l->opt->scratch, w->scratch))
            return hn_fail(HN_CANNOT, "cannot copy %s: %s", w->l->opt->scratch, strerror(errno));
    }
    fill_region(w); /* an earlier program may have written over it */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        return hn_fail(HN_CANNOT, "cannot make a socket: %s", strerror(errno));
    w->sock = pair[0];
    int status = hn_spawn(w, pair[1]);

    close(pair[1]);
    if (status) {
        hn_worker_kill(w);
        return status;
    }
    bool ok = wait_greeting(w);

    if (w->region->hello.problem == DS_HELLO_THREADS) {
        hn_worker_kill(w);
        *needs_exec = true;
        return 0;
    }
    if (!ok || w->region->hello.problem != DS_HELLO_OK) {
        hn_worker_kill(w);
        return hn_no_greeting(w);
    }
    w->greeted = true;
    return 0;
}

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
    return scratch_ok && !hn_spawn(w, -1);
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
    return w->job.one || w->l->exec || w->l->opt->spurious >= 0;
}

static void plan_run(struct hn_worker *w) {
    struct ds_plan *plan = &w->region->plan;
    const struct hn_job *job = &w->job;
    bool one = singly(w);

    plan->first = job->first;
    plan->count = one ? 1 : job->count;
    plan->stride = 1;
    plan->config = one ? hn_job_config(w, job, job->first) : job->config;
    plan->mix = job->mix ? DS_MIX_DEFAULT : DS_MIX_ONE;
    plan->explain = job->explain;
    w->region->result_count = 0;
    w->region->heartbeat = 0;
}

bool hn_worker_begin(struct hn_worker *w, const struct hn_job *job) {
    if (!hn_dir_empty(w->tmp))
        hn_remove_tree(w->tmp, false);
    w->job = *job;
    w->rec_count = 0;
    if (w->l->exec)
        fill_region(w); /* the last program may have written over it */
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
        uint64_t want = w->job.one ? w->job.config.seed : w->job.first + w->rec_count;

        *rec = w->region->results[w->rec_count];
        if (rec->seed != want || rec->strategy >= DS_STRAT_COUNT || rec->stage > DS_STAGE_STOPPED ||
            rec->status >= DS_ST_COUNT || (!w->job.one && w->rec_count >= w->job.count))
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
                                  .first_misuse = r->first_misuse};
    if (rec->stage > DS_STAGE_STOPPED)
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
    free(out);
    free(err);
    rec->schedule_hash = totals.schedule_hash;
    rec->points = totals.points;
    rec->decisions = totals.decisions;
    rec->status = totals.status < DS_ST_COUNT ? totals.status : DS_ST_RUN;
    rec->limits = totals.limits;
    rec->tasks = totals.tasks;
    rec->competed = totals.competed;
    rec->early = totals.early;
    rec->spurious = totals.spurious;
}

static enum hn_answer finish_exec(struct hn_worker *w) {
    int status = 0;
    pid_t pid = waitpid(w->pid, &status, WNOHANG);

    if (pid == 0)
        return HN_ANS_NONE;
    kill(-w->pid, SIGKILL); /* whatever it left behind */
    w->pid = 0;
    close_fd(&w->pidfd);
    w->busy = false;
    if (pid < 0 || w->region->hello.done != 1 || w->region->hello.problem != DS_HELLO_OK)
        return HN_ANS_DIED;
    w->greeted = true;
    exec_record(w, status);
    return HN_ANS_STOP;
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
    if (answer == HN_ANS_DIED)
        hn_worker_kill(w);
    return answer;
}

bool hn_suspicious(const struct ds_result_rec *rec) {
    return rec->wait_status || rec->stage != DS_STAGE_DRAINED || rec->misuses || rec->live ||
           rec->preempted || rec->refused || rec->adopted || rec->asserted;
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
