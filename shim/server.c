/* server.c: the fork server. It stands before main in a process that has loaded and initialised the
 * program once, and makes a child of it for each seed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "capture.h"
#include "init.h"
#include "outhash.h"
#include "real.h"
#include "sys.h"
#include "task.h"

static struct {
    off_t stdin_at;    /* -1: not seekable */
    int out, err;      /* of the program's output, or -1 */
    bool had_children; /* before its main: they are none of a seed's */
} server;

static int64_t monotonic_us(void) {
    struct timespec now;
    sh_sys3(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0);
    return now.tv_sec * 1000000ll + now.tv_nsec / 1000;
}

static void answer(char what) {
    while (sh_sys3(SYS_write, sh_socket(), (long)&what, 1) == -EINTR)
        ;
}

/* What the run's strategy follows, as far as the plan's numbers are those of a script. */
static void take_script(struct ds_engine *e, const struct ds_region *r) {
    const struct ds_config *cfg = &r->plan.config;
    uint32_t made;
    if (cfg->strategy == DS_STRAT_REPLAY && cfg->replay_len <= sizeof r->script)
        memcpy(ds_replay_bytes(e), r->script, cfg->replay_len);
    if (cfg->strategy == DS_STRAT_DEPART && cfg->departures <= DS_MAX_DEPARTURES)
        memcpy(ds_departures(e, &made), r->script, cfg->departures * sizeof(struct ds_departure));
}

/* Prepares engine and region for the run that plan.config describes. False if it is absurd. */
static bool prepare_run(void) {
    struct ds_region *r = sh.region;
    sh_region_clear();
    r->carrier = r->plan.monitor ? DS_CARRIER_THREAD : r->hello.carrier;
    void *mem = (char *)r + r->engine_off;
    const struct ds_config *cfg = &r->plan.config;
    struct ds_engine *e = ds_engine_init(mem, r->engine_size, cfg);
    if (!e) {
        strcpy(r->message, "the engine does not accept this configuration");
        return false;
    }
    take_script(e, r);
    return true;
}

static void rewind_files(void) {
    if (server.stdin_at >= 0)
        lseek(0, server.stdin_at, SEEK_SET);
    if (server.out >= 0) {
        ftruncate(1, 0) == 0 ? lseek(1, 0, SEEK_SET) : 0;
        ftruncate(2, 0) == 0 ? lseek(2, 0, SEEK_SET) : 0;
    }
}

/* Continues H, and LINES if not NULL, over the first N bytes of FD, at most the plan's cap. */
static uint64_t hash_output(uint64_t h, int fd, uint64_t n, struct ds_outlines *lines) {
    char buf[4096];
    h = ds_outhash_u64(h, n);
    uint64_t cap = sh.region->plan.output_cap;
    uint64_t left = n < cap ? n : cap;
    off_t at = 0;
    while (left) {
        ssize_t got = pread(fd, buf, left < sizeof buf ? left : sizeof buf, at);
        if (got <= 0)
            break;
        h = ds_outhash(h, buf, (size_t)got);
        if (lines)
            ds_outlines_add(lines, buf, (size_t)got);
        at += got;
        left -= (uint64_t)got;
    }
    return h;
}

static uint64_t output_length(int fd, uint64_t end) {
    struct stat st;
    uint64_t size = fstat(fd, &st) == 0 ? (uint64_t)st.st_size : 0;
    return end < size ? end : size;
}

static uint32_t count_children(const struct ds_region *r) {
    uint32_t n = 0;
    for (unsigned i = 0; i < DS_MAX_CHILDREN; i++)
        n += r->children[i].state == DS_CHILD_COUNTS;
    return n;
}

static void fill_result(struct ds_result_rec *res, int status, int64_t started) {
    struct ds_region *r = sh.region;
    const struct ds_engine *e = (const void *)((char *)r + r->engine_off);
    const struct ds_totals *t = ds_totals(e);
    uint64_t h = ds_outhash_u64(t->trace_hash, (unsigned)status & 0xff7f);
    struct ds_outlines lines = ds_outlines_begin();
    if (server.out >= 0) {
        h = hash_output(h, 1, output_length(1, r->out_end), &lines);
        h = hash_output(h, 2, output_length(2, r->err_end), NULL);
    }
    *res = (struct ds_result_rec){
        .seed = r->plan.config.seed,
        .trace_hash = h,
        .schedule_hash =
            r->forked_points ? ds_key_mix(t->schedule_hash, r->forked_schedule) : t->schedule_hash,
        .out_hash = lines.whole,
        .lines_hash = ds_outlines_sum(&lines),
        .points = t->points + r->forked_points,
        .decisions = t->decisions,
        .first_misuse = r->first_misuse,
        .wait_status = status,
        .strategy = r->plan.config.strategy,
        .stage = r->stage,
        .status = t->status,
        .limits = t->limits,
        .tasks = t->tasks + r->forked_tasks,
        .competed = t->competed > r->forked_competed ? t->competed : r->forked_competed,
        .misuses = r->misuses,
        .live = r->live,
        .preempted = r->preempted,
        .refused = r->refused,
        .early = t->early,
        .spurious = t->spurious,
        .adopted = r->adopted,
        .asserted = r->asserted,
        .children = count_children(r),
        .stuck = r->stuck_calls,
        .notes = r->notes,
        .leaked = r->leaked,
        .held = r->held,
        .races = r->race_count,
        .wall_us = (uint32_t)(monotonic_us() - started),
    };
}

/* True if the harness has to look at the region before the next seed. */
static bool suspicious(const struct ds_result_rec *res) {
    return res->wait_status != 0 || res->stage != DS_STAGE_DRAINED || res->misuses || res->live ||
           res->preempted || res->refused || res->adopted || res->asserted || res->children ||
           res->stuck || res->notes || res->leaked || res->held || res->races;
}

/* The status of a child that has ended, which is reaped: its id, 0 if none has, or a negative error. */
static long reap_child(long pid, int *status, int options) {
    long got;
    do
        got = sh_sys6(SYS_wait4, pid, (long)status, options, 0, 0, 0);
    while (got == -EINTR);
    return got;
}

/* The first of our children, 0 if that cannot be told. */
static long first_child(void) {
    char list[32];
    long fd = sh_sys3(SYS_open, (long)"/proc/thread-self/children", O_RDONLY, 0);
    long n = fd < 0 ? 0 : sh_sys3(SYS_read, fd, (long)list, sizeof list - 1);
    if (fd >= 0)
        sh_sys3(SYS_close, fd, 0, 0);
    list[n > 0 ? n : 0] = 0;
    return strtol(list, NULL, 10);
}

/* Ends the processes that the seed left behind: they are ours now, and the next seed must not meet
 * them. Those that they leave come to us in turn. */
static void end_left_behind(void) {
    long got;
    while (!server.had_children && (got = reap_child(-1, NULL, WNOHANG)) >= 0) {
        long pid = got == 0 ? first_child() : 0;
        if (pid > 0)
            sh_sys3(SYS_kill, pid, SIGKILL, 0);
        if (pid > 0)
            reap_child(pid, NULL, 0);
        else if (got == 0)
            return;
    }
}

enum { CHILD = 1 };

/* Plays one seed in a child; returns CHILD there, 0 in the server when it has ended. */
static int play(struct ds_result_rec *res) {
    struct ds_region *r = sh.region;
    int64_t started = monotonic_us();
    if (!prepare_run()) {
        *res = (struct ds_result_rec){.seed = r->plan.config.seed, .refused = 1};
        return 0;
    }
    rewind_files();
    r->seeds_started++;
    pid_t server_pid = getpid();
    pid_t pid = sh_real(fork)();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != server_pid)
            sh_exit_group(0);
        close(sh_socket());
        return CHILD;
    }
    if (pid < 0) {
        strcpy(r->message, "fork failed");
        *res = (struct ds_result_rec){.seed = r->plan.config.seed, .refused = 1};
        return 0;
    }
    r->child_pid = pid;
    int status = 0;
    reap_child(pid, &status, 0);
    r->child_pid = 0;
    end_left_behind();
    fill_result(res, status, started);
    return 0;
}

/* Plays seeds until the batch is over or one needs looking at. CHILD in a child. */
static int play_batch(void) {
    struct ds_region *r = sh.region;
    r->result_count = 0;
    for (uint64_t i = 0; i < r->plan.count && r->result_count < DS_MAX_BATCH; i++) {
        uint64_t seed = r->plan.first + i * r->plan.stride;
        r->plan.config.seed = seed;
        if (r->plan.mix == DS_MIX_DEFAULT)
            ds_mix_apply(&r->plan.config, seed);
        struct ds_result_rec *res = &r->results[r->result_count];
        if (play(res) == CHILD)
            return CHILD;
        r->result_count++;
        if (suspicious(res)) {
            answer(DS_ANS_STOP);
            return 0;
        }
    }
    answer(DS_ANS_DONE);
    return 0;
}

static int play_one(void) {
    struct ds_region *r = sh.region;
    r->result_count = 1;
    if (play(&r->results[0]) == CHILD)
        return CHILD;
    answer(DS_ANS_STOP);
    return 0;
}

static void pin(uint32_t cpu) {
    uint64_t mask[16] = {0};
    mask[cpu / 64] = 1ull << cpu % 64;
    sh_sys3(SYS_sched_setaffinity, 0, sizeof mask, (long)mask);
}

static void take_output(void) {
    struct ds_region *r = sh.region;
    server.out = r->out_fd;
    server.err = r->err_fd;
    if (r->out_fd < 0 || r->err_fd < 0)
        return;
    dup2(r->out_fd, 1);
    dup2(r->err_fd, 2);
    if (r->out_fd > 2)
        close(r->out_fd);
    if (r->err_fd > 2)
        close(r->err_fd);
}

void sh_serve(void) {
    struct ds_region *r = sh.region;
    server.stdin_at = lseek(0, 0, SEEK_CUR);
    take_output();
    if (r->cpu_pin)
        pin((r->cpu_pin - 1) % 1024);
    r->hello.done = 1;
    if (r->isolation == DS_ISO_EXEC || sh_socket() < 0) {
        if (r->hello.problem != DS_HELLO_OK || !prepare_run())
            sh_exit_group(113);
        r->seeds_started++;
        return;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    server.had_children = reap_child(-1, NULL, WNOHANG) >= 0;
    answer(DS_ANS_HELLO);
    for (;;) {
        char command;
        long n = sh_sys3(SYS_read, sh_socket(), (long)&command, 1);
        if (n == -EINTR)
            continue;
        if (n != 1 || command == DS_CMD_QUIT)
            sh_exit_group(0);
        int who = command == DS_CMD_BATCH ? play_batch() : command == DS_CMD_ONE ? play_one() : 0;
        if (who == CHILD)
            return;
    }
}
