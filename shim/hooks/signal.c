/* signal.c: keeps our handlers of fatal signals out of the program's sight.
 *
 * Where the program leaves a fatal signal at its default, our handler notes where it died and lets
 * it die. A program that asks sees the default; one that sets its own handler replaces ours.
 */
#define _GNU_SOURCE
#include <errno.h>

#include "../finish.h"
#include "../preempt.h"
#include "../real.h"
#include "../sys.h"
#include "../task.h"

SH_EXPORT int sigaction(int sig, const struct sigaction *act, struct sigaction *old) {
    if (!sh.region || sh_depth)
        return sh_real(sigaction)(sig, act, old);
    struct sigaction before;
    int rc = sh_real(sigaction)(sig, act, &before);
    if (rc != 0)
        return rc;
    if (sh_fatal_handler_is(&before) || sh_preempt_handler_is(&before))
        before = (struct sigaction){.sa_handler = SIG_DFL};
    if (old)
        *old = before;
    bool to_default = act && !(act->sa_flags & SA_SIGINFO) && act->sa_handler == SIG_DFL;
    if (to_default && sh.controlled && sh_fatal_signal(sig))
        sh_fatal_install(sig);
    return 0;
}
SH_EXPORT int __sigaction(int sig, const struct sigaction *act, struct sigaction *old)
    __attribute__((alias("sigaction"), leaf, nothrow));

SH_EXPORT sighandler_t signal(int sig, sighandler_t handler) {
    if (!sh.region || sh_depth)
        return sh_real(signal)(sig, handler);
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
    if (sigaction(sig, &act, &old) != 0)
        return SIG_ERR;
    return old.sa_handler;
}

/* The fibers share one kernel thread: a switch has to know what each task's mask is. */
static int set_mask(int how, const sigset_t *set, sigset_t *old) {
    int rc = sh_real(pthread_sigmask)(how, set, old);
    if (rc == 0 && set && sh.controlled && sh_self && sh_same_process())
        sh_sys6(SYS_rt_sigprocmask, 0, 0, (long)&sh_self->sigmask, sizeof sh_self->sigmask, 0, 0);
    return rc;
}

SH_EXPORT int pthread_sigmask(int how, const sigset_t *set, sigset_t *old) {
    return set_mask(how, set, old);
}

SH_EXPORT int sigprocmask(int how, const sigset_t *set, sigset_t *old) {
    int rc = set_mask(how, set, old);
    if (rc == 0)
        return 0;
    errno = rc;
    return -1;
}
