/* fork.c: a fork inside a task, and what its child says when it can never go on.
 *
 * The region is shared with the harness and with the parent, so the child must not go on in it. What
 * is in use of it is copied before the fork, after the program's own handlers of pthread_atfork; the
 * child puts that copy where the region was, so that no pointer changes. A child's child needs no
 * such copy: its parent's region is private already.
 */
#define _GNU_SOURCE
#include "fork.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "adopt.h"
#include "capture.h"
#include "carrier.h"
#include "fd.h"
#include "finish.h"
#include "preempt.h"
#include "race.h"
#include "stuck.h"
#include "sys.h"
#include "tag.h"
#include "task.h"
#include "timers.h"
#include "watch.h"

static SH_TLS bool forking; /* this thread stands in sh_fork_run() */

static struct {
    void *copy;     /* token: of the region, while a fork is under way */
    void *room;     /* token: addresses for the run's own region in the child */
    uint64_t key;   /* of this process among the run's; 0: the run itself */
    uint32_t tasks; /* how many the run had when it forked */
    uint32_t objects;
    uint64_t points;
    uint64_t made_points; /* points and tasks when this very process was made */
    uint32_t made_tasks;
    uint32_t forker;       /* task of the run */
    struct ds_stack where; /* where this process was made */
} child;

static void *reserve(uint64_t size) {
    long p = sh_sys6(SYS_mmap, 0, (long)size, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p < 0 && p > -4096 ? NULL : (void *)p;
}

static void copy_part(void *to, uint64_t off, uint64_t bytes) {
    memcpy((char *)to + off, (const char *)sh.region + off, bytes);
}

static void *copy_region(void) {
    const struct ds_region *r = sh.region;
    const struct ds_totals *totals = ds_totals(sh.engine);
    char *to = reserve(r->size);
    if (!to || sh_sys3(SYS_mprotect, (long)to, (long)r->size, PROT_READ | PROT_WRITE) != 0)
        return NULL;
    copy_part(to, 0, offsetof(struct ds_region, results));
    copy_part(to, offsetof(struct ds_region, modules), r->module_count * sizeof r->modules[0]);
    copy_part(to, offsetof(struct ds_region, stacks),
              (r->stack_count + 1) * sizeof(struct ds_stack));
    copy_part(to, r->tasks_off, totals->tasks * sizeof(struct ds_task_info));
    copy_part(to, r->places_off, (totals->objects + 1) * sizeof(struct ds_obj_place));
    ds_copy(sh.engine, to + r->engine_off);
    return to;
}

/* The last of all handlers before the fork. */
static void before(void) {
    if (!forking || sh.outer)
        return;
    child.copy = copy_region();
    child.room = child.copy ? reserve(sh.region->size) : NULL;
    if (!child.room)
        sh_stop(DS_STAGE_STOPPED, "no memory for the copy that a forked child needs");
}

static void drop_copy(void) {
    if (child.copy)
        sh_sys3(SYS_munmap, (long)child.copy, (long)sh.region->size, 0);
    if (child.room)
        sh_sys3(SYS_munmap, (long)child.room, (long)sh.region->size, 0);
    child.copy = child.room = NULL;
}

/* The first of all handlers after it. */
static void in_parent(void) {
    if (forking)
        drop_copy();
}

static void move_pages(void *from, void *to) {
    long p = sh_sys6(SYS_mremap, (long)from, (long)sh.region->size, (long)sh.region->size,
                     MREMAP_MAYMOVE | MREMAP_FIXED, (long)to, 0);
    if (p != (long)to)
        sh_exit_group(113); /* whatever we wrote now would be the parent's */
}

static void take_copy(void) {
    struct ds_region *r = sh.region;
    uint64_t size = r->size;
    move_pages(r, child.room);
    long p = sh_sys6(SYS_mremap, (long)child.copy, (long)size, (long)size,
                     MREMAP_MAYMOVE | MREMAP_FIXED, (long)r, 0);
    if (p != (long)r)
        sh_exit_group(113);
    sh.outer = child.room;
    child.copy = child.room = NULL;
}

static void in_child(void) {
    if (!forking)
        return;
    struct sh_task *t = sh_self;
    sh_depth++;
    sh_race_forked();
    if (!sh.outer) {
        take_copy();
        child.forker = t->id;
        child.tasks = ds_totals(sh.engine)->tasks;
        child.objects = ds_totals(sh.engine)->objects;
        child.points = ds_totals(sh.engine)->points;
    }
    child.made_points = ds_totals(sh.engine)->points;
    child.made_tasks = ds_totals(sh.engine)->tasks;
    child.key = t->fork_key;
    child.where = sh.region->stacks[t->fork_stack];
    sh.pid = (int)sh_sys3(SYS_getpid, 0, 0, 0);
    sh.region->plan.explain = 0;
    ds_keep_only(sh.engine, t->id, child.key);
    sh_tasks_forked(t);
    sh_carrier_forked();
    sh_adopt_forked();
    sh_preempt_forked();
    sh_timers_forget();
    sh_sigs_forget();
    sh_stuck_forked();
    sh.region->plan.monitor = 0;
    sh_point_forked();
    sh_watch_forked();
    sh_fds_forked(true, true);
    sh_depth--;
}

pid_t sh_fork_run(pid_t (*process)(void *), void *data, bool handlers) {
    struct sh_task *t = sh_self;
    sh_depth++;
    t->fork_stack = sh_capture();
    t->fork_key = ds_key_mix(child.key ^ ds_task_at(sh.engine, t->id)->key, ++t->forks);
    sh_depth--;
    forking = true;
    if (!handlers)
        before();
    pid_t pid = process(data);
    if (!handlers && pid == 0)
        in_child();
    else if (!handlers)
        in_parent();
    forking = false;
    if (pid > 0)
        sh_fds_forked(true, false);
    return pid;
}

void sh_fork_prepare(void) {
    pthread_atfork(before, in_parent, in_child);
}

static bool is_lock(unsigned op) {
    return op == DS_OP_MUTEX_LOCK || op == DS_OP_SPIN_LOCK || op == DS_OP_RW_RDLOCK ||
           op == DS_OP_RW_WRLOCK;
}

/* A task that is no more, and holds what T waits for; DS_NO_TASK if there is none. */
static uint32_t gone_holder(const struct ds_task_rec *t) {
    bool relock = t->want.op == DS_OP_COND_WAKE;
    uint32_t obj = relock ? t->want.obj2 : t->want.obj;
    uint32_t count = ds_totals(sh.engine)->tasks;
    for (uint32_t i = 0; (relock || is_lock(t->want.op)) && i < count; i++) {
        uint32_t state = ds_task_at(sh.engine, i)->state;
        if ((state == DS_TASK_GONE || state == DS_TASK_EXITED) && ds_holds(sh.engine, i, obj))
            return i;
    }
    return DS_NO_TASK;
}

/* Fills *REP with a wait of task I that can never end, whatever signals may come. */
static bool hopeless(uint32_t i, struct ds_child_report *rep) {
    const struct ds_task_rec *t = ds_task_at(sh.engine, i);
    if (t->state != DS_TASK_READY)
        return false;
    uint32_t holder = gone_holder(t);
    if (!t->self_wait && !t->in_cycle && holder == DS_NO_TASK)
        return false;
    uint32_t obj = t->want.op == DS_OP_COND_WAKE ? t->want.obj2 : t->want.obj;
    const struct ds_obj_rec *o = ds_obj_at(sh.engine, obj);
    if (holder == DS_NO_TASK && t->want.op != DS_OP_JOIN && o)
        holder = o->owner;
    *rep = (struct ds_child_report){
        .forker = child.forker,
        .key = child.key,
        .pid = sh.pid,
        .own_wait = t->self_wait,
        .task = i < child.tasks ? i : DS_NO_TASK,
        .holder = holder < child.tasks ? holder : DS_NO_TASK,
        .obj = t->want.op != DS_OP_JOIN && obj <= child.objects ? obj : DS_NO_OBJ,
        .op = t->want.op,
        .held_since = o && o->owner_seq <= child.points ? o->owner_seq : 0,
        .forked = child.where,
        .waits = sh.region->stacks[sh_task_info(i)->final_stack],
    };
    return true;
}

static void tell(const struct ds_child_report *rep) {
    for (unsigned i = 0; i < DS_MAX_CHILDREN; i++) {
        struct ds_child_report *to = &sh.outer->children[i];
        uint32_t state = DS_CHILD_FREE;
        if (!__atomic_compare_exchange_n(&to->state, &state, DS_CHILD_WRITING, false,
                                         __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            continue;
        to->forker = rep->forker;
        memcpy(&to->key, &rep->key, sizeof *rep - offsetof(struct ds_child_report, key));
        __atomic_store_n(&to->state, DS_CHILD_TOLD, __ATOMIC_RELEASE);
        return;
    }
}

void sh_fork_stuck(void) {
    struct ds_child_report rep;
    uint32_t count = ds_totals(sh.engine)->tasks;
    sh_dump_stacks();
    for (uint32_t i = 0; i < count; i++) {
        if (!hopeless(i, &rep))
            continue;
        tell(&rep);
        sh_exit_group(SH_STOPPED_STATUS);
    }
    sh_sigs_wait();
}

void sh_fork_give_up(const char *message) {
    struct ds_region *r = sh.outer;
    if (__atomic_fetch_add(&r->refused, 1, __ATOMIC_ACQ_REL) == 0)
        strncpy(r->message, message, sizeof r->message - 1);
    sh_exit_group(SH_STOPPED_STATUS);
}

/* Marks the report of PID, if it made one. */
static bool count_report(pid_t pid) {
    struct ds_region *r = sh.outer ? sh.outer : sh.region;
    for (unsigned i = 0; i < DS_MAX_CHILDREN; i++)
        if (__atomic_load_n(&r->children[i].state, __ATOMIC_ACQUIRE) == DS_CHILD_TOLD &&
            r->children[i].pid == pid) {
            r->children[i].state = DS_CHILD_COUNTS;
            return true;
        }
    return false;
}

void sh_fork_reaped(pid_t pid) {
    if (sh.controlled && !sh.ending && count_report(pid) && !sh.outer &&
        sh.region->stage == DS_STAGE_RUNNING)
        sh_stop(DS_STAGE_STOPPED, "");
}

void sh_fork_ended(void) {
    const struct ds_totals *t = ds_totals(sh.engine);
    uint32_t i = __atomic_fetch_add(&sh.outer->child_ends, 1, __ATOMIC_ACQ_REL);
    if (i >= DS_MAX_CHILD_ENDS)
        return;
    struct ds_child_end *to = &sh.outer->ends[i];
    to->pid = sh.pid;
    to->key = child.key;
    to->points = t->points - child.made_points;
    to->schedule_hash = t->schedule_hash;
    to->tasks = t->tasks - child.made_tasks;
    to->competed = t->competed;
    __atomic_store_n(&to->done, 1, __ATOMIC_RELEASE);
}

static bool reaped(pid_t pid) {
    return sh_sys3(SYS_kill, pid, 0, 0) == -ESRCH;
}

/* Sums, so that the order in which children ended does not matter. */
static void count_ends(struct ds_region *r) {
    uint32_t n = __atomic_load_n(&r->child_ends, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; n <= DS_MAX_CHILD_ENDS && i < n; i++) {
        const struct ds_child_end *end = &r->ends[i];
        if (!__atomic_load_n(&end->done, __ATOMIC_ACQUIRE) || !reaped(end->pid))
            continue;
        r->forked_points += end->points;
        r->forked_schedule += ds_key_mix(end->key, end->schedule_hash);
        r->forked_tasks += end->tasks;
        if (end->competed > r->forked_competed)
            r->forked_competed = end->competed;
    }
}

void sh_fork_settle(void) {
    struct ds_region *r = sh.region;
    if (!sh.outer)
        count_ends(r);
    for (unsigned i = 0; i < DS_MAX_CHILDREN && !sh.outer; i++)
        if (__atomic_load_n(&r->children[i].state, __ATOMIC_ACQUIRE) == DS_CHILD_TOLD &&
            reaped(r->children[i].pid))
            r->children[i].state = DS_CHILD_COUNTS;
}
