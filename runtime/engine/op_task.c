/* op_task.c: threads: create, start, exit, join, detach, and the end of the process.
 *
 * Return codes are those of glibc 2.36, with one exception: two tasks that join each other, and a
 * second joiner beside a first, get the errors that POSIX and glibc's own sources name (EDEADLK,
 * EINVAL). The 2.36 library fails to note who joins, so that there both hang. A join registers
 * itself with its target when it blocks. A timed join ignores a time-out that is invalid.
 */
#include "internal.h"

static bool ended(const struct ds_task_rec *t) {
    return t->state == DS_TASK_EXITED || t->state == DS_TASK_GONE;
}

/* What a join of TARGET by T fails with, DS_OK if it does not. */
static int join_error(const struct ds_engine *e, uint32_t t, uint32_t target, uint16_t *misuse) {
    if (target >= e->tot.tasks) {
        *misuse = DS_MISUSE_NO_SUCH_THREAD;
        return DS_SRCH;
    }
    const struct ds_task_rec *rec = ds_task(e, target);
    if (ds_taskx(e, target)->joined) {
        *misuse = DS_MISUSE_DOUBLE_JOIN;
        return DS_SRCH;
    }
    if (rec->detached) {
        *misuse = DS_MISUSE_JOIN_DETACHED;
        return DS_INVAL;
    }
    if (target == t) {
        *misuse = DS_MISUSE_JOIN_SELF;
        return DS_DEADLK;
    }
    if (ds_task(e, t)->joiner == target && !ended(rec)) {
        *misuse = DS_MISUSE_JOIN_CYCLE;
        return DS_DEADLK;
    }
    if (rec->joiner != DS_NO_TASK && rec->joiner != t) {
        *misuse = DS_MISUSE_DOUBLE_JOIN;
        return DS_INVAL;
    }
    return DS_OK;
}

bool ds_join_can(const struct ds_engine *e, uint32_t t) {
    uint32_t target = ds_task(e, t)->want.obj;
    uint16_t misuse;
    return join_error(e, t, target, &misuse) != DS_OK || ended(ds_task(e, target));
}

static void join(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_request *w = &ds_task(e, t)->want;
    /* glibc's tryjoin looks whether the thread runs before it looks at anything else. */
    if (w->op == DS_OP_TRYJOIN && w->obj < e->tot.tasks && !ended(ds_task(e, w->obj))) {
        s->result = DS_BUSY;
        return;
    }
    s->result = join_error(e, t, w->obj, &s->misuse);
    if (w->op == DS_OP_TRYJOIN && s->misuse == DS_MISUSE_DOUBLE_JOIN && s->result == DS_SRCH)
        s->result = DS_BUSY; /* a descriptor that was freed does not look ended */
    if (s->result != DS_OK)
        return;
    struct ds_task_rec *target = ds_task(e, w->obj);
    s->from = target->exit_seq;
    target->joiner = DS_NO_TASK;
    target->state = DS_TASK_GONE;
    ds_taskx(e, w->obj)->joined = 1;
}

static void create(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    struct ds_request start = {.op = DS_OP_START, .deadline = DS_NEVER};
    struct ds_task_rec *rec = ds_task(e, t);
    uint32_t nth = ++rec->children;
    uint32_t child = ds_task_new(e, t, ds_key_mix(rec->key, nth));
    s->value = child;
    s->obj = child;
    if (child == DS_NO_TASK) {
        s->result = DS_FULL;
        return;
    }
    ds_task(e, child)->nth = nth;
    ds_task(e, child)->detached = rec->want.arg != 0;
    ds_task(e, child)->create_seq = ds_seq_next(e);
    ds_task_want(e, child, &start);
}

static void detach(struct ds_engine *e, uint32_t target, struct ds_step *s) {
    if (target >= e->tot.tasks) {
        s->misuse = DS_MISUSE_NO_SUCH_THREAD;
        s->result = DS_SRCH;
        return;
    }
    struct ds_task_rec *rec = ds_task(e, target);
    if (ds_taskx(e, target)->joined) {
        s->misuse = DS_MISUSE_DETACH_TWICE;
        s->result = DS_SRCH;
    } else if (rec->detached) {
        s->misuse = DS_MISUSE_DETACH_TWICE;
        s->result = DS_INVAL;
    } else if (rec->joiner != DS_NO_TASK) {
        s->misuse = DS_MISUSE_DETACH_TWICE; /* glibc says nothing and changes nothing */
    } else {
        rec->detached = 1;
        if (rec->state == DS_TASK_EXITED)
            rec->state = DS_TASK_GONE;
    }
}

/* A lock of Go's belongs to no task: another may still give it back. */
static bool is_go(const struct ds_obj_rec *o) {
    return (o->kind == DS_KIND_MUTEX && (o->arg & DS_MUTEX_GO) != 0) ||
           (o->kind == DS_KIND_RWLOCK && (o->arg & DS_RW_GO) != 0);
}

static void leave(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    struct ds_task_rec *rec = ds_task(e, t);
    ds_futex_died(e, t);
    ds_mutex_died(e, t);
    uint32_t hold = ds_taskx(e, t)->holds;
    while (hold != DS_NONE && is_go(ds_obj(e, ds_hold_rec(e, hold)->obj)))
        hold = ds_hold_rec(e, hold)->next_of_task;
    if (hold != DS_NONE) {
        const struct ds_obj_rec *o = ds_obj(e, ds_hold_rec(e, hold)->obj);
        bool deep = o->kind == DS_KIND_MUTEX && (o->arg & DS_MUTEX_TYPE) == DS_MUTEX_RECURSIVE &&
                    o->count > 0;
        s->obj2 = ds_hold_rec(e, hold)->obj;
        s->misuse = deep ? DS_MISUSE_RECURSION_MISMATCH : DS_MISUSE_HELD_AT_EXIT;
    }
    rec->exit_seq = ds_seq_next(e);
    if (e->live == 1 + e->daemons) {
        s->result = DS_LAST;
        return;
    }
    s->stay = true;
    ds_task_end(e, t, rec->detached ? DS_TASK_GONE : DS_TASK_EXITED);
}

static void end_process(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    s->stay = true;
    e->exiting = t;
    e->tot.draining = 1;
    e->drain_points = ds_seq_next(e);
    e->drain_start = e->tot.now;
    ds_task(e, t)->state = DS_TASK_READY;
}

void ds_task_run(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    const struct ds_task_rec *rec = ds_task(e, t);
    switch (rec->want.op) {
    case DS_OP_START:
        s->from = rec->create_seq;
        break;
    case DS_OP_CREATE:
        create(e, t, s);
        break;
    case DS_OP_EXIT:
        leave(e, t, s);
        break;
    case DS_OP_JOIN:
    case DS_OP_TRYJOIN:
        join(e, t, s);
        break;
    case DS_OP_DETACH:
        detach(e, rec->want.obj, s);
        break;
    case DS_OP_PROC_EXIT:
        end_process(e, t, s);
        break;
    case DS_OP_DRAIN:
        e->drains--;
        s->result = e->enabled > 0 ? DS_AGAIN : DS_OK;
        break;
    case DS_OP_GOEXIT_MAIN:
        s->result = DS_LAST;
        break;
    default: /* create-return, yield, preempt, sleep, clock: that it was chosen is all */
        break;
    }
}
