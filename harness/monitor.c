/* monitor.c: sees tasks that sleep in the kernel, in calls that the model does not know.
 *
 * Under the fiber carrier such a task stops all others: the seed is ended, and played again under the
 * thread carrier. There the task is told, by a signal, to give up its turn (shim/stuck.h). Calls that
 * wait for what another task does sleep until that task goes on, so a short look is enough; for others
 * the look is longer, because somebody outside may end them soon.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util.h"
#include "worker.h"

#define MS INT64_C(1000000)

void hn_proc_text(char *out, size_t room, pid_t pid, pid_t tid, const char *name) {
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

const char *hn_call_name(long number) {
    static const struct {
        long number;
        const char *name;
    } calls[] = {{SYS_read, "read"},
                 {SYS_write, "write"},
                 {SYS_poll, "poll"},
                 {SYS_ppoll, "ppoll"},
                 {SYS_select, "select"},
                 {SYS_pselect6, "pselect"},
                 {SYS_accept, "accept"},
                 {SYS_accept4, "accept4"},
                 {SYS_connect, "connect"},
                 {SYS_recvfrom, "recvfrom"},
                 {SYS_recvmsg, "recvmsg"},
                 {SYS_sendto, "sendto"},
                 {SYS_sendmsg, "sendmsg"},
                 {SYS_wait4, "wait4"},
                 {SYS_waitid, "waitid"},
                 {SYS_futex, "futex"},
                 {SYS_pause, "pause"},
                 {SYS_epoll_wait, "epoll_wait"},
                 {SYS_flock, "flock"},
                 {SYS_epoll_pwait, "epoll_pwait"},
                 {SYS_fcntl, "fcntl"},
                 {SYS_rt_sigtimedwait, "sigtimedwait"},
                 {SYS_msgrcv, "msgrcv"},
                 {SYS_semop, "semop"},
                 {SYS_openat, "openat"},
                 {SYS_clock_nanosleep, "clock_nanosleep"},
                 {SYS_fsync, "fsync"},
                 {SYS_rt_sigsuspend, "sigsuspend"},
                 {SYS_nanosleep, "nanosleep"},
                 {SYS_msgsnd, "msgsnd"},
                 {SYS_semtimedop, "semtimedop"},
                 {SYS_mq_timedreceive, "mq_timedreceive"},
                 {SYS_mq_timedsend, "mq_timedsend"},
                 {SYS_ioctl, "ioctl"},
                 {SYS_io_getevents, "io_getevents"}};

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        if (calls[i].number == number)
            return calls[i].name;
    return NULL;
}

/* Calls that end when another task, or another process that plays along, lets them. */
static bool waits_for_others(long call) {
    static const long calls[] = {SYS_flock,      SYS_fcntl,           SYS_futex,
                                 SYS_msgrcv,     SYS_msgsnd,          SYS_semop,
                                 SYS_semtimedop, SYS_mq_timedreceive, SYS_mq_timedsend};

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        if (calls[i] == call)
            return true;
    return false;
}

/* The call in which TID sleeps, if it sleeps in one, and not in our own code. */
static bool sleeps_in(const struct hn_worker *w, pid_t pid, pid_t tid, struct ds_stuck_ask *call) {
    char text[512];
    unsigned long long arg[6], sp, pc;
    long number;

    hn_proc_text(text, sizeof(text), pid, tid, "stat");
    const char *end = strrchr(text, ')');

    if (!end || strncmp(end, ") S", 3))
        return false;
    hn_proc_text(text, sizeof(text), pid, tid, "syscall");
    if (sscanf(text, "%ld %llx %llx %llx %llx %llx %llx %llx %llx", &number, &arg[0], &arg[1],
               &arg[2], &arg[3], &arg[4], &arg[5], &sp, &pc) != 9 ||
        number < 0 || (pc >= w->region->shim_start && pc < w->region->shim_end))
        return false;
    *call = (struct ds_stuck_ask){.call = (uint32_t)number, .sp = sp, .pc = pc};
    for (int i = 0; i < 3; i++)
        call->arg[i] = arg[i];
    return true;
}

static bool others_could_run(const struct hn_worker *w) {
    const struct ds_engine *e = (const void *)((char *)w->region + w->l->engine_off);

    if (!ds_engine_valid(e, w->l->engine_size))
        return false;
    for (uint32_t i = 0; i < ds_totals(e)->tasks; i++) {
        const struct ds_task_rec *t = ds_task_at(e, i);

        if (t && i != w->region->running_task && t->state == DS_TASK_READY)
            return true;
    }
    return false;
}

int hn_watch_pause(const struct hn_worker *w) {
    return w->job.monitor ? 1 : 100;
}

void hn_monitor(struct hn_worker *w) {
    struct hn_asleep *a = &w->asleep;
    uint64_t heartbeat = w->region->heartbeat;
    struct ds_stuck_ask call;
    int64_t now = hn_wall();

    if (!w->busy || w->killed)
        return;
    pid_t pid = heartbeat == a->heartbeat ? hn_seed_process(w) : 0;
    pid_t tid = pid ? hn_seed_thread(w, pid) : 0;

    a->heartbeat = heartbeat;
    if (!pid || !sleeps_in(w, pid, tid, &call)) {
        a->since = 0;
        return;
    }
    if (!a->since || memcmp(&call, &a->call, sizeof(call))) {
        a->call = call;
        a->since = now;
        return;
    }
    bool soon = waits_for_others(call.call);

    if (!w->job.monitor && now - a->since >= (soon ? 50 : 1000) * MS && others_could_run(w)) {
        w->killed = w->blocked = true;
        kill(pid, SIGKILL);
    } else if (w->job.monitor && now - a->since >= (soon ? 1 : 200) * MS) {
        w->region->ask = call;
        __atomic_store_n(&w->region->ask.asked, 1, __ATOMIC_RELEASE);
        syscall(SYS_tgkill, pid, tid, DS_WATCH_SIGNAL);
        a->since = 0;
    }
}

char *hn_monitor_words(const struct hn_worker *w) {
    const struct ds_region *r = w->region;
    const struct ds_engine *e = (const void *)((const char *)r + w->l->engine_off);
    char *text = hn_dup("tasks sleep in the kernel (");
    const char *between = "";

    if (!w->job.monitor || !r->stuck_calls || !ds_engine_valid(e, w->l->engine_size)) {
        free(text);
        return NULL;
    }
    for (uint32_t i = 0; i < r->stuck_calls && i < DS_MAX_STUCK_CALLS; i++) {
        const char *name = hn_call_name(r->stuck_call[i]);
        char *more = name ? hn_text("%s%s%s", text, i ? ", " : "", name)
                          : hn_text("%s%scall number %u", text, i ? ", " : "", r->stuck_call[i]);

        free(text);
        text = more;
    }
    for (uint32_t i = 0; i < ds_totals(e)->tasks; i++) {
        const struct ds_task_rec *t = ds_task_at(e, i);

        if (!t || t->state != DS_TASK_READY || t->daemon)
            continue;
        bool stuck = t->want.op == DS_OP_EVENT_WAIT;
        char *more = hn_text(
            "%s%s task %u %s%s%s", text, *between ? between : ") and nobody can go on:", i,
            stuck ? "sleeps" : "waits (", stuck ? "" : ds_op_text(t->want.op), stuck ? "" : ")");

        free(text);
        text = more;
        between = ",";
    }
    return text;
}
