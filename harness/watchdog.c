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
#include <unistd.h>

#include "util.h"
#include "worker.h"

void hn_watch_reset(struct hn_worker *w) {
    w->idle = 0;
    w->last_tick = hn_wall();
    w->killed = false;
    w->stuck[0] = 0;
    w->seen_heartbeat = w->region->heartbeat;
    w->seen_started = w->region->seeds_started;
}

/* A small file under /proc, without its last newline; empty if it cannot be read. */
static void proc_text(char *out, size_t room, pid_t pid, pid_t tid, const char *name) {
    char *path = tid ? hn_text("/proc/%d/task/%d/%s", (int)pid, (int)tid, name)
                     : hn_text("/proc/%d/%s", (int)pid, name);
    size_t n = 0;
    char *text = hn_read_file(path, room - 1, &n);

    out[0] = 0;
    if (text) {
        memcpy(out, text, n);
        out[n] = 0;
        out[strcspn(out, "\n")] = 0;
    }
    free(text);
    free(path);
}

/* State letter and parent from /proc/PID/stat; false if the process is gone. */
static bool proc_stat(pid_t pid, char *state, pid_t *parent) {
    char text[512];
    const char *end;
    int p = 0;

    proc_text(text, sizeof(text), pid, 0, "stat");
    end = strrchr(text, ')');
    if (!end || sscanf(end + 1, " %c %d", state, &p) != 2)
        return false;
    *parent = (pid_t)p;
    return true;
}

/* The process that plays the seed: the region's word for it is checked against the kernel's. */
static pid_t seed_process(const struct hn_worker *w) {
    pid_t child = w->region->child_pid, parent = 0;
    char state;

    if (w->l->exec)
        return w->pid;
    return child > 1 && proc_stat(child, &state, &parent) && parent == w->pid ? child : 0;
}

static bool stopped(pid_t pid) {
    char state = 0, *text, *tracer, *path;
    pid_t parent;
    size_t n = 0;
    bool traced = false;

    if (!pid || !proc_stat(pid, &state, &parent))
        return false;
    path = hn_text("/proc/%d/status", (int)pid);
    text = hn_read_file(path, 4096, &n);
    tracer = text ? strstr(text, "TracerPid:") : NULL;
    traced = tracer && atoi(tracer + 10) != 0;
    free(text);
    free(path);
    return state == 'T' || state == 't' || traced;
}

/* Writes down where the running task stands in the kernel. No number that differs between runs. */
static void describe(struct hn_worker *w, pid_t pid) {
    char wchan[64], call[128];
    const struct ds_task_info *info = (const void *)((char *)w->region + w->l->tasks_off);
    uint32_t task = w->region->running_task;
    pid_t tid = pid;

    if (w->region->hello.carrier == DS_CARRIER_THREAD && task < w->l->config.max_tasks &&
        info[task].tid > 0)
        tid = info[task].tid;
    proc_text(wchan, sizeof(wchan), pid, tid, "wchan");
    proc_text(call, sizeof(call), pid, tid, "syscall");
    call[strcspn(call, " ")] = 0;
    bool in_user = !strcmp(call, "running") || !*call;

    if (in_user)
        snprintf(w->stuck, sizeof(w->stuck),
                 "task %u holds the token and reaches no scheduling point; it is computing", task);
    else
        snprintf(w->stuck, sizeof(w->stuck),
                 "task %u holds the token and reaches no scheduling point; it is in system call %s"
                 "%s%s",
                 task, call, *wchan && strcmp(wchan, "0") ? ", kernel wait channel " : "",
                 *wchan && strcmp(wchan, "0") ? wchan : "");
}

static bool too_much_output(const struct hn_worker *w) {
    struct stat out, err;

    return (!fstat(w->out_fd, &out) && out.st_size > HN_OUTPUT_MAX) ||
           (!fstat(w->err_fd, &err) && err.st_size > HN_OUTPUT_MAX);
}

void hn_watch(struct hn_worker *w) {
    uint64_t heartbeat = w->region->heartbeat, started = w->region->seeds_started;
    int64_t now = hn_wall(), step = now - w->last_tick;
    bool output = false;

    if (!w->busy || step < 50000000)
        return;
    w->last_tick = now;
    if (heartbeat != w->seen_heartbeat || started != w->seen_started) {
        w->seen_heartbeat = heartbeat;
        w->seen_started = started;
        w->idle = 0;
        if (!(output = too_much_output(w)))
            return;
    }
    pid_t pid = seed_process(w);

    /* A long step means that we ourselves were stopped. */
    if (!stopped(pid))
        w->idle += step < 500000000 ? step : 500000000;
    if (w->idle < w->l->opt->wall && !output && !(output = too_much_output(w)))
        return;
    w->idle = 0;
    if (!pid) {
        kill(w->pid, SIGKILL);
        return;
    }
    if (output)
        snprintf(w->stuck, sizeof(w->stuck), "the program wrote more output than is kept");
    else
        describe(w, pid);
    w->killed = true;
    kill(pid, SIGKILL);
}
