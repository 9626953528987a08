/* time.c: how virtual time jumps, and what patience forbids.
 *
 * When nobody can run, time passes to the earliest deadline. While somebody can, a sleeper or a
 * timed wait may still be let go early, the clock jumping to its deadline; but for every armed
 * deadline the sum of what was jumped over since it was armed stays within its patience.
 */
#include "internal.h"

static bool armed(const struct ds_engine *e, uint32_t t) {
    const struct ds_task_rec *rec = ds_task(e, t);
    const struct ds_request *w = &rec->want;
    if (rec->state != DS_TASK_READY || t == e->exiting || w->deadline == DS_NEVER ||
        w->deadline <= e->tot.now || w->bad_time != 0 || ds_taskx(e, t)->interrupted)
        return false;
    bool told =
        w->op == DS_OP_COND_WAKE || w->op == DS_OP_FUTEX_SLEEP || w->op == DS_OP_FUTEX_PI_SLEEP;
    return !told || (!rec->woken && !ds_taskx(e, t)->expired);
}

bool ds_time_skip(struct ds_engine *e) {
    int64_t earliest = DS_NEVER;
    /* With the program's own tasks gone, what its timers would still do is of no interest. */
    bool served = (!e->tot.draining && e->drains == 0) ||
                  e->live > e->daemons + e->drains + (e->tot.draining != 0);
    for (uint32_t i = 0; i < e->live; i++) {
        uint32_t t = ds_live(e)[i];
        if (ds_task(e, t)->daemon && !served)
            continue;
        if (armed(e, t) && ds_task(e, t)->want.deadline < earliest)
            earliest = ds_task(e, t)->want.deadline;
    }
    if (earliest == DS_NEVER)
        return false;
    if (earliest > ds_drain_limit(e)) {
        e->tot.limits |= DS_LIMIT_DRAIN;
        return false;
    }
    e->tot.now = earliest;
    return true;
}

/* How far the clock may jump without passing any armed deadline's patience. */
static int64_t allowance(const struct ds_engine *e, bool *any) {
    int64_t most = DS_NEVER;
    *any = false;
    for (uint32_t i = 0; i < e->live; i++) {
        uint32_t t = ds_live(e)[i];
        if (!armed(e, t))
            continue;
        const struct ds_task_rec *rec = ds_task(e, t);
        bool sleeps = rec->want.op == DS_OP_SLEEP;
        int64_t left = (sleeps ? e->cfg.sleep_patience_ns : e->cfg.patience_ns) - rec->jumped;
        if (rec->want.deadline - e->tot.now > left && left < most)
            most = left;
        *any = true;
    }
    for (uint32_t a = 0; a < e->alarms && *any; a++) {
        const struct ds_alarm_rec *rec = ds_alarm_rec(e, a);
        int64_t left = e->cfg.patience_ns - rec->jumped;
        if (rec->deadline != DS_NEVER && rec->deadline - e->tot.now > left && left < most)
            most = left;
    }
    return most;
}

static void jump_to(struct ds_engine *e, int64_t target) {
    for (uint32_t i = 0; i < e->live; i++) {
        struct ds_task_rec *rec = ds_task(e, ds_live(e)[i]);
        if (!armed(e, ds_live(e)[i]))
            continue;
        int64_t until = rec->want.deadline < target ? rec->want.deadline : target;
        rec->jumped += until - e->tot.now;
    }
    for (uint32_t a = 0; a < e->alarms; a++) {
        struct ds_alarm_rec *rec = ds_alarm_rec(e, a);
        int64_t until = rec->deadline < target ? rec->deadline : target;
        if (rec->deadline != DS_NEVER && until > e->tot.now)
            rec->jumped += until - e->tot.now;
    }
    e->tot.now = target;
}

/* Timers are the kernel's and never late: no jump passes the moment that a daemon waits for. */
static int64_t next_timer(const struct ds_engine *e) {
    int64_t next = DS_NEVER;
    for (uint32_t i = 0; i < e->live && e->daemons > 0; i++) {
        const struct ds_task_rec *rec = ds_task(e, ds_live(e)[i]);
        if (rec->daemon && ds_taskx(e, ds_live(e)[i])->can != 0)
            return e->tot.now; /* it may be about to wait for an earlier one */
        if (rec->daemon && rec->want.deadline < next)
            next = rec->want.deadline;
    }
    return next;
}

bool ds_time_jump(struct ds_engine *e) {
    uint32_t *alts = ds_at(e, e->path_off), n = 1;
    bool any;
    if (!e->timed || ds_in_turns(e))
        return false;
    int64_t most = allowance(e, &any), timer = next_timer(e);
    if (!any)
        return false;
    alts[0] = DS_NO_TASK;
    for (uint32_t i = 0; i < e->live; i++) {
        uint32_t t = ds_live(e)[i];
        if (armed(e, t) && (ds_taskx(e, t)->can & DS_CAN_GO) == 0 &&
            ds_task(e, t)->want.deadline - e->tot.now <= most &&
            ds_task(e, t)->want.deadline <= timer)
            alts[n++] = t;
    }
    uint32_t index = ds_choose(e, DS_CHOICE_JUMP, alts, n);
    if (index == 0)
        return false;
    jump_to(e, ds_task(e, alts[index])->want.deadline);
    return true;
}

bool ds_time_spurious(struct ds_engine *e) {
    uint32_t *alts = ds_at(e, e->path_off), n = 1;
    if (ds_in_turns(e) || e->tot.spurious >= e->cfg.spurious_max)
        return false;
    alts[0] = DS_NO_TASK;
    for (uint32_t i = 0; i < e->live; i++) {
        uint32_t t = ds_live(e)[i];
        if ((ds_cond_waits(e, t) && !ds_cond_go(&ds_task(e, t)->want)) ||
            (ds_task(e, t)->want.op == DS_OP_FUTEX_SLEEP && ds_futex_waits(e, t)))
            alts[n++] = t;
    }
    uint32_t index = ds_choose(e, DS_CHOICE_SPURIOUS, alts, n);
    if (index == 0)
        return false;
    struct ds_task_rec *rec = ds_task(e, alts[index]);
    rec->woken = 1;
    rec->woken_flags |= DS_EV_SPURIOUS;
    ds_obj(e, rec->want.obj)->waiting--;
    e->tot.spurious++;
    return true;
}
