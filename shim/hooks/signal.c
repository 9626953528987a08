/* signal.c: keeps our handlers of fatal signals out of the program's sight.
 *
 * Where the program leaves a fatal signal at its default, our handler notes where it died and lets
 * it die. A program that asks sees the default; one that sets its own handler replaces ours.
 */
#define _GNU_SOURCE
#include "../finish.h"
#include "../preempt.h"
#include "../real.h"

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
