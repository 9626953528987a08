/* watchdog.c: a seed in which nothing moves for the wall limit is named and ended.
 *
 * It is then undecided, never a deadlock: what really blocks below us is not ours to judge. Time in
 * which the program is stopped, or traced by a debugger, does not count.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../reports/arena.h"
#include "campaign.h"
#include "explain.h"
#include "symbolize.h"
#include "util.h"
#include "worker.h"

void hn_watch_reset(struct hn_worker *w) {
    w->idle = 0;
    w->last_tick = hn_wall();
    w->killed = w->blocked = false;
    w->asleep = (struct hn_asleep){0};
    w->stuck[0] = 0;
    w->seen_heartbeat = w->region->heartbeat;
    w->seen_started = w->region->seeds_started;
}

/* State letter, parent and processor time (ns) from /proc/PID/stat; false if the process is gone. */
static bool proc_stat(pid_t pid, char *state, pid_t *parent, int64_t *cpu) {
    char text[512];
    const char *end;
    int p = 0;
    long user = 0, system = 0;

    hn_proc_text(text, sizeof(text), pid, 0, "stat");
    end = strrchr(text, ')');
    if (!end || sscanf(end + 1, " %c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld %ld", state, &p,
                       &user, &system) != 4)
        return false;
    *parent = (pid_t)p;
    *cpu = (user + system) * (1000000000 / sysconf(_SC_CLK_TCK));
    return true;
}

/* The region's word for it is checked against the kernel's. */
pid_t hn_seed_process(const struct hn_worker *w) {
    pid_t child = w->region->child_pid, parent = 0;
    int64_t cpu;
    char state;

    if (w->l->exec)
        return w->pid;
    return child > 1 && proc_stat(child, &state, &parent, &cpu) && parent == w->pid ? child : 0;
}

static bool stopped(pid_t pid) {
    char state = 0, *text, *tracer, *path;
    int64_t cpu;
    pid_t parent;
    size_t n = 0;
    bool traced = false;

    if (!pid || !proc_stat(pid, &state, &parent, &cpu))
        return false;
    path = hn_text("/proc/%d/status", (int)pid);
    text = hn_read_file(path, 4096, &n);
    tracer = text ? strstr(text, "TracerPid:") : NULL;
    traced = tracer && atoi(tracer + 10) != 0;
    free(text);
    free(path);
    return state == 'T' || state == 't' || traced;
}

pid_t hn_seed_thread(const struct hn_worker *w, pid_t pid) {
    const struct ds_task_info *info = (const void *)((char *)w->region + w->l->tasks_off);
    uint32_t task = w->region->running_task;

    bool threads = w->region->hello.carrier == DS_CARRIER_THREAD || w->job.monitor;

    if (threads && task < w->l->config.max_tasks && info[task].tid > 0)
        return info[task].tid;
    return pid;
}

/* Asks the program for the stack of the running task; it may not answer, for whatever reason. */
static void ask_stack(struct hn_worker *w, pid_t pid) {
    struct timespec pause = {0, 5000000};

    w->region->stuck_stack = 0;
    if (syscall(SYS_tgkill, pid, hn_seed_thread(w, pid), DS_WATCH_SIGNAL))
        return;
    for (int i = 0; i < 60 && !w->region->stuck_stack; i++)
        nanosleep(&pause, NULL);
}

/* Appends to the description the program's own frames of the answer, innermost first. */
static void describe_stack(struct hn_worker *w) {
    struct ds_result_rec rec = {0};
    uint32_t number = w->region->stuck_stack;
    struct hn_run *run = number ? hn_worker_copy(w, &rec, &w->l->config, false) : NULL;
    struct hn_symbols *sy = run ? hn_symbols_new() : NULL;
    struct rp_arena *arena = rp_arena_new();
    struct rp_stack stack = {0};

    if (sy && number <= run->stack_count) {
        hn_symbols_program(sy, w->l->target->path);
        stack = hn_symbols_stack(sy, run, number, arena);
    }
    for (size_t i = 0; i < stack.count; i++) {
        const struct rp_frame *f = &stack.frames[i];
        size_t n = strlen(w->stuck);

        if (hn_symbols_zone(f) != HN_ZONE_PROGRAM)
            continue;
        snprintf(w->stuck + n, sizeof(w->stuck) - n, "%s%s",
                 strstr(w->stuck, ", at ") ? " < " : ", at ", f->function);
        n = strlen(w->stuck);
        if (f->file[0])
            snprintf(w->stuck + n, sizeof(w->stuck) - n, " (%s:%d)", f->file, f->line);
    }
    rp_arena_free(arena);
    hn_symbols_free(sy);
    hn_run_free(run);
}

/* Writes down where the running task stands in the kernel. No number that differs between runs. */
static void describe(struct hn_worker *w, pid_t pid) {
    char wchan[64], call[128];
    uint32_t task = w->region->running_task;
    pid_t tid = hn_seed_thread(w, pid);

    hn_proc_text(wchan, sizeof(wchan), pid, tid, "wchan");
    hn_proc_text(call, sizeof(call), pid, tid, "syscall");
    call[strcspn(call, " ")] = 0;
    bool in_user = !strcmp(call, "running") || !*call;
    const char *name = hn_call_name(atol(call));

    if (in_user)
        snprintf(w->stuck, sizeof(w->stuck),
                 "task %u holds the token and reaches no scheduling point; it is computing", task);
    else
        snprintf(w->stuck, sizeof(w->stuck),
                 "task %u holds the token and reaches no scheduling point; it is in system call %s"
                 "%s%s",
                 task, name ? name : call,
                 *wchan && strcmp(wchan, "0") ? ", kernel wait channel " : "",
                 *wchan && strcmp(wchan, "0") ? wchan : "");
    ask_stack(w, pid);
    describe_stack(w);
}

static bool too_much_output(const struct hn_worker *w) {
    struct stat out, err;

    return (!fstat(w->out_fd, &out) && out.st_size > HN_OUTPUT_MAX) ||
           (!fstat(w->err_fd, &err) && err.st_size > HN_OUTPUT_MAX);
}

/* After an interrupt the seed in play may end by itself, but not take for ever. */
static bool interrupted_long_ago(struct hn_worker *w, int64_t now) {
    const int64_t grace = 3000000000;

    if (!hn_interrupted())
        return false;
    if (!w->interrupt_seen)
        w->interrupt_seen = now;
    return now - w->interrupt_seen > grace;
}

/* How much of the last STEP counts: all of it if the program waits for something, its processor time
 * if it computes; a program that is ready to run and gets no processor is not to blame. */
static int64_t idle_of(struct hn_worker *w, pid_t pid, int64_t step) {
    int64_t cpu = 0, used;
    pid_t parent;
    char state = 0;

    if (!pid || !proc_stat(pid, &state, &parent, &cpu))
        return step;
    used = cpu - w->seen_cpu;
    w->seen_cpu = cpu;
    if (used > 0 && used <= step)
        return used;
    return state == 'R' && used == 0 ? 0 : step;
}

/* Where tasks have given up their turn, all others wait as well: there is less to hope for. */
static int64_t limit_of(const struct hn_worker *w) {
    const int64_t stuck = 2000000000;

    return w->job.monitor && w->region->stuck_calls && w->l->opt->wall > stuck ? stuck
                                                                               : w->l->opt->wall;
}

void hn_watch(struct hn_worker *w) {
    uint64_t heartbeat = w->region->heartbeat, started = w->region->seeds_started;
    int64_t now = hn_wall(), step = now - w->last_tick;
    bool output = false;

    hn_monitor(w);
    if (!w->busy || w->blocked || step < 50000000)
        return;
    w->last_tick = now;
    if (heartbeat != w->seen_heartbeat || started != w->seen_started) {
        w->seen_heartbeat = heartbeat;
        w->seen_started = started;
        w->idle = 0;
        if (!(output = too_much_output(w)))
            return;
    }
    pid_t pid = hn_seed_process(w);

    /* A long step means that we ourselves were stopped. */
    if (!stopped(pid))
        w->idle += idle_of(w, pid, step < 500000000 ? step : 500000000);
    bool late = interrupted_long_ago(w, now);
    if (w->idle < limit_of(w) && !late && !output && !(output = too_much_output(w)))
        return;
    w->idle = 0;
    if (!pid) {
        kill(w->pid, SIGKILL);
        return;
    }
    char *stuck = hn_monitor_words(w);

    if (output)
        snprintf(w->stuck, sizeof(w->stuck), "the program wrote more output than is kept");
    else if (late)
        snprintf(w->stuck, sizeof(w->stuck), "it did not end after the interrupt");
    else if (stuck)
        snprintf(w->stuck, sizeof(w->stuck), "%s", stuck);
    else
        describe(w, pid);
    free(stuck);
    w->killed = true;
    kill(pid, SIGKILL);
}
