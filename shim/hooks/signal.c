/* signal.c: what a signal does, and who blocks it: handlers, masks, alternate stacks.
 *
 * libc's own functions of this family call each other below the PLT, so each one is written here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "../finish.h"
#include "../real.h"
#include "../sys.h"
#include "../task.h"
#include "hook.h"

static uint64_t interrupting; /* siginterrupt(): signal() sets no SA_RESTART for these */

/* True if the program's handlers are in our table: in its process, and in forked children of it. */
static bool tabled(void) {
    static bool on;
    on = on || sh.region;
    return on && sh_depth == 0;
}

/* The calling task, if its mask is modelled; a child of vfork has our memory, but not our kernel. */
static struct sh_task *masked(void) {
    return sh.controlled && !sh.ending && sh_self && sh_same_process() ? sh_self : NULL;
}

SH_EXPORT int sigaction(int sig, const struct sigaction *act, struct sigaction *old) {
    if (!tabled())
        return sh_real(sigaction)(sig, act, old);
    if (act && sh.controlled && !sh_same_process()) {
        struct sigaction known;
        int rc = sh_sigs_action(sig, NULL, &known);
        rc = rc == 0 ? sh_real(sigaction)(sig, act, NULL) : rc;
        if (rc == 0 && old)
            *old = known;
        return rc;
    }
    /* ACT and OLD may be one. */
    struct sigaction before;
    int rc = sh_sigs_action(sig, act, &before);
    if (rc == 0 && old)
        *old = before;
    return rc;
}
SH_EXPORT int __sigaction(int sig, const struct sigaction *act, struct sigaction *old)
    __attribute__((alias("sigaction"), leaf, nothrow));

static sighandler_t set_handler(int sig, sighandler_t handler, int flags, bool itself) {
    struct sigaction act = {.sa_handler = handler, .sa_flags = flags}, old;
    if (handler == SIG_ERR || sig < 1 || sig > SH_SIGNALS) {
        errno = EINVAL;
        return SIG_ERR;
    }
    if (itself)
        sigaddset(&act.sa_mask, sig);
    return sigaction(sig, &act, &old) == 0 ? old.sa_handler : SIG_ERR;
}

SH_EXPORT sighandler_t signal(int sig, sighandler_t handler) {
    if (!tabled())
        return sh_real(signal)(sig, handler);
    bool restarts = sig > 0 && sig <= SH_SIGNALS && !(interrupting & SH_SIG_BIT(sig));
    return set_handler(sig, handler, restarts ? SA_RESTART : 0, true);
}
SH_EXPORT sighandler_t bsd_signal(int sig, sighandler_t handler)
    __attribute__((alias("signal"), leaf, nothrow));
SH_EXPORT sighandler_t ssignal(int sig, sighandler_t handler)
    __attribute__((alias("signal"), leaf, nothrow));

SH_EXPORT sighandler_t __sysv_signal(int sig, sighandler_t handler) {
    if (!tabled())
        return sh_real(__sysv_signal)(sig, handler);
    return set_handler(sig, handler, (int)(SA_RESETHAND | SA_NODEFER), false);
}
SH_EXPORT sighandler_t sysv_signal(int sig, sighandler_t handler)
    __attribute__((alias("__sysv_signal"), leaf, nothrow));

SH_EXPORT int siginterrupt(int sig, int interrupt) {
    struct sigaction act;
    if (!tabled())
        return sh_real(siginterrupt)(sig, interrupt);
    if (sigaction(sig, NULL, &act) != 0)
        return -1;
    if (interrupt) {
        interrupting |= SH_SIG_BIT(sig);
        act.sa_flags &= ~SA_RESTART;
    } else {
        interrupting &= ~SH_SIG_BIT(sig);
        act.sa_flags |= SA_RESTART;
    }
    return sigaction(sig, &act, NULL);
}

static uint64_t bits(const sigset_t *set) {
    uint64_t mask;
    memcpy(&mask, set, sizeof mask);
    return mask;
}

static void show(sigset_t *set, uint64_t mask) {
    memset(set, 0, sizeof mask); /* the kernel's part of it, as the real call */
    memcpy(set, &mask, sizeof mask);
}

/* What the mask opens is delivered before the call comes back. */
static void set_mask(struct sh_task *t, uint64_t mask) {
    sh_sigs_mask(t, mask);
    if (sh_depth == 0 && t->sigs.queue) {
        int saved = errno;
        sh_sigs_deliver(t);
        errno = saved;
    }
}

static int change_mask(struct sh_task *t, int how, const sigset_t *set, sigset_t *old) {
    uint64_t before = t->sigmask, mask = set ? bits(set) : 0;
    if (set && how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
        return EINVAL;
    if (old)
        show(old, before);
    if (set)
        set_mask(t, how == SIG_BLOCK ? before | mask : how == SIG_UNBLOCK ? before & ~mask : mask);
    return 0;
}

SH_EXPORT int pthread_sigmask(int how, const sigset_t *set, sigset_t *old) {
    struct sh_task *t = masked();
    return t ? change_mask(t, how, set, old) : sh_real(pthread_sigmask)(how, set, old);
}

SH_EXPORT int sigprocmask(int how, const sigset_t *set, sigset_t *old) {
    struct sh_task *t = masked();
    if (!t)
        return sh_real(sigprocmask)(how, set, old);
    int rc = change_mask(t, how, set, old);
    if (rc == 0)
        return 0;
    errno = rc;
    return -1;
}

/* BSD's: the signals are 1 to 32, in an int. */
SH_EXPORT int sh_sigblock(int mask) __asm__("sigblock");
int sh_sigblock(int mask) {
    sigset_t set, old;
    sigemptyset(&set);
    memcpy(&set, &mask, sizeof mask);
    sigemptyset(&old);
    return sigprocmask(SIG_BLOCK, &set, &old) == 0 ? (int)bits(&old) : -1;
}
SH_EXPORT int sh_sigsetmask(int mask) __asm__("sigsetmask");
int sh_sigsetmask(int mask) {
    sigset_t set, old;
    sigemptyset(&set);
    memcpy(&set, &mask, sizeof mask);
    sigemptyset(&old);
    return sigprocmask(SIG_SETMASK, &set, &old) == 0 ? (int)bits(&old) : -1;
}

static int one(int how, int sig) {
    sigset_t set;
    sigemptyset(&set);
    return sigaddset(&set, sig) == 0 ? sigprocmask(how, &set, NULL) : -1;
}
SH_EXPORT int sh_sighold(int sig) __asm__("sighold");
int sh_sighold(int sig) {
    return one(SIG_BLOCK, sig);
}
SH_EXPORT int sh_sigrelse(int sig) __asm__("sigrelse");
int sh_sigrelse(int sig) {
    return one(SIG_UNBLOCK, sig);
}
SH_EXPORT int sh_sigignore(int sig) __asm__("sigignore");
int sh_sigignore(int sig) {
    struct sigaction act = {.sa_handler = SIG_IGN};
    return sigaction(sig, &act, NULL);
}
SH_EXPORT sighandler_t sh_sigset(int sig, sighandler_t handler) __asm__("sigset");
sighandler_t sh_sigset(int sig, sighandler_t handler) {
    struct sigaction old;
    sigset_t set, held;
    if (sig < 1 || sig > SH_SIGNALS || handler == SIG_ERR) {
        errno = EINVAL;
        return SIG_ERR;
    }
    sigemptyset(&set);
    sigaddset(&set, sig);
    if (sigprocmask(handler == SIG_HOLD ? SIG_BLOCK : SIG_UNBLOCK, NULL, &held) != 0)
        return SIG_ERR;
    struct sigaction act = {.sa_handler = handler};
    if (sigaction(sig, handler == SIG_HOLD ? NULL : &act, &old) != 0)
        return SIG_ERR;
    if (sigprocmask(handler == SIG_HOLD ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL) != 0)
        return SIG_ERR;
    return sigismember(&held, sig) ? SIG_HOLD : old.sa_handler;
}

SH_EXPORT int sigpending(sigset_t *set) {
    struct sh_task *t = masked();
    if (!t)
        return sh_real(sigpending)(set);
    sh_sigs_idle(); /* what others have sent, and all block */
    sh_sigs_collect();
    show(set, sh_sigs_pending(t) & t->sigmask);
    return 0;
}

/* Fibers share a kernel thread, which has one alternate stack: each switch gives it the task's. */
SH_EXPORT int sigaltstack(const stack_t *new, stack_t *old) {
    struct sh_task *t = masked();
    if (!t)
        return sh_real(sigaltstack)(new, old);
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    bool on = t->sigs.has_alt && here - (uintptr_t)t->sigs.alt.ss_sp < t->sigs.alt.ss_size;
    stack_t before = {.ss_flags = SS_DISABLE};
    if (t->sigs.has_alt)
        before = t->sigs.alt;
    if (on)
        before.ss_flags |= SS_ONSTACK;
    if (new) {
        stack_t ours;
        if (on) {
            errno = EPERM;
            return -1;
        }
        if (!t->sigs.has_alt && sh_real(sigaltstack)(NULL, &ours) == 0)
            t->sigs.ours = ours;
        bool off = new->ss_flags == SS_DISABLE;
        if (sh_real(sigaltstack)(off ? &t->sigs.ours : new, NULL) != 0)
            return -1;
        t->sigs.has_alt = !off;
        t->sigs.alt = *new;
    }
    if (old)
        *old = before;
    return 0;
}
