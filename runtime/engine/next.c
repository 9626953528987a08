/* next.c: the heart: announce, find who can run, choose, perform. */
#include "strategy.h"

/* W is one of Go's operations, or announced in the middle of one. Those know no time-outs. */
static void post_go(struct ds_engine *e, uint32_t task, struct ds_request *w) {
    unsigned op = w->op;
    if (!ds_chan_post(e, task, w))
        w->op = DS_OP_NONE;
    if (op >= DS_OP_CHAN_MAKE) {
        w->deadline = DS_NEVER;
        w->bad_time = 0;
    }
    ds_task_want(e, task, w);
    /* What it takes up again may be over already. */
    if (w->op != op)
        ds_task(e, task)->woken = ds_op_can(e, task);
    if (w->op == DS_OP_DRAIN)
        ds_drain_begin(e, task);
}

void ds_post(struct ds_engine *e, uint32_t task, const struct ds_request *req) {
    struct ds_request copy = *req;
    if (task >= e->tot.tasks || ds_task(e, task)->state != DS_TASK_RUNNING)
        return;
    /* A handle that was read from the program's memory may be anything. */
    if (!ds_op_sane(e, req))
        copy = (struct ds_request){.op = DS_OP_NONE, .deadline = DS_NEVER, .site = copy.site};
    if (copy.op < DS_OP_CHAN_MAKE && ds_taskx(e, task)->chan == DS_NONE)
        ds_task_want(e, task, &copy);
    else
        post_go(e, task, &copy);
}

void ds_hold(struct ds_engine *e, uint32_t task, int delta) {
    struct ds_task_rec *t = ds_task(e, task);
    bool was = t->nopreempt > 0;
    if (delta < 0 && t->nopreempt < (uint32_t)-delta)
        t->nopreempt = 0;
    else
        t->nopreempt += (uint32_t)delta;
    e->holding += (uint32_t)(t->nopreempt > 0) - (uint32_t)was;
}

/* What T's announced operation could do now, as enum ds_can bits. */
static uint32_t can(const struct ds_engine *e, uint32_t t) {
    const struct ds_request *w = &ds_task(e, t)->want;
    /* Who ends a process that is ending already stays there: it never ends, nobody joins it. */
    if (w->op == DS_OP_PROC_EXIT && e->exiting != DS_NO_TASK)
        return 0;
    bool go = ds_op_can(e, t);
    bool late = w->deadline <= e->tot.now && ds_op_is_timed(w);
    if (!go && w->bad_time != 0 && ds_op_is_timed(w))
        return DS_CAN_BAD;
    if (w->op == DS_OP_COND_WAKE)
        late = late && ds_cond_late(e, t);
    if (w->op == DS_OP_FUTEX_SLEEP || w->op == DS_OP_FUTEX_PI_SLEEP)
        late = late && !go;
    if (!go && ds_taskx(e, t)->interrupted && (w->op != DS_OP_COND_WAKE || ds_cond_waits(e, t)))
        return DS_CAN_INTR;
    return (go ? DS_CAN_GO : 0u) | (late ? DS_CAN_LATE : 0u);
}

/* Makes the enabled list. What blocks for the first time registers itself as waiting, which may
 * change what others can do; the pass is then repeated. */
static void scan(struct ds_engine *e) {
    const uint32_t *live = ds_live(e);
    bool again;
    do {
        again = false;
        e->enabled = e->timed = e->events = 0;
        for (uint32_t i = 0; i < e->live; i++) {
            uint32_t t = live[i];
            struct ds_taskx *x = ds_taskx(e, t);
            if (ds_task(e, t)->state != DS_TASK_READY || t == e->exiting)
                continue;
            x->can = can(e, t);
            e->timed |= ds_task(e, t)->want.deadline != DS_NEVER;
            e->events |= ds_event_waits(ds_task(e, t));
            if (x->can != 0)
                ds_enabled(e)[e->enabled++] = t;
            if ((x->can & DS_CAN_GO) == 0 && x->blocked == 0) {
                x->blocked = 1;
                again |= ds_op_block(e, t);
            }
        }
    } while (again);
    if (e->enabled > e->tot.competed)
        e->tot.competed = e->enabled;
}

/* A task that had to be pre-empted by the timer spins on what another task must do: it goes on only
 * when nobody else can do more than yield. For others may wait, in loops, for what it computes.
 * Returns true if the enabled list holds nobody but such tasks. */
static bool put_spinners_last(struct ds_engine *e) {
    uint32_t *list = ds_enabled(e), kept = 0, yields = 0;
    for (uint32_t i = 0; i < e->enabled; i++) {
        kept += ds_task(e, list[i])->want.op != DS_OP_PREEMPT;
        yields += ds_task(e, list[i])->want.op == DS_OP_YIELD;
    }
    if (kept == yields)
        return kept == 0 && e->enabled > 0;
    for (uint32_t i = kept = 0; i < e->enabled; i++)
        if (ds_task(e, list[i])->want.op != DS_OP_PREEMPT)
            list[kept++] = list[i];
    e->enabled = kept;
    return false;
}

static uint32_t held_task(const struct ds_engine *e) {
    for (uint32_t i = 0; e->holding > 0 && i < e->enabled; i++)
        if (ds_task(e, ds_enabled(e)[i])->nopreempt > 0)
            return ds_enabled(e)[i];
    return DS_NO_TASK;
}

static uint32_t least_recent(const struct ds_engine *e) {
    uint32_t best = ds_enabled(e)[0];
    for (uint32_t i = 1; i < e->enabled; i++)
        if (ds_taskx(e, ds_enabled(e)[i])->last_run < ds_taskx(e, best)->last_run)
            best = ds_enabled(e)[i];
    return best;
}

/* Strict turns can keep two tasks in step for ever, each undoing what the other waits for, as two
 * calls of std::lock do; no machine would. So one step in four goes to anybody. It follows from the
 * number of the step alone, and nobody waits for ever either. */
static uint32_t fair_task(const struct ds_engine *e) {
    uint64_t r = ds_key_mix(e->tot.points, e->enabled) >> 8;
    return r % 4 ? least_recent(e) : ds_enabled(e)[(r >> 8) % e->enabled];
}

static uint32_t choose_task(struct ds_engine *e) {
    if (e->tot.draining || e->drains > 0)
        return least_recent(e);
    if (e->fair && e->enabled > 1)
        return fair_task(e);
    if (e->enabled >= 2)
        e->tot.decisions++;
    return ds_enabled(e)[ds_choose(e, DS_CHOICE_TASK, ds_enabled(e), e->enabled)];
}

static bool in_vain(unsigned op, const struct ds_step *s) {
    /* Cut short, or of no length. */
    if (op == DS_OP_SLEEP && ((s->flags & DS_EV_EARLY) != 0 || (s->flags & DS_EV_BLOCKED) == 0))
        return true;
    return ds_op_got_nothing(op, s->result, s->flags);
}

/* Whether the operation that T was chosen for ends by its deadline. */
static bool times_out(struct ds_engine *e, uint32_t t) {
    static const uint32_t both[2] = {0, 1};
    uint32_t bits = ds_taskx(e, t)->can;
    if ((bits & DS_CAN_LATE) == 0)
        return false;
    if ((bits & DS_CAN_GO) == 0)
        return true;
    return ds_taskx(e, t)->blocked && ds_choose(e, DS_CHOICE_TIMEOUT, both, 2) == 1;
}

static uint16_t common_flags(const struct ds_engine *e, uint32_t t, const struct ds_request *w) {
    unsigned flags = ds_task(e, t)->woken_flags;
    flags |= w->deadline != DS_NEVER ? DS_EV_TIMED : 0;
    flags |= e->tot.draining ? DS_EV_DRAIN : 0;
    flags |= e->fair && !e->tot.draining ? DS_EV_FAIR : 0;
    flags |= ds_taskx(e, t)->blocked ? DS_EV_BLOCKED : 0;
    flags |= e->enabled >= 2 ? DS_EV_CONTENDED : 0;
    return (uint16_t)flags;
}

/* Performs what T announced, and records it. */
static void perform(struct ds_engine *e, uint32_t t, struct ds_step *s) {
    struct ds_task_rec *rec = ds_task(e, t);
    struct ds_request w = rec->want;
    bool late = times_out(e, t);
    *s = (struct ds_step){.obj = w.obj,
                          .obj2 = w.obj2,
                          .arg = w.arg,
                          .misuse = w.misuse,
                          .flags = common_flags(e, t, &w)};
    if (ds_strategy_of(e)->perform)
        ds_strategy_of(e)->perform(e, t);
    if (ds_taskx(e, t)->blocked)
        ds_op_unblock(e, t);
    e->streak = t == e->current && e->enabled >= 2 ? e->streak + 1 : 0;
    e->tot.switches += t != e->current;
    e->current = t;
    rec->state = DS_TASK_RUNNING;
    rec->self_wait = 0;
    if (rec->in_cycle)
        ds_graph_again(e);
    e->idle = 0;
    if (late && w.op == DS_OP_COND_WAKE)
        ds_cond_expire(e, t);
    if (late && w.op != DS_OP_COND_WAKE && w.op != DS_OP_SLEEP)
        s->result = DS_TIMEDOUT;
    else if (ds_taskx(e, t)->can == DS_CAN_BAD)
        s->result = DS_INVAL;
    else if (ds_taskx(e, t)->can == DS_CAN_INTR)
        ds_event_interrupt(e, t, s);
    else
        ds_op_run(e, t, s);
    if ((s->result == DS_TIMEDOUT || w.op == DS_OP_SLEEP) && rec->jumped > 0)
        s->flags |= DS_EV_EARLY;
    ds_record(e, t, &w, s);
    rec->events++;
    ds_taskx(e, t)->last_run = e->tot.points;
    /* A loop that polls by calls which succeed (lock, look, unlock) shows by its length only. */
    bool polls = in_vain(w.op, s) || e->streak >= DS_LONG_STREAK;
    e->streak = polls ? 0 : e->streak;
    if (polls && ds_strategy_of(e)->idle)
        ds_strategy_of(e)->idle(e, t);
}

static uint32_t over(struct ds_engine *e, struct ds_decision *dec, enum ds_status status) {
    *dec = (struct ds_decision){.status = status, .task = DS_NO_TASK, .seq = e->tot.points};
    if (status == DS_ST_DRAINED)
        dec->task = e->exiting;
    e->tot.status = status;
    return status;
}

/* Whether a bound ends the run here; enters the fair continuation when its time has come. */
static enum ds_status bounds(struct ds_engine *e) {
    if (e->full)
        return DS_ST_FULL;
    if (e->diverged)
        return DS_ST_DIVERGED;
    if (e->tot.draining) {
        bool cut = e->tot.points - e->drain_points >= e->cfg.drain_steps ||
                   e->tot.now - e->drain_start > e->cfg.drain_ns;
        if (cut && e->enabled > 0)
            e->tot.limits |= DS_LIMIT_DRAIN;
        return cut ? DS_ST_DRAINED : DS_ST_RUN;
    }
    if (e->tot.points >= e->cfg.max_steps) {
        e->fair = 1;
        e->tot.limits |= DS_LIMIT_STEPS;
        if (e->tot.points - e->cfg.max_steps >= e->cfg.max_fair_steps)
            return DS_ST_LIVELOCK;
    }
    return DS_ST_RUN;
}

void ds_next(struct ds_engine *e, struct ds_decision *dec) {
    for (;;) {
        scan(e);
        enum ds_status status = bounds(e);
        if (status != DS_ST_RUN) {
            over(e, dec, status);
            return;
        }
        bool stuck = put_spinners_last(e) || e->enabled == 0;
        uint32_t t = e->drains > 0 ? ds_drain_over(e, false) : DS_NO_TASK;
        if (stuck && t == DS_NO_TASK) {
            if (e->events && !e->idle) {
                e->idle = 1;
                over(e, dec, DS_ST_IDLE);
                return;
            }
            if (ds_time_skip(e))
                continue;
            if (e->drains > 0)
                t = ds_drain_over(e, true);
        }
        if (e->enabled == 0 && t == DS_NO_TASK) {
            over(e, dec, e->tot.draining ? DS_ST_DRAINED : DS_ST_DEADLOCK);
            return;
        }
        if (t == DS_NO_TASK)
            t = held_task(e);
        if (t == DS_NO_TASK) {
            if (ds_time_jump(e) || ds_time_spurious(e)) {
                scan(e);
                put_spinners_last(e);
            }
            if (e->diverged)
                continue;
            t = choose_task(e);
        }
        if (e->diverged)
            continue;
        struct ds_step s;
        perform(e, t, &s);
        if (s.stay || e->diverged || e->full)
            continue;
        *dec = (struct ds_decision){.status = DS_ST_RUN,
                                    .task = t,
                                    .result = s.result,
                                    .value = s.value,
                                    .seq = e->tot.points};
        e->tot.status = DS_ST_RUN;
        return;
    }
}
