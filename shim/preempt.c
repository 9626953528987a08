/* preempt.c: pre-empts a busy loop on plain memory, which would never reach a scheduling point.
 *
 * A timer on the process's CPU time ticks; two ticks without a point between them mean a busy loop.
 * The handler switches nothing itself: it makes the interrupted code call sh_preempt_now() as a
 * plain function when the handler has returned, so no kernel frame lies across a switch. That
 * happens only if the interrupted address and all return addresses lie in the program's own
 * modules; inside libc or an allocator it waits for the next tick. The seed is marked: where it
 * was pre-empted depends on the machine.
 */
#define _GNU_SOURCE
#include "preempt.h"

#include <cpuid.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <unwind.h>

#include "capture.h"
#include "real.h"
#include "stuck.h"
#include "sys.h"
#include "task.h"

void sh_preempt_entry(void); /* preempt_x86_64.S */
uint32_t sh_xsave_size;      /* read by it */
void sh_preempt_now(void);   /* called by it */

enum { RED_ZONE = 128 };

static struct {
    bool ours;          /* set before main: the signal's handler is */
    bool armed;         /* token */
    uint64_t last_beat; /* handler only */
    int timer;          /* token; the kernel's number */
    uint64_t period_ns; /* token */
} preempt;

struct walk {
    uint64_t pc;
    bool found, foreign;
};

static _Unwind_Reason_Code check_frame(struct _Unwind_Context *ctx, void *arg) {
    struct walk *w = arg;
    uint64_t pc = _Unwind_GetIP(ctx);
    if (!w->found) {
        w->found = pc == w->pc;
        if (!w->found)
            return _URC_NO_REASON;
    }
    if (sh_program_module((const void *)pc))
        return _URC_NO_REASON;
    /* Below the program's frames stand only ours and libc's start of a thread. */
    w->foreign = sh_module_of(pc) != sh_module_of((uintptr_t)sh_preempt_entry);
    return _URC_END_OF_STACK;
}

static bool in_program_code(uint64_t pc) {
    struct walk w = {.pc = pc};
    _Unwind_Backtrace(check_frame, &w);
    return w.found && !w.foreign && sh_program_module((const void *)pc);
}

/* The timer ticks after FIRST_NS of CPU time, then every PERIOD_NS. */
static void set_timer(uint64_t first_ns, uint64_t period_ns) {
    struct itimerspec when = {
        .it_value = {(time_t)(first_ns / 1000000000), (long)(first_ns % 1000000000)},
        .it_interval = {(time_t)(period_ns / 1000000000), (long)(period_ns % 1000000000)}};
    sh_sys6(SYS_timer_settime, preempt.timer, 0, (long)&when, 0, 0, 0);
}

static void on_tick(int sig, siginfo_t *info, void *context) {
    if (!sh.controlled || sh.ending)
        return;
    int saved = errno;
    struct ds_region *r = sh.region;
    ucontext_t *uc = context;
    if (info->si_code != SI_TIMER && sh_stuck_signal(uc)) {
        errno = saved;
        return;
    }
    if (info->si_code != SI_TIMER) { /* the watchdog asks where we stand, before it ends us */
        r->stuck_stack = sh_capture_fault((uint64_t)uc->uc_mcontext.gregs[REG_RIP]);
        errno = saved;
        return;
    }
    struct sh_task *holder = sh_task_at(sh.current);
    if (sh_self != holder) {
        if (holder->vehicle == SH_KTHREAD)
            sh_sys3(SYS_tgkill, sh_sys3(SYS_getpid, 0, 0, 0), holder->tid, sig);
        errno = saved;
        return;
    }
    bool moved = r->heartbeat != preempt.last_beat;
    preempt.last_beat = r->heartbeat;
    if (!moved && sh_depth == 0 && ds_others_waiting(sh.engine, sh.current)) {
        greg_t *regs = uc->uc_mcontext.gregs;
        sh_depth++;
        bool good = in_program_code((uint64_t)regs[REG_RIP]);
        if (!good)
            set_timer(1000000, preempt.period_ns); /* look again soon: it may be out of libc then */
        if (good) {
            uint64_t *sp = (uint64_t *)(regs[REG_RSP] - RED_ZONE);
            *--sp = (uint64_t)regs[REG_RIP];
            regs[REG_RSP] = (greg_t)(uintptr_t)sp;
            regs[REG_RIP] = (greg_t)(uintptr_t)sh_preempt_entry;
        }
        sh_depth--;
    }
    errno = saved;
}

void sh_preempt_now(void) {
    struct ds_request req = {.op = DS_OP_PREEMPT, .deadline = DS_NEVER, .stack = sh_capture()};
    sh.region->preempted++;
    sh_point(&req, NULL, NULL);
}

void sh_preempt_prepare(void) {
    uint32_t a, b = 0, c, d;
    if (__get_cpuid_count(0xd, 0, &a, &b, &c, &d))
        sh_xsave_size = b;
    struct sigaction old, act = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_RESTART};
    preempt.ours = sh_real(sigaction)(DS_WATCH_SIGNAL, NULL, &old) == 0 &&
                   old.sa_handler == SIG_DFL &&
                   sh_real(sigaction)(DS_WATCH_SIGNAL, &act, NULL) == 0;
}

bool sh_preempt_handler_is(const struct sigaction *act) {
    return (act->sa_flags & SA_SIGINFO) && act->sa_sigaction == on_tick;
}

void sh_preempt_arm(void) {
    uint32_t ms = sh.region->plan.busy_ms;
    struct sigaction now;
    if (preempt.armed || ms == 0 || sh_xsave_size == 0 || !preempt.ours)
        return;
    preempt.armed = true;
    if (sh_real(sigaction)(DS_WATCH_SIGNAL, NULL, &now) != 0 || !sh_preempt_handler_is(&now))
        return; /* the program uses the signal itself: there is no pre-emption then */
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = DS_WATCH_SIGNAL};
    if (sh_sys3(SYS_timer_create, CLOCK_PROCESS_CPUTIME_ID, (long)&ev, (long)&preempt.timer) != 0)
        return;
    preempt.period_ns = ms * 500000ull;
    set_timer(preempt.period_ns, preempt.period_ns);
}

void sh_preempt_forked(void) {
    preempt.armed = false;
}
