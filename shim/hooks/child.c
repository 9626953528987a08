/* child.c: waiting for child processes. Children live outside the schedule: a task that waits for one
 * goes on when nobody else in the process can, and the child has really changed its state.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../fork.h"
#include "../place.h"
#include "../sys.h"
#include "io.h"

struct whom {
    idtype_t type;
    id_t id;
    int events; /* WEXITED, WSTOPPED, WCONTINUED, and flags of Linux */
};

/* True if a call for what ARG names would come back at once. */
static bool has_changed(struct sh_watch *w) {
    const struct whom *whom = w->arg;
    siginfo_t info;
    info.si_pid = 0;
    long rc = sh_sys6(SYS_waitid, whom->type, whom->id, (long)&info,
                      whom->events | WNOHANG | WNOWAIT, 0, 0);
    return rc != 0 || info.si_pid != 0;
}

static uint32_t child_object(void) {
    static uint32_t obj; /* token */
    if (!obj) {
        obj = ds_object(sh.engine, DS_KIND_EVENT, 0x6368696c64, 0);
        sh_place_name_object(obj, "child process");
    }
    return obj;
}

static void announce(void *site) {
    struct ds_request req = sh_request(DS_OP_EVENT_ACT, child_object(), DS_MISUSE_NONE);
    req.arg = DS_ACT_RECEIVE;
    sh_point(&req, NULL, site);
}

/* Waits for a child, unless the call does not. 0, or EINTR. */
static int wait_for(struct whom whom, int options, bool stubborn, void *site) {
    announce(site);
    struct sh_watch w = {
        .outside = true, .ready = has_changed, .arg = &whom, .what = DS_WAIT_CHILD};
    if (options & WNOHANG) {
        if (!has_changed(&w)) {
            sh_watch_fruitless(NULL, 0);
            sh_io_vain(site);
        }
        return 0;
    }
    do
        if (sh_watch_wait(&w, child_object(), DS_NEVER, site) == DS_INTR &&
            !sh_sigs_goes_on(true) && !stubborn)
            return EINTR;
    while (!has_changed(&w));
    return 0;
}

static int events_of(int options) {
    return WEXITED | (options & ~(WNOHANG | WNOWAIT));
}

static pid_t wait_one(pid_t pid, int *status, int options, struct rusage *usage, bool stubborn,
                      void *site) {
    struct whom whom = {pid == -1  ? P_ALL
                        : pid <= 0 ? P_PGID
                                   : P_PID,
                        (id_t)(pid == -1 ? 0
                               : pid < 0 ? -pid
                                         : pid),
                        events_of(options)};
    int own, number = wait_for(whom, options, stubborn, site);
    if (number)
        return (pid_t)sh_io_fail(number);
    status = status ? status : &own;
    pid_t done = sh_real(wait4)(pid, status, options, usage);
    if (done > 0 && (WIFEXITED(*status) || WIFSIGNALED(*status)))
        sh_fork_reaped(done);
    return done;
}

pid_t sh_wait_child(pid_t pid, int *status, void *site) {
    return wait_one(pid, status, 0, NULL, true, site);
}

SH_EXPORT pid_t waitpid(pid_t pid, int *status, int options) {
    if (!sh_io_ours(SH_SITE))
        return sh_real(waitpid)(pid, status, options);
    return wait_one(pid, status, options, NULL, false, SH_SITE);
}
SH_ALIAS_OF(__waitpid, waitpid);

SH_EXPORT pid_t wait(int *status) {
    if (!sh_io_ours(SH_SITE))
        return sh_real(wait)(status);
    return wait_one(-1, status, 0, NULL, false, SH_SITE);
}
SH_ALIAS_OF(__wait, wait);

SH_EXPORT pid_t wait3(int *status, int options, struct rusage *usage) {
    if (!sh_io_ours(SH_SITE))
        return sh_real(wait3)(status, options, usage);
    return wait_one(-1, status, options, usage, false, SH_SITE);
}

SH_EXPORT pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage) {
    if (!sh_io_ours(SH_SITE))
        return sh_real(wait4)(pid, status, options, usage);
    return wait_one(pid, status, options, usage, false, SH_SITE);
}

SH_EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options) {
    if (!sh_io_ours(SH_SITE))
        return sh_real(waitid)(type, id, info, options);
    struct whom whom = {type, id, options & ~(WNOHANG | WNOWAIT)};
    siginfo_t own;
    int number = wait_for(whom, options, false, SH_SITE);
    if (number)
        return (int)sh_io_fail(number);
    info = info ? info : &own;
    int rc = sh_real(waitid)(type, id, info, options);
    bool ended = rc == 0 && info->si_pid != 0 && info->si_code != CLD_STOPPED &&
                 info->si_code != CLD_CONTINUED && info->si_code != CLD_TRAPPED;
    if (ended && !(options & WNOWAIT))
        sh_fork_reaped(info->si_pid);
    return rc;
}
