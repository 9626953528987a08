/* sigsend.c: signals that the process sends itself: they become pending in the model. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/types.h>

#include "../task.h"
#include "hook.h"

/* What goes to the kernel: questions, and what no process can handle. */
static bool for_kernel(int sig) {
    return sig == 0 || sig == SIGKILL || sig == SIGSTOP;
}

static bool valid(int sig) {
    return sig > 0 && sig <= SH_SIGNALS;
}

/* A scheduling point, then SIG is pending; a task's own signal is handled before it goes on. */
static int send_signal(struct sh_task *to, int sig, int code, const union sigval *value,
                       void *site) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = sig;
    info.si_code = code;
    info.si_pid = sh.pid;
    info.si_uid = getuid();
    if (value)
        info.si_value = *value;
    struct ds_request req = sh_request(DS_OP_SIGNAL_SEND, sh_sigs_object(), DS_MISUSE_NONE);
    req.arg = (uint32_t)sig;
    sh_point(&req, NULL, site);
    int saved = errno;
    int rc = sh_sigs_send(to, sig, &info);
    if (sh_self->sigs.queue)
        sh_sigs_deliver(sh_self);
    errno = saved;
    return rc;
}

static int failed(int number) {
    if (!number)
        return 0;
    errno = number;
    return -1;
}

SH_EXPORT int pthread_kill(pthread_t thread, int sig) {
    struct sh_task *to = sh_enter(SH_SITE) && !for_kernel(sig) ? sh_task_of(thread) : NULL;
    if (!to || !valid(sig) || sig == 32 || sig == 33)
        return sh_real(pthread_kill)(thread, sig);
    return send_signal(to, sig, SI_TKILL, NULL, SH_SITE);
}

SH_EXPORT int pthread_sigqueue(pthread_t thread, int sig, const union sigval value) {
    struct sh_task *to = sh_enter(SH_SITE) && !for_kernel(sig) ? sh_task_of(thread) : NULL;
    if (!to || !valid(sig) || sig == 32 || sig == 33)
        return sh_real(pthread_sigqueue)(thread, sig, value);
    return send_signal(to, sig, SI_QUEUE, &value, SH_SITE);
}

SH_EXPORT int raise(int sig) {
    if (!sh_enter(SH_SITE) || for_kernel(sig) || !valid(sig) || sig == 32 || sig == 33)
        return sh_real(raise)(sig);
    return failed(send_signal(sh_self, sig, SI_TKILL, NULL, SH_SITE));
}
SH_EXPORT int gsignal(int sig) __attribute__((alias("raise"), leaf, nothrow));

SH_EXPORT int kill(pid_t pid, int sig) {
    if (!sh_enter(SH_SITE) || for_kernel(sig) || !valid(sig) || pid != sh.pid)
        return sh_real(kill)(pid, sig);
    return failed(send_signal(NULL, sig, SI_USER, NULL, SH_SITE));
}

SH_EXPORT int sigqueue(pid_t pid, int sig, const union sigval value) {
    if (!sh_enter(SH_SITE) || for_kernel(sig) || !valid(sig) || pid != sh.pid)
        return sh_real(sigqueue)(pid, sig, value);
    return failed(send_signal(NULL, sig, SI_QUEUE, &value, SH_SITE));
}

SH_EXPORT int tgkill(pid_t process, pid_t thread, int sig) {
    struct sh_task *to = NULL;
    if (sh_enter(SH_SITE) && !for_kernel(sig) && valid(sig) && process == sh.pid)
        to = sh_task_of_tid(thread);
    return to ? failed(send_signal(to, sig, SI_TKILL, NULL, SH_SITE))
              : sh_real(tgkill)(process, thread, sig);
}
