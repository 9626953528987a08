/* sigs_run.c: the kernel's side of signals, and how a handler of the program's is called. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <ucontext.h>

#include "capture.h"
#include "fd.h"
#include "finish.h"
#include "preempt.h"
#include "proc.h"
#include "real.h"
#include "sigs.h"
#include "sys.h"
#include "task.h"
#include "watch.h"

enum { NOTES = 256, RED_ZONE = 128 };
enum { RESTORER = 0x04000000 }; /* a flag that glibc adds, and shows */

/* A handler that a task is in. Lies on the stack that the handler came upon. */
struct sh_handling {
    struct sh_handling *outer;
    struct sh_task *task;
    uintptr_t sp;
    int sig;
    uint32_t upon; /* see sh_sigs_call() */
    uint32_t told; /* set of enum ds_unsafe */
    bool held;     /* nobody else is chosen while it can go on */
};

static struct {
    struct sigaction acts[SH_SIGNALS + 1]; /* the program's; token, but read by handlers */
    bool known[SH_SIGNALS + 1];
    stack_t host_alt; /* of the kernel thread that carries the fibers, without the program's */
    /* What came from outside. A slot is written by one handler and read by the token holder. */
    struct {
        uint32_t full; /* atomic */
        uint32_t task; /* that it was sent to, DS_NO_TASK */
        siginfo_t info;
    } notes[NOTES];
    uint32_t noted; /* atomic: slots ever taken */
    uint32_t read;  /* token: slots ever read */
    /* The end of a child, kept until nobody can go on, as what waitpid() waits for is. Token. */
    siginfo_t child;
    uint64_t child_since; /* points when it came; 0: none is kept */
} run;

int sh_call_on(int argc, char **argv, char **envp, int (*main)(int, char **, char **), void *sp);

bool sh_sigs_noted(void) {
    return __atomic_load_n(&run.noted, __ATOMIC_ACQUIRE) != run.read;
}

static void note(int sig, const siginfo_t *info) {
    uint32_t at = __atomic_fetch_add(&run.noted, 1, __ATOMIC_ACQ_REL) % NOTES;
    if (__atomic_load_n(&run.notes[at].full, __ATOMIC_ACQUIRE))
        return; /* so many at once are lost, as the kernel may lose them */
    run.notes[at].info = *info;
    run.notes[at].info.si_signo = sig;
    run.notes[at].task = info->si_code == SI_TKILL && sh_self ? sh_self->id : DS_NO_TASK;
    __atomic_store_n(&run.notes[at].full, 1, __ATOMIC_RELEASE);
}

/* The end of a child, for a program that does not care: nothing depends on when it came. */
static bool goes_unnoticed(int sig) {
    const struct sigaction *act = sh_sigs_act(sig);
    return act->sa_handler == SIG_IGN ||
           (act->sa_handler == SIG_DFL && sh_sigs_default_ignores(sig));
}

static bool of_child(const siginfo_t *info) {
    return info->si_signo == SIGCHLD && info->si_code > 0;
}

/* ORDERED: nobody else could go on, so that when it came does not matter. */
static void pass_on(uint32_t task, siginfo_t *info, bool ordered) {
    bool foreign = info->si_pid != sh.pid || info->si_code > 0;
    if (foreign && !ordered && !goes_unnoticed(info->si_signo))
        sh.region->adopted++; /* when it came is not our decision */
    sh_sigs_send(task == DS_NO_TASK ? NULL : sh_task_at(task), info->si_signo, info);
}

static void pass_on_child(bool ordered) {
    run.child_since = 0;
    pass_on(DS_NO_TASK, &run.child, ordered);
}

void sh_sigs_collect(void) {
    enum { KEPT_POINTS = 1000 };
    uint64_t points = ds_totals(sh.engine)->points;
    while (sh_sigs_noted()) {
        uint32_t at = run.read % NOTES;
        if (!__atomic_load_n(&run.notes[at].full, __ATOMIC_ACQUIRE))
            return; /* it is being written, on another kernel thread */
        siginfo_t info = run.notes[at].info;
        uint32_t task = run.notes[at].task;
        __atomic_store_n(&run.notes[at].full, 0, __ATOMIC_RELEASE);
        run.read++;
        if (!of_child(&info)) {
            pass_on(task, &info, false);
        } else if (!run.child_since) {
            run.child = info;
            run.child_since = points + 1;
        }
    }
    if (run.child_since && points >= run.child_since + KEPT_POINTS)
        pass_on_child(false);
}

/* A handler, or who waits for signals, could be told of a child's end. */
static bool children_matter(void) {
    uint32_t count = ds_totals(sh.engine)->tasks;
    if ((uintptr_t)sh_sigs_act(SIGCHLD)->sa_handler > (uintptr_t)SIG_IGN)
        return true;
    for (uint32_t i = 0; i < count; i++) {
        const struct ds_task_rec *t = ds_task_at(sh.engine, i);
        if (t->state == DS_TASK_READY && t->want.op == DS_OP_SIGNAL_WAIT)
            return true;
    }
    return false;
}

bool sh_sigs_child_kept(void) {
    return run.child_since != 0;
}

void sh_sigs_forget_child(void) {
    run.child_since = 0;
}

bool sh_sigs_of_children(void) {
    return children_matter() && sh_any_children() && sh_descendants_live();
}

bool sh_sigs_last(void) {
    static const struct timespec moment = {0, 100000};
    if (!children_matter() || !sh_any_children())
        return false;
    sh_sys6(SYS_ppoll, 0, 0, (long)&moment, 0, 0, 0);
    return sh_sigs_idle();
}

bool sh_sigs_idle(void) {
    static const struct timespec at_once = {0, 0};
    uint64_t all = ~(SH_SIG_BIT(DS_WATCH_SIGNAL) | SH_SIG_BIT(32) | SH_SIG_BIT(33));
    siginfo_t info;
    bool any = sh_sigs_noted();
    /* What all tasks block waits in the kernel, for a sigwait of the program's. */
    while (sh_sys6(SYS_rt_sigtimedwait, (long)&all, (long)&info, (long)&at_once, 8, 0, 0) > 0) {
        note(info.si_signo, &info);
        any = true;
    }
    if (any)
        sh_sigs_collect();
    if (run.child_since) {
        if (children_matter())
            sh_watch_children();
        pass_on_child(true);
        any = true;
    }
    return any;
}

void sh_sigs_wait(void) {
    uint64_t all = ~(SH_SIG_BIT(DS_WATCH_SIGNAL) | SH_SIG_BIT(32) | SH_SIG_BIT(33)), before;
    siginfo_t info;
    sh_block_signals(&before);
    if (!sh_sigs_noted() && sh_sys6(SYS_rt_sigtimedwait, (long)&all, (long)&info, 0, 8, 0, 0) > 0)
        note(info.si_signo, &info);
    sh_set_signals(&before);
}

bool sh_sigs_default_ignores(int sig) {
    return sig == SIGCHLD || sig == SIGURG || sig == SIGWINCH || sig == SIGCONT;
}

static bool stops(int sig) {
    return sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU || sig == SIGSTOP;
}

void sh_sigs_default(int sig) {
    struct sigaction act = {.sa_handler = SIG_DFL};
    uint64_t open = ~SH_SIG_BIT(sig), before;
    sh_depth++;
    if (!stops(sig))
        sh_note_fatal(sig);
    sh_real(sigaction)(sig, &act, NULL);
    sh_sys6(SYS_rt_sigprocmask, SIG_SETMASK, (long)&open, (long)&before, 8, 0, 0);
    sh_sys3(SYS_tgkill, sh_sys3(SYS_getpid, 0, 0, 0), sh_gettid(), sig);
    sh_set_signals(&before); /* it was stopped, and goes on */
    sh_depth--;
}

struct call {
    const struct sigaction *act;
    siginfo_t *info;
    void *context;
};

static int call(int unused, char **what, char **nothing) {
    const struct call *c = (void *)what;
    (void)unused, (void)nothing;
    if (c->act->sa_flags & SA_SIGINFO)
        c->act->sa_sigaction(c->info->si_signo, c->info, c->context);
    else
        c->act->sa_handler(c->info->si_signo);
    return 0;
}

/* Also when an exception or pthread_exit leaves the handler. */
static void leave(struct sh_handling *h) {
    if (h->task->sigs.handling != h)
        return; /* it was left by a jump, which has seen to that */
    if (h->held)
        ds_hold(sh.engine, h->task->id, -1);
    sh.torn -= h->upon != DS_OP_NONE;
    h->task->sigs.handling = h->outer;
}

/* Stack pointer for a handler that runs on T's alternate stack; 0: it runs where T stands. */
static uintptr_t alternate(const struct sh_task *t, const struct sigaction *act, uintptr_t sp) {
    uintptr_t low = (uintptr_t)t->sigs.alt.ss_sp;
    if (!(act->sa_flags & SA_ONSTACK) || !t->sigs.has_alt || sp - low < t->sigs.alt.ss_size)
        return 0;
    return (low + t->sigs.alt.ss_size) & ~(uintptr_t)15;
}

bool sh_unsafe_op(unsigned op) {
    bool on_thread = op >= DS_OP_CREATE && op <= DS_OP_DETACH && op != DS_OP_EXIT;
    bool on_object = op >= DS_OP_MUTEX_INIT && op <= DS_OP_ONCE_ABORT && op != DS_OP_SEM_POST;
    return on_thread || on_object;
}

static struct sh_handling *torn_one(void) {
    struct sh_handling *h = sh_self ? sh_self->sigs.handling : NULL;
    return h && h->upon != DS_OP_NONE ? h : NULL;
}

/* What lies above the handler differs from case to case, and has no part in it. */
static uint32_t handlers_stack(const struct sh_handling *h) {
    return sh_capture_below(h->held ? 0 : h->sp);
}

uint16_t sh_sigs_misuse(unsigned op, uint32_t *stack) {
    const struct sh_handling *h = torn_one();
    if (!h || !sh_unsafe_op(op))
        return DS_MISUSE_NONE;
    *stack = handlers_stack(h);
    return DS_MISUSE_SIGNAL_UNSAFE;
}

static void tell(const struct sh_handling *h, enum ds_unsafe what, uint16_t misuse, uint32_t stack,
                 void *site) {
    struct ds_request req = {.op = DS_OP_HANDLER,
                             .misuse = misuse,
                             .arg = (uint32_t)h->sig << 16 | what,
                             .stack = stack,
                             .deadline = DS_NEVER};
    sh_point(&req, NULL, site);
}

void sh_sigs_unsafe(enum ds_unsafe what, void *site) {
    struct sh_handling *h = torn_one();
    if (!h || !sh.controlled || sh_depth || sh_support_module(site) || h->told & 1u << what)
        return;
    h->told |= 1u << what;
    tell(h, what, DS_MISUSE_SIGNAL_UNSAFE, handlers_stack(h), site);
}

void sh_sigs_no_return(void) {
    for (struct sh_handling *h = sh_self ? sh_self->sigs.handling : NULL; h; h = h->outer) {
        sh.torn -= h->upon != DS_OP_NONE;
        h->upon = DS_OP_NONE;
    }
}

/* Nobody looks at it after SIGTERM, which its handler may have sent again; and the calls for semaphores
 * set it themselves when they were interrupted. */
static void errno_changed(const struct sh_handling *h, const struct sigaction *act) {
    uintptr_t handler = (uintptr_t)act->sa_handler;
    bool sets = h->upon >= DS_OP_SEM_INIT && h->upon <= DS_OP_SEM_GETVALUE;
    if (h->sig != SIGTERM && !sets)
        tell(h, DS_UNSAFE_ERRNO, DS_MISUSE_ERRNO_SPOILED, sh_capture_fault(handler),
             (void *)handler);
}

void sh_sigs_call(struct sh_task *t, const struct sigaction *act, siginfo_t *info, uint64_t mask,
                  void *context, uint32_t upon) {
    ucontext_t made;
    uintptr_t sp = (uintptr_t)__builtin_frame_address(0);
    uintptr_t top = context ? 0 : alternate(t, act, sp);
    struct sh_handling handling __attribute__((cleanup(leave))) = {.outer = t->sigs.handling,
                                                                   .task = t,
                                                                   .sp = sp,
                                                                   .sig = info->si_signo,
                                                                   .upon = upon,
                                                                   .held = context || top};
    struct call c = {act, info, context ? context : &made};
    int before = errno;
    t->sigs.handling = &handling;
    sh.torn += upon != DS_OP_NONE;
    if (handling.held)
        ds_hold(sh.engine, t->id, 1);
    if (!context) {
        memset(&made, 0, sizeof made);
        memcpy(&made.uc_sigmask, &mask, sizeof mask);
        made.uc_stack = t->sigs.alt;
        made.uc_mcontext.gregs[REG_RSP] = made.uc_mcontext.gregs[REG_RBP] = (greg_t)sp;
        made.uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)__builtin_return_address(0);
    }
    if (top)
        sh_call_on(0, (char **)(void *)&c, NULL, call, (void *)top);
    else
        call(0, (char **)(void *)&c, NULL);
    if (handling.upon != DS_OP_NONE && errno != before)
        errno_changed(&handling, act);
    /* A handler may choose what comes back. The kernel does not have the watch's signal. */
    const ucontext_t *after = c.context;
    uint64_t watch = mask & SH_SIG_BIT(DS_WATCH_SIGNAL);
    memcpy(&mask, &after->uc_sigmask, sizeof mask);
    sh_sigs_mask(t, mask | watch);
}

void sh_sigs_jump(uintptr_t sp) {
    struct sh_task *t = sh_self;
    while (t && t->sigs.handling && t->sigs.handling->sp < sp) {
        leave(t->sigs.handling);
        t->sigs.waits = 0;
        t->sigs.borrowed = t->sigs.restores = false;
        sh_watch_left(sp);
        sh_depth = 0; /* a fault may have come upon one of our own functions */
    }
}

/* A fault of the running instruction, or abort(), which does not come back to a point. */
static bool at_once(int sig, const siginfo_t *info) {
    if (sig == SIGABRT)
        return info->si_code == SI_TKILL && info->si_pid == sh.pid;
    return info->si_code > 0 && sh_fatal_signal(sig);
}

/* The handler runs in the middle of what T does: nobody else does, unless it waits. */
static void run_fault(struct sh_task *t, const struct sigaction *act, siginfo_t *info,
                      void *context) {
    uint64_t before = t->sigmask, more;
    int sig = info->si_signo;
    memcpy(&more, &act->sa_mask, sizeof more);
    sh_sigs_mask(t, before | more | (act->sa_flags & SA_NODEFER ? 0 : SH_SIG_BIT(sig)));
    sh_mask_enter(t); /* ours runs with all of them blocked */
    sh_sigs_call(t, act, info, before, context, DS_OP_NONE);
}

/* Not under control (before main, in a forked child, at the very end): as the kernel would. */
static void run_natively(const struct sigaction *act, siginfo_t *info, ucontext_t *uc) {
    uint64_t mask, more;
    memcpy(&mask, &uc->uc_sigmask, sizeof mask);
    memcpy(&more, &act->sa_mask, sizeof more);
    mask |= more | (act->sa_flags & SA_NODEFER ? 0 : SH_SIG_BIT(info->si_signo));
    sh_set_signals(&mask);
    call(0, (char **)(void *)&(struct call){act, info, uc}, NULL);
}

/* What the kernel calls for every signal that the program handles. */
static void on_signal(int sig, siginfo_t *info, void *context) {
    int saved = errno;
    struct sh_task *t = sh.controlled && !sh.ending ? sh_self : NULL;
    if (sh.controlled && !sh.ending && !at_once(sig, info)) {
        note(sig, info);
        errno = saved;
        return;
    }
    struct sigaction act = run.acts[sig];
    if (act.sa_flags & (int)SA_RESETHAND) {
        run.acts[sig].sa_handler = SIG_DFL;
        sh_sigs_install(sig);
    }
    if (act.sa_handler == SIG_DFL || act.sa_handler == SIG_IGN)
        return;
    if (t)
        run_fault(t, &act, info, context);
    else
        run_natively(&act, info, context);
    errno = saved;
}

static bool is_ours(const struct sigaction *act) {
    return sh_fatal_handler_is(act) || sh_preempt_handler_is(act) ||
           ((act->sa_flags & SA_SIGINFO) && act->sa_sigaction == on_signal);
}

struct sigaction *sh_sigs_act(int sig) {
    struct sigaction *act = &run.acts[sig];
    if (!run.known[sig]) {
        run.known[sig] = true;
        if (sh_real(sigaction)(sig, NULL, act) != 0 || is_ours(act))
            *act = (struct sigaction){.sa_handler = SIG_DFL};
    }
    return act;
}

int sh_sigs_install(int sig) {
    struct sigaction *act = &run.acts[sig], real = *act, now;
    if (act->sa_handler != SIG_DFL && act->sa_handler != SIG_IGN) {
        const int kept = SA_ONSTACK | SA_RESTART | SA_NOCLDSTOP | SA_NOCLDWAIT;
        real.sa_flags = (act->sa_flags & kept) | SA_SIGINFO;
        real.sa_sigaction = on_signal;
        sigfillset(&real.sa_mask);
    }
    if (sig == DS_WATCH_SIGNAL && sh_real(sigaction)(sig, NULL, &now) == 0 &&
        sh_preempt_handler_is(&now))
        return 0; /* the kernel's are our ticks; the program's come from itself */
    if (act->sa_handler == SIG_DFL && sh.controlled && sh_fatal_signal(sig)) {
        sh_fatal_install(sig);
        return 0;
    }
    int rc = sh_real(sigaction)(sig, &real, NULL);
    if (rc == 0 && sh_real(sigaction)(sig, NULL, &now) == 0) {
        act->sa_flags = (act->sa_flags & ~RESTORER) | (now.sa_flags & RESTORER);
        act->sa_restorer = now.sa_restorer;
    }
    return rc;
}

void sh_sigs_begin(void) {
    sh_sys3(SYS_sigaltstack, 0, (long)&run.host_alt, 0);
}

void sh_sigs_switch(const struct sh_task *from, const struct sh_task *to) {
    const stack_t *alt = to->sigs.has_alt ? &to->sigs.alt : &run.host_alt;
    (void)from;
    sh_sys3(SYS_sigaltstack, (long)alt, 0, 0);
}
