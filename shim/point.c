/* point.c: the scheduling point: a hook announces an operation here, and comes back when the engine
 * has let it happen.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "adopt.h"
#include "capture.h"
#include "carrier.h"
#include "debug.h"
#include "finish.h"
#include "fork.h"
#include "race.h"
#include "shim.h"
#include "sigs.h"
#include "stuck.h"
#include "sys.h"
#include "task.h"
#include "watch.h"

struct sh_state sh;
SH_TLS int sh_depth;

struct ds_task_info *sh_task_info(uint32_t id) {
    return (struct ds_task_info *)((char *)sh.region + sh.region->tasks_off) + id;
}

bool sh_enter(void *site) {
    if (!sh.controlled || sh_depth != 0)
        return false;
    if (!sh_self)
        return sh_adopt();
    return !sh_runtime_module(site);
}

/* Has the parked task T show its stack, on behalf of SELF, which is running. */
static uint32_t stack_of(struct sh_task *self, struct sh_task *t) {
    t->dump = 1;
    t->dump_back = self;
    sh_transfer(self, t);
    return sh_task_info(t->id)->final_stack;
}

static uint64_t noted; /* token: events that note_misuse() has looked at */

/* Counts the misuse that the events since the last decision show, each with its stack. */
static void note_misuse(struct sh_task *self) {
    struct ds_region *r = sh.region;
    uint64_t last = ds_totals(sh.engine)->points;
    while (noted < last) {
        struct ds_event *ev = (struct ds_event *)(uintptr_t)ds_event_at(sh.engine, ++noted);
        if (!ev || ev->misuse == DS_MISUSE_NONE)
            continue;
        r->misuses++;
        if (r->first_misuse == 0)
            r->first_misuse = ev->seq;
        struct sh_task *t = sh_task_at(ev->task);
        if (ev->stack == 0 && t->started && !t->gone)
            ev->stack = t == self ? sh_capture() : stack_of(self, t);
    }
}

void sh_back_in(struct sh_task *t) {
    while (t->dump) {
        t->dump = 0;
        sh_task_info(t->id)->final_stack = sh_capture();
        sh_transfer(t, t->dump_back);
    }
    t->clock_reads = 0;
}

static bool has_exited(const struct sh_task *t) {
    uint32_t state = ds_task_at(sh.engine, t->id)->state;
    return state == DS_TASK_EXITED || state == DS_TASK_GONE;
}

/* Tasks whose exit is announced; the engine may perform it inside anybody's decision. */
static struct sh_task *ending; /* token; linked by next_ending in the order of announcement */

/* Frees the real threads of tasks whose exit the engine has performed, SELF aside. */
static void reap_ended(const struct sh_task *self) {
    struct sh_task **link = &ending;
    while (*link) {
        struct sh_task *t = *link;
        if (!has_exited(t)) {
            link = &t->next_ending;
            continue;
        }
        *link = t->next_ending;
        if (t != self)
            sh_release(t);
    }
}

void sh_point_forked(void) {
    ending = NULL;
    sh.current = sh_self->id;
    sh.region->running_task = sh.current;
}

/* Nothing here can ever go on: waits for what may come from outside. False: nothing can. */
static bool something_came(void) {
    if (sh_sigs_idle())
        return true;
    if (sh_watch_idle())
        return true;
    if (sh_sigs_stuck())
        sh_refuse("a signal for a thread that waits where no handler can run (a barrier, a once)");
    if (sh_adopt_wait())
        return true;
    if (sh.outer)
        sh_fork_stuck();
    return sh.outer != NULL;
}

/* A circle of waiters is closed for good, whatever those who are stuck in the kernel may do. */
static bool closed_circle(void) {
    uint32_t count = ds_totals(sh.engine)->tasks;
    for (uint32_t i = 0; i < count; i++) {
        const struct ds_task_rec *t = ds_task_at(sh.engine, i);
        if (t->state == DS_TASK_READY && (t->in_cycle || t->self_wait))
            return true;
    }
    return false;
}

static void chosen(const struct ds_decision *d) {
    struct sh_task *to = sh_task_at(d->task);
    to->result = d->result;
    to->value = d->value;
    to->seq = d->seq;
    sh.current = d->task;
    sh.region->running_task = d->task;
}

enum { TRY_EVERY = 1000 }; /* points, while others go on and on */

static struct sh_task *decide(struct sh_task *self, bool again) {
    struct ds_decision d = {.status = DS_ST_IDLE};
    bool now = again || (sh_stuck_any() && ds_totals(sh.engine)->points % TRY_EVERY == 0);
    for (;;) {
        enum sh_round round = now ? sh_stuck_round(self, again) : SH_ROUND_NONE;
        if (round == SH_ROUND_SELF)
            return NULL;
        if (round == SH_ROUND_CHOSEN)
            return self;
        again = false;
        sh_adopt_arrivals();
        sh_sigs_look();
        sh_watch_look();
        ds_next(sh.engine, &d);
        if (d.status == DS_ST_LIVELOCK && sh_stuck_any())
            sh_refuse("a task was stuck in the kernel until the bound on steps was reached");
        if (d.status == DS_ST_IDLE && !sh_stuck_any() && !sh_sigs_idle())
            sh_watch_idle();
        if (ds_totals(sh.engine)->draining && sh.region->stage == DS_STAGE_RUNNING)
            sh_drain_began();
        if (d.status != DS_ST_IDLE &&
            (d.status != DS_ST_DEADLOCK || (sh_stuck_any() ? closed_circle() : !something_came())))
            break;
        now = sh_stuck_any() && !sh_sigs_idle() && !sh_watch_look_outside();
    }
    sh_race_events();
    note_misuse(self);
    if (ending)
        reap_ended(self);
    if (d.status != DS_ST_RUN && d.status != DS_ST_DRAINED)
        sh_run_over(d.status);
    chosen(&d);
    return sh_task_at(d.task);
}

struct sh_task *sh_decide(struct sh_task *self) {
    return decide(self, false);
}

struct sh_task *sh_decide_on(struct sh_task *self) {
    return decide(self, true);
}

/* Calls that a signal never brings to an end: the same wait goes on after its handlers. */
static bool always_goes_on(unsigned op) {
    return op == DS_OP_MUTEX_LOCK || op == DS_OP_RW_RDLOCK || op == DS_OP_RW_WRLOCK ||
           op == DS_OP_SPIN_LOCK || op == DS_OP_JOIN;
}

int sh_point(struct ds_request *req, uint32_t *value, void *site) {
    int saved = errno;
    struct sh_task *t = sh_self;
    if (sh_stuck_through())
        sh_stuck_commit();
    sh_depth++;
    req->site = (uintptr_t)site;
    if (sh.torn && req->misuse == DS_MISUSE_NONE)
        req->misuse = sh_sigs_misuse(req->op, &req->stack);
    if (sh.region->plan.explain) {
        if (!req->stack)
            req->stack = sh_capture();
        sh_debug_point();
    }
    sh.region->heartbeat++;
    for (;;) {
        if (t->sigs.queue)
            sh_sigs_changed(); /* kept back while its last call was not to be torn */
        ds_post(sh.engine, t->id, req);
        struct sh_task *to = decide(t, false);
        if (to != t)
            sh_transfer(t, to);
        sh_back_in(t);
        int result = t->result;
        if (value)
            *value = t->value;
        /* The program's handlers run here, and nowhere else: no kernel frame lies below them. */
        if (sh_depth == 1 && (t->sigs.queue || sh_sigs_noted())) {
            sh_depth = 0;
            t->sigs.upon = req->op;
            enum sh_ran ran = sh_sigs_deliver(t);
            sh_depth = 1;
            t->sigs.ran = ran;
        } else {
            t->sigs.ran = SH_RAN_NOTHING;
        }
        if (result != DS_INTR || sh_depth > 1 || !always_goes_on(req->op)) {
            sh_depth--;
            errno = saved;
            return result;
        }
        sh_debug_point();
    }
}

void sh_task_end(struct sh_task *t) {
    struct ds_request req = {.op = DS_OP_EXIT, .deadline = DS_NEVER};
    if (sh_stuck_through())
        sh_stuck_commit();
    if (t->sigs.queue)
        sh_sigs_deliver(t);
    sh_depth++;
    sh_kernel_end(t);
    if (sh.region->plan.explain || ds_task_at(sh.engine, t->id)->held) {
        req.stack = sh_capture();
        sh_debug_point();
    }
    sh.region->heartbeat++;
    sh_sigs_end(t);
    sh_watch_left(UINTPTR_MAX); /* of a wait that a handler left by pthread_exit */
    ds_post(sh.engine, t->id, &req);
    struct sh_task **link = &ending;
    while (*link)
        link = &(*link)->next_ending;
    *link = t;
    t->next_ending = NULL;
    struct sh_task *to = decide(t, false);
    if (t->released) /* somebody who was stuck went on meanwhile */
        return;
    if (has_exited(t) && !t->host) {
        sh_transfer_last(t, to);
        return;
    }
    if (to != t)
        sh_transfer(t, to);
    if (t->released) /* its exit was performed meanwhile, and its kernel thread may go */
        return;
    sh_back_in(t);
    sh_depth--;
    sh_exit_program(0); /* DS_LAST: nobody else is left */
}

void sh_dump_stacks(void) {
    struct sh_task *self = sh_self;
    sh_depth++;
    const struct ds_totals *totals = ds_totals(sh.engine);
    for (uint32_t i = 0; i < totals->tasks; i++) {
        struct sh_task *t = sh_task_at(i);
        if (ds_task_at(sh.engine, i)->state != DS_TASK_READY || !t->started)
            continue;
        if (t == self) {
            sh_task_info(i)->final_stack = sh_capture();
            continue;
        }
        stack_of(self, t);
    }
    sh_depth--;
}
