/* worker.h: one server (or one process a seed) that plays seeds, seen from the harness. */
#ifndef HN_WORKER_H
#define HN_WORKER_H

#include "launch.h"
#include "run.h"

#define HN_WROTE_OVER "wrote over the memory that carries its results"
#define HN_OUTPUT_CAP (1u << 20)         /* bytes of stdout and of stderr that are kept */
#define HN_OUTPUT_MAX (INT64_C(1) << 28) /* bytes of output at which a seed is given up */

/* What a worker is asked to play: COUNT seeds from FIRST, STRIDE apart; ONE: config as it is. */
struct hn_job {
    struct ds_config config;
    uint64_t first, count, stride;
    bool mix, one, explain;
    bool monitor; /* hn_worker_begin() fills it */
};

enum hn_answer {
    HN_ANS_NONE, /* nothing yet */
    HN_ANS_DONE, /* recs hold all that was asked */
    HN_ANS_STOP, /* the last of recs is to be looked at; the region is as it left it */
    HN_ANS_DIED  /* the server is gone; recs hold what it had finished */
};

struct hn_worker {
    struct hn_launch *l;
    unsigned index;
    pid_t pid; /* server or process; 0 none */
    int pidfd, sock, region_fd, out_fd, err_fd, tmp_fd;
    int cpu, cpu_claim; /* which it keeps to; -1: none */
    struct ds_region *region;
    char *tmp, *scratch; /* its own directories */
    bool greeted;        /* a handshake was seen once */

    bool busy;
    struct hn_job job;
    struct ds_result_rec *recs; /* private copies, DS_MAX_BATCH of them */
    uint32_t rec_count;

    uint64_t seen_heartbeat, seen_started; /* watchdog.c */
    int64_t idle, last_tick, seen_cpu;
    int64_t interrupt_seen; /* 0: no interrupt yet */
    bool killed;            /* the watchdog ended the seed in play */
    bool blocked;           /* it did so to have it played again, with a monitor */
    struct hn_asleep {      /* monitor.c */
        uint64_t heartbeat;
        struct ds_stuck_ask call;
        int64_t since; /* 0: was not asleep */
    } asleep;
    bool stale;   /* a process that was killed may still write to region and output files */
    bool damaged; /* the program wrote over the region while the last job was played */
    char stuck[512];
};

/* Makes region, output files and directories. Returns 0, or HN_CANNOT after one line. */
int hn_worker_open(struct hn_worker *w, struct hn_launch *l, unsigned index);
void hn_worker_close(struct hn_worker *w);
/* Fork isolation: starts the server and waits for its handshake. Returns 0 or HN_CANNOT after one
 * line; *NEEDS_EXEC set (and 0 returned) if the program starts threads before main. */
int hn_worker_start(struct hn_worker *w, bool *needs_exec);
/* Writes the harness's part of the region, over which an earlier program may have written. */
void hn_worker_fill(struct hn_worker *w);
/* New files and a new region, if processes that were killed may still have the old ones. Memory that
 * is not to be had ends the command, as hn_alloc() does. */
void hn_worker_renew(struct hn_worker *w);
/* Closes *FD if it is open, and makes it -1. */
void hn_close_fd(int *fd);
/* Ends server and seed. */
void hn_worker_kill(struct hn_worker *w);

/* What SEED of JOB is run with. */
struct ds_config hn_job_config(const struct hn_worker *w, const struct hn_job *job, uint64_t seed);
/* Starts a job. False: the server cannot be reached (start it again). */
bool hn_worker_begin(struct hn_worker *w, const struct hn_job *job);
/* Descriptor to poll for reading while busy. */
int hn_worker_fd(const struct hn_worker *w);
/* Reads the answer when the descriptor is ready. */
enum hn_answer hn_worker_finish(struct hn_worker *w);
/* Notes a handshake, and which carrier it says is in use. False if there was none that is good enough. */
bool hn_worker_greeted(struct hn_worker *w);
/* One line that says why there was no handshake; returns HN_CANNOT. */
int hn_no_greeting(struct hn_worker *w);
/* One seed as CONFIG says, to its end, under the watchdog; its line is recs[0]. False after one line.
 */
bool hn_worker_run(struct hn_worker *w, const struct ds_config *config, bool explain);
/* Plays one seed if there was no handshake yet. False after one line. A program that writes over what it
 * answers passes: its seeds will show that. */
bool hn_worker_meet(struct hn_worker *w, const struct ds_config *config);
/* The same with a copy of the run (hn_run_free), or NULL after one line. */
struct hn_run *hn_worker_play(struct hn_worker *w, const struct ds_config *config, bool explain);
/* Copies the run that the region holds; REC is its line. Never NULL. */
struct hn_run *hn_worker_copy(struct hn_worker *w, const struct ds_result_rec *rec,
                              const struct ds_config *config, bool explained);

/* True if the harness must look at this seed. */
bool hn_suspicious(const struct ds_result_rec *rec);
/* True if the server could not even make a process for this seed. */
bool hn_no_process(const struct ds_result_rec *rec);
/* Why this seed decides nothing, or NULL if it does. Words for the list of limits. */
const char *hn_undecided(const struct ds_result_rec *rec);

/* From here on the processes that programs leave running come to us (strays.c). */
void hn_strays_take(void);
/* Ends those that have; when no worker is left. */
void hn_strays_end(void);

/* Looks at a busy worker; ends its seed if nothing has moved for the wall limit. */
void hn_watch(struct hn_worker *w);
/* How long to wait for a busy worker before looking at it again, in ms. */
int hn_watch_pause(const struct hn_worker *w);
/* The watchdog's question whether the running task sleeps in the kernel while others could go on: ends
 * the seed, to have it played again with a monitor, or in such a run makes the task give up the token
 * (monitor.c). */
void hn_monitor(struct hn_worker *w);
/* What keeps a monitored seed from going on, as text that the caller frees; NULL if nobody is stuck. */
char *hn_monitor_words(const struct hn_worker *w);
/* The process that plays the seed, 0 if it is gone; the kernel thread of its running task. */
pid_t hn_seed_process(const struct hn_worker *w);
pid_t hn_seed_thread(const struct hn_worker *w, pid_t pid);
/* A small file under /proc, without its last newline; empty if it cannot be read. TID 0: none. */
void hn_proc_text(char *out, size_t room, pid_t pid, pid_t tid, const char *name);
/* The name of a system call that programs block in; NULL for others. */
const char *hn_call_name(long number);
/* Clears the watchdog's memory at the start of a job. */
void hn_watch_reset(struct hn_worker *w);

#endif
