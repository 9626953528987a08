/* sigwait.c: waits for signals, taken as such or handled. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "../finish.h"
#include "../sys.h"
#include "../task.h"
#include "hook.h"

static uint64_t bits(const sigset_t *set) {
    uint64_t mask;
    memcpy(&mask, set, sizeof mask);
    return mask;
}

/* What reports show of a set: the standard signals, and in bit 0 whether there are others. */
static uint32_t shown(uint64_t set) {
    return (uint32_t)(set << 1 & 0xfffffffe) | (set >> 31 != 0);
}

static int wait_once(uint64_t set, int64_t deadline, void *site) {
    struct ds_request req = sh_request(DS_OP_SIGNAL_WAIT, sh_sigs_object(), DS_MISUSE_NONE);
    req.arg = shown(set);
    req.deadline = deadline;
    sh_sigs_changed();
    return sh_point(&req, NULL, site);
}

/* Takes a signal of SET for the running task: its number, or -1 with errno EAGAIN or EINTR. */
static int take(uint64_t set, siginfo_t *info, int64_t deadline, bool stubborn, void *site) {
    struct sh_task *t = sh_self;
    set &= ~(SH_SIG_BIT(SIGKILL) | SH_SIG_BIT(SIGSTOP) | SH_SIG_BIT(32) | SH_SIG_BIT(33));
    for (;;) {
        t->sigs.waits = set;
        int result = wait_once(set, deadline, site);
        bool handled = t->sigs.ran != SH_RAN_NOTHING;
        t->sigs.waits = 0;
        int sig = result == DS_OK ? sh_sigs_take(t, set, info) : 0;
        if (sig) {
            if (info->si_code == SI_TKILL)
                info->si_code = SI_USER; /* as libc has it */
            return sig;
        }
        if (result == DS_TIMEDOUT || (handled && !stubborn)) {
            errno = result == DS_TIMEDOUT ? EAGAIN : EINTR;
            return -1;
        }
    }
}

SH_EXPORT int sigwait(const sigset_t *set, int *sig) {
    if (!sh_enter(SH_SITE))
        return sh_real(sigwait)(set, sig);
    siginfo_t info;
    int saved = errno;
    *sig = take(bits(set), &info, DS_NEVER, true, SH_SITE);
    errno = saved;
    return 0;
}

SH_EXPORT int sigwaitinfo(const sigset_t *set, siginfo_t *info) {
    if (!sh_enter(SH_SITE))
        return sh_real(sigwaitinfo)(set, info);
    siginfo_t own;
    return take(bits(set), info ? info : &own, DS_NEVER, false, SH_SITE);
}

SH_EXPORT int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *time) {
    if (!sh_enter(SH_SITE))
        return sh_real(sigtimedwait)(set, info, time);
    siginfo_t own;
    uint32_t bad = 0;
    int64_t deadline = sh_deadline(CLOCK_MONOTONIC, time, &bad);
    if (bad || (time && time->tv_sec < 0)) {
        errno = EINVAL;
        return -1;
    }
    if (time)
        deadline += ds_now(sh.engine);
    return take(bits(set), info ? info : &own, deadline, false, SH_SITE);
}

/* Waits until a handler has run under MASK. */
static int suspend(uint64_t mask, void *site) {
    struct sh_task *t = sh_self;
    uint64_t handled = 0;
    for (int sig = 1; sig <= SH_SIGNALS; sig++)
        if (!(mask & SH_SIG_BIT(sig)) && (uintptr_t)sh_sigs_act(sig)->sa_handler > 1)
            handled |= SH_SIG_BIT(sig);
    t->sigs.restore = t->sigmask;
    t->sigs.restores = true;
    sh_sigs_mask(t, mask);
    do
        wait_once(handled, DS_NEVER, site);
    while (t->sigs.ran == SH_RAN_NOTHING);
    errno = EINTR;
    return -1;
}

SH_EXPORT int sigsuspend(const sigset_t *mask) {
    return sh_enter(SH_SITE) ? suspend(bits(mask), SH_SITE) : sh_real(sigsuspend)(mask);
}
SH_ALIAS_OF(__sigsuspend, sigsuspend);

/* A point of its own before the wait: a handler that runs there is one too early. */
SH_EXPORT int pause(void) {
    if (!sh_enter(SH_SITE))
        return sh_real(pause)();
    struct ds_request req = sh_request(DS_OP_SIGNAL_PAUSE, sh_sigs_object(), DS_MISUSE_NONE);
    sh_point(&req, NULL, SH_SITE);
    return suspend(sh_self->sigmask, SH_SITE);
}

static int pause_without(int sig, void *site) {
    if (sig < 1 || sig > SH_SIGNALS) {
        errno = EINVAL;
        return -1;
    }
    return suspend(sh_self->sigmask & ~SH_SIG_BIT(sig), site);
}

/* The header gives sigpause two meanings, by the names of two symbols. */
SH_EXPORT int sh_sigpause_bsd(int mask) __asm__("sigpause");
int sh_sigpause_bsd(int mask) {
    return sh_enter(SH_SITE) ? suspend((uint32_t)mask, SH_SITE) : sh_real(__sigpause)(mask, 0);
}
SH_EXPORT int __sigpause(int value, int is_sig) {
    if (!sh_enter(SH_SITE))
        return sh_real(__sigpause)(value, is_sig);
    return is_sig ? pause_without(value, SH_SITE) : suspend((uint32_t)value, SH_SITE);
}
SH_EXPORT int __xpg_sigpause(int sig) {
    return sh_enter(SH_SITE) ? pause_without(sig, SH_SITE) : sh_real(__sigpause)(sig, 1);
}
