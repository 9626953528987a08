/* finish.c: how a run ends: the program's own exit with its drain, a verdict of the engine, a refused
 * call, or a fatal signal. All but the last leave by exit_group, and the region says how it was.
 */
#define _GNU_SOURCE
#include "finish.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <ucontext.h>

#include "capture.h"
#include "debug.h"
#include "fork.h"
#include "reach.h"
#include "real.h"
#include "sigs.h"
#include "sys.h"

static uint32_t count_live(void) {
    uint32_t live = 0;
    const struct ds_totals *totals = ds_totals(sh.engine);
    for (uint32_t i = 1; i < totals->tasks; i++) {
        const struct ds_task_rec *t = ds_task_at(sh.engine, i);
        if (!t->daemon && (t->state == DS_TASK_READY || t->state == DS_TASK_EXITED))
            live++;
    }
    return live;
}

/* Locks of the Go-like runtime that nobody gave back. */
static uint32_t count_held(void) {
    uint32_t objects = ds_totals(sh.engine)->objects, held = 0;
    for (uint32_t i = 1; i <= objects; i++) {
        const struct ds_obj_rec *o = ds_obj_at(sh.engine, i);
        bool mutex = o->kind == DS_KIND_MUTEX && (o->arg & DS_MUTEX_GO) != 0;
        bool rwlock = o->kind == DS_KIND_RWLOCK && (o->arg & DS_RW_GO) != 0;
        held += (mutex || rwlock) && (o->owner != DS_NO_TASK || (rwlock && o->count));
    }
    return held;
}

_Noreturn static void leave(enum ds_stage stage, int status) {
    sh.ending = true;
    sh.controlled = false;
    sh_fork_settle();
    sh.region->live = count_live();
    sh.region->held = count_held();
    sh.region->stage = stage;
    sh_debug_end();
    sh_exit_group(status);
}

static void set_message(const char *text) {
    struct ds_region *r = sh.region;
    if (r->message[0])
        return;
    strncpy(r->message, text, sizeof r->message - 1);
}

void sh_run_over(uint32_t status) {
    if (sh.outer)
        sh_fork_give_up("a child process made by fork did not end within the bounds of a run");
    if (status == DS_ST_LIVELOCK || status == DS_ST_FULL)
        sh_reach();
    if (status == DS_ST_DEADLOCK || status == DS_ST_LIVELOCK || status == DS_ST_FULL)
        sh_dump_stacks();
    leave(DS_STAGE_STOPPED, SH_STOPPED_STATUS);
}

void sh_stop(enum ds_stage stage, const char *message) {
    sh_depth++;
    if (sh.outer)
        sh_fork_give_up(message);
    set_message(message);
    if (sh_self)
        sh_task_info(sh_self->id)->final_stack = sh_capture();
    leave(stage, SH_STOPPED_STATUS);
}

void sh_refuse(const char *call) {
    sh_depth++;
    sh.region->refused++;
    sh_stop(DS_STAGE_STOPPED, call);
}

static uint64_t length_of(int fd) {
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : UINT64_MAX;
}

static bool has_ended(uint32_t task) {
    const struct ds_task_rec *t = task == DS_NO_TASK ? NULL : ds_task_at(sh.engine, task);
    return t && (t->state == DS_TASK_EXITED || t->state == DS_TASK_GONE);
}

/* A lock of a goroutine's that has ended, or a read lock of anybody's, is there for ever. */
static void note_locks_left(void) {
    for (uint32_t obj = 1; obj <= ds_totals(sh.engine)->objects; obj++) {
        const struct ds_obj_rec *o = ds_obj_at(sh.engine, obj);
        bool mutex = o->kind == DS_KIND_MUTEX && (o->arg & DS_MUTEX_GO);
        bool rwlock = o->kind == DS_KIND_RWLOCK && (o->arg & DS_RW_GO);
        if (((mutex || rwlock) && has_ended(o->owner)) || (rwlock && o->count > 0))
            sh.region->notes |= DS_NOTE_LOCK_LEFT;
    }
}

static bool announced; /* token: some task has come to the process's end, if not passed it */

/* Announces the process's end, and ends it when the drain is over. Until the end is chosen the others run
 * as before, and what becomes of them counts: exit is no barrier. */
_Noreturn static void end_process(void) {
    struct ds_request req = {.op = DS_OP_PROC_EXIT, .deadline = DS_NEVER};
    announced = true;
    sh_point(&req, NULL, NULL);
    if (count_live())
        sh_dump_stacks();
    note_locks_left();
    leave(DS_STAGE_DRAINED, (int)sh.region->exit_code);
}

void sh_drain_began(void) {
    struct ds_region *r = sh.region;
    r->exit_code = sh_task_at(ds_exiting(sh.engine))->exit_code;
    if (r->out_fd >= 0)
        r->out_end = length_of(1);
    if (r->err_fd >= 0)
        r->err_end = length_of(2);
    r->stage = DS_STAGE_EXITED;
}

/* The program has ended by itself (a child that fork made: just ends): lets the others go on for a while, then ends the process. */
_Noreturn static void drain_and_leave(void) {
    if (sh.outer) {
        sh_fork_ended();
        leave(DS_STAGE_DRAINED, (int)sh_self->exit_code);
    }
    sh_reach();
    /* Another task may stand in an exit of its own, in a handler: its exit ends here, not in libc. */
    atexit(sh_exit_again);
    at_quick_exit(sh_exit_again);
    end_process();
}

/* Registered before anything else, so it runs after all exit handlers and destructors. */
static void last_handler(void) {
    if (!sh.controlled || sh.ending)
        return;
    sh_depth++;
    fflush(NULL);
    sh_depth--;
    drain_and_leave();
}

/* The same for quick_exit, which flushes nothing. */
static void last_quick_handler(void) {
    if (sh.controlled && !sh.ending)
        drain_and_leave();
}

void sh_finish_prepare(void) {
    sh_fork_prepare();
    atexit(last_handler);
    at_quick_exit(last_quick_handler);
}

/* libc's own err() and error() end the program below the PLT. */
static void note_status(int status, void *unused) {
    (void)unused;
    if (sh.controlled && !sh.ending && sh_self)
        sh_self->exit_code = (uint32_t)status & 0xff;
}

void sh_finish_begin(void) {
    on_exit(note_status, NULL);
}

bool sh_same_process(void) {
    return sh_sys3(SYS_getpid, 0, 0, 0) == sh.pid;
}

void sh_exit_again(void) {
    if (sh.controlled && announced && !sh.outer)
        end_process();
}

/* A status that is an error is explained by where it was given. */
static void note_exit(int status) {
    sh_self->exit_code = (uint32_t)status & 0xff;
    if (sh_self->exit_code)
        sh_task_info(sh_self->id)->final_stack = sh_capture();
}

/* One task at a time ends the program: POSIX leaves a second call of exit undefined, and newer libcs
 * let it wait. It waits here, in steps, until the first one is through with its handlers. */
static void wait_for_other_exit(void) {
    static uint32_t exiter = DS_NO_TASK; /* token */
    while (sh.controlled && exiter != DS_NO_TASK && exiter != sh.current) {
        struct ds_request req = {.op = DS_OP_SLEEP, .deadline = ds_now(sh.engine) + 1000000};
        sh_point(&req, NULL, NULL);
        sh_exit_again();
    }
    exiter = sh.current;
}

void sh_exit_program(int status) {
    if (sh.controlled)
        note_exit(status);
    sh_exit_again();
    wait_for_other_exit();
    sh_sigs_no_return();
    sh_real(exit)(status);
    __builtin_unreachable();
}

void sh_exit_now(int status) {
    note_exit(status);
    if (sh.region->panic.kind != DS_PANIC_NONE && !sh.outer) {
        sh.region->exit_code = sh_self->exit_code;
        leave(DS_STAGE_PANICKED, status);
    }
    sh_exit_again();
    drain_and_leave();
}

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

void sh_note_fatal(int sig) {
    struct ds_region *r = sh.region;
    if (!sh.controlled)
        return;
    if (r->stage == DS_STAGE_EXITED)
        leave(DS_STAGE_DRAINED, (int)r->exit_code);
    r->fatal_signal = (uint32_t)sig;
    r->fatal_task = sh.current;
    r->fatal_addr = DS_NO_ADDR;
    r->fatal_stack = 0;
    if (ds_task_at(sh.engine, sh.current)->daemon) {
        r->fatal_task = 0; /* a timer's signal ends the program, wherever its tasks are */
        sh_dump_stacks();
    } else {
        r->fatal_stack = sh_capture();
    }
    r->live = count_live();
}

/* A signal that was sent has none, nor is it told of an address that no memory can have (SI_KERNEL). */
static uint64_t address_of(int sig, const siginfo_t *info) {
    bool memory =
        (sig == SIGSEGV || sig == SIGBUS) && info->si_code > 0 && info->si_code != SI_KERNEL;
    return memory ? (uint64_t)(uintptr_t)info->si_addr : DS_NO_ADDR;
}

/* Notes where the program died, then lets it die of the same signal. */
static void on_fatal(int sig, siginfo_t *info, void *context) {
    struct ds_region *r = sh.region;
    const ucontext_t *uc = context;
    if (sh.controlled && r->stage == DS_STAGE_EXITED)
        leave(DS_STAGE_DRAINED, (int)r->exit_code); /* the drain's own effects do not count */
    if (sh.controlled && r->fatal_signal == 0) {
        r->fatal_signal = (uint32_t)sig;
        r->fatal_task = sh.current;
        r->fatal_addr = address_of(sig, info);
        r->fatal_stack = sh_capture_fault((uint64_t)uc->uc_mcontext.gregs[REG_RIP]);
        r->live = count_live();
        sh_fork_settle();
    }
    if (info->si_code <= 0 && sig != SIGABRT)
        sh_sys3(SYS_tgkill, sh_sys3(SYS_getpid, 0, 0, 0), sh_gettid(), sig);
}

bool sh_fatal_handler_is(const struct sigaction *act) {
    return (act->sa_flags & SA_SIGINFO) && act->sa_sigaction == on_fatal;
}

bool sh_fatal_signal(int sig) {
    for (size_t i = 0; i < sizeof fatal_signals / sizeof fatal_signals[0]; i++)
        if (fatal_signals[i] == sig)
            return true;
    return false;
}

void sh_fatal_install(int sig) {
    struct sigaction act = {.sa_sigaction = on_fatal,
                            .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND | SA_NODEFER};
    sh_real(sigaction)(sig, &act, NULL);
}

enum { ALT_STACK = 64 * 1024 };

void *sh_fatal_stack_begin(void) {
    stack_t ss = {0};
    if (sh_real(sigaltstack)(NULL, &ss) != 0 || !(ss.ss_flags & SS_DISABLE))
        return NULL;
    void *mem = sh_real(mmap)(NULL, ALT_STACK, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mem == MAP_FAILED)
        return NULL;
    ss = (stack_t){.ss_sp = mem, .ss_size = ALT_STACK};
    sh_real(sigaltstack)(&ss, NULL);
    return mem;
}

void sh_fatal_stack_end(void *mem) {
    stack_t ss = {.ss_flags = SS_DISABLE};
    if (!mem)
        return;
    sh_real(sigaltstack)(&ss, NULL);
    sh_real(munmap)(mem, ALT_STACK);
}

void sh_fatal_prepare(void) {
    sh_fatal_stack_begin();
    for (size_t i = 0; i < sizeof fatal_signals / sizeof fatal_signals[0]; i++) {
        struct sigaction old;
        if (sh_real(sigaction)(fatal_signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sh_fatal_install(fatal_signals[i]);
    }
}
