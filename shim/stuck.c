/* stuck.c: takes the token from tasks that sleep in the kernel, and lets them try again. */
#define _GNU_SOURCE
#include "stuck.h"

#include <errno.h>

#include "capture.h"
#include "carrier.h"
#include "sys.h"

static struct {
    struct sh_task *first;  /* those that are stuck, in the order in which they got stuck */
    struct sh_task *probe;  /* the one that tries again: it has the token, unknown to the engine */
    struct sh_task *host;   /* who decides meanwhile */
    struct sh_task *cursor; /* who tries next in this round */
    bool failed;            /* the probe gave up */
} stuck;                    /* token */

bool sh_stuck_any(void) {
    return stuck.first != NULL;
}

void sh_stuck_forked(void) {
    stuck.first = stuck.probe = stuck.host = stuck.cursor = NULL;
}

static void take_out(struct sh_task *t) {
    struct sh_task **link = &stuck.first;
    while (*link && *link != t)
        link = &(*link)->next_stuck;
    if (*link)
        *link = t->next_stuck;
}

static void put_in(struct sh_task *t) {
    struct sh_task **link = &stuck.first;
    while (*link)
        link = &(*link)->next_stuck;
    t->next_stuck = NULL;
    *link = t;
}

/* The call is one of those that the region names. */
static void note_call(uint32_t call) {
    struct ds_region *r = sh.region;
    for (unsigned i = 0; i < DS_MAX_STUCK_CALLS; i++) {
        if (i == r->stuck_calls)
            r->stuck_call[r->stuck_calls++] = call;
        if (r->stuck_call[i] == call)
            return;
    }
}

bool sh_stuck_through(void) {
    return stuck.probe && stuck.probe == sh_self;
}

void sh_stuck_commit(void) {
    struct sh_task *t = sh_self;
    sh_depth++;
    take_out(t);
    stuck.probe = NULL;
    sh.region->heartbeat++;
    /* Nothing has happened since nobody else could run, so nobody else is to be chosen. */
    ds_hold(sh.engine, t->id, 1);
    ds_event_ready(sh.engine, t->id, true);
    struct sh_task *to = sh_decide(t);
    ds_hold(sh.engine, t->id, -1);
    if (to != t)
        sh_transfer(t, to);
    sh_back_in(t);
    sh_depth--;
}

enum sh_round sh_stuck_round(struct sh_task *self, bool again) {
    if (!stuck.first)
        return SH_ROUND_NONE;
    if (!again)
        stuck.cursor = stuck.first;
    while (stuck.cursor) {
        struct sh_task *t = stuck.cursor;
        stuck.cursor = t->next_stuck;
        stuck.probe = t;
        stuck.host = self;
        stuck.failed = false;
        sh.current = sh.region->running_task = t->id;
        if (t == self)
            return SH_ROUND_SELF;
        sh_transfer(self, t);
        sh_back_in(self);
        if (!stuck.failed)
            return SH_ROUND_CHOSEN;
        stuck.failed = false;
        sh.current = sh.region->running_task = self->id;
    }
    return SH_ROUND_OVER;
}

enum { SYSCALL_INSN = 0x050f };

static bool is_syscall(uint64_t pc) {
    return *(const uint16_t *)(uintptr_t)pc == SYSCALL_INSN;
}

/* Whether the interrupted code stands in the call that the harness saw; makes it begin again. */
static bool in_that_call(greg_t *regs) {
    const struct ds_stuck_ask *ask = &sh.region->ask;
    uint64_t pc = (uint64_t)regs[REG_RIP];
    bool same = (uint64_t)regs[REG_RSP] == ask->sp && (uint64_t)regs[REG_RDI] == ask->arg[0] &&
                (uint64_t)regs[REG_RSI] == ask->arg[1] && (uint64_t)regs[REG_RDX] == ask->arg[2];
    if (!same)
        return false;
    if (pc + 2 == ask->pc && is_syscall(pc) && regs[REG_RAX] == (greg_t)ask->call)
        return true; /* the kernel begins it again */
    if (pc != ask->pc || !is_syscall(pc - 2) || regs[REG_RAX] != -EINTR)
        return false;
    regs[REG_RIP] -= 2; /* one that the kernel never begins again after a handler */
    regs[REG_RAX] = (greg_t)ask->call;
    return true;
}

/* Gives the token away; comes back when the call is to be tried again. */
static void give_up(struct sh_task *t, const greg_t *regs) {
    struct sh_task *to;
    bool same = stuck.probe == t && t->stuck_pc == regs[REG_RIP] && t->stuck_sp == regs[REG_RSP];
    if (stuck.probe == t && !same)
        sh_stuck_commit(); /* that call went through, and the task got stuck in another */
    t->stuck_pc = regs[REG_RIP];
    t->stuck_sp = regs[REG_RSP];
    if (same && stuck.host != t) {
        stuck.probe = NULL;
        stuck.failed = true;
        to = stuck.host;
    } else if (same) {
        stuck.probe = NULL;
        to = sh_decide_on(t);
    } else {
        struct ds_request req = {
            .op = DS_OP_EVENT_WAIT, .arg = DS_WAIT_OUTSIDE, .deadline = DS_NEVER};
        if (sh.region->plan.explain)
            req.stack = sh_capture_fault((uint64_t)regs[REG_RIP]);
        note_call((uint32_t)sh.region->ask.call);
        sh.region->heartbeat++;
        put_in(t);
        ds_post(sh.engine, t->id, &req);
        to = sh_decide(t);
    }
    if (to && to != t)
        sh_transfer(t, to);
    sh_back_in(t);
}

bool sh_stuck_signal(ucontext_t *uc) {
    struct sh_task *t = sh_self;
    if (!sh.region->plan.monitor ||
        !__atomic_exchange_n(&sh.region->ask.asked, 0, __ATOMIC_ACQ_REL))
        return false;
    if (!t || sh_depth || t->vehicle != SH_KTHREAD || sh.current != t->id ||
        !in_that_call(uc->uc_mcontext.gregs))
        return true;
    sh_depth++;
    give_up(t, uc->uc_mcontext.gregs);
    sh_depth--;
    return true;
}
