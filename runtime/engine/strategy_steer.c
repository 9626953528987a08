/* strategy_steer.c: steers into a circle of waiters that earlier runs have shown to be possible.
 *
 * Source: Joshi, Park, Sen, Naik, "A Randomized Dynamic Program Analysis Technique for Detecting Real
 * Deadlocks", PLDI 2009 (DeadlockFuzzer). A random walk, but a task that is about to take the lock
 * which a step of the cycle wants, holding the one that the step holds, is held back while others can
 * run: they get to their own places in the cycle, and it closes. When only such tasks are left, one of
 * them is let go.
 * Departures: tasks and locks are known by their stable keys, where the source has abstractions of how
 * they were made and the stack of acquisitions, so that a step fits one task only; a task that somebody
 * polls for must not stand there for ever, so it goes on after DS_STEER_LONG decisions, and after
 * DS_STEER_MOST in all nobody is held back any more; a sleeper counts as one who can run, within its
 * patience. The source pauses a thread that would otherwise get away with its first lock as well
 * ("yields"); here the walk's other seeds do that.
 */
#include "strategy.h"

#define DS_STEER_LONG 500
#define DS_STEER_MOST 20000

/* The lock that T is about to wait for as long as it takes; DS_NO_OBJ if it is about to do anything else. */
static uint32_t wanted(const struct ds_task_rec *t) {
    switch (t->want.op) {
    case DS_OP_MUTEX_LOCK:
    case DS_OP_SPIN_LOCK:
    case DS_OP_RW_RDLOCK:
    case DS_OP_RW_WRLOCK:
        return t->want.deadline == DS_NEVER ? t->want.obj : DS_NO_OBJ;
    case DS_OP_COND_WAKE:
        return ds_cond_go(&t->want) ? DS_NO_OBJ : t->want.obj2;
    default:
        return DS_NO_OBJ;
    }
}

static bool holds_key(const struct ds_engine *e, uint32_t t, uint64_t key) {
    for (uint32_t h = ds_taskx(e, t)->holds; h != DS_NONE; h = ds_hold_rec(e, h)->next_of_task)
        if (ds_obj(e, ds_hold_rec(e, h)->obj)->key == key)
            return true;
    return false;
}

/* Of a task, prio counts how long it has been held back at the operation that it has announced. */
static bool held_back(const struct ds_engine *e, uint32_t t) {
    const struct ds_profile *p = &e->cfg.profile;
    const struct ds_task_rec *rec = ds_task(e, t);
    uint32_t obj = wanted(rec), n = e->cfg.params.cycle;
    if (obj == DS_NO_OBJ || rec->prio >= DS_STEER_LONG || e->steered >= DS_STEER_MOST ||
        n >= p->cycle_count || n >= DS_MAX_CYCLES)
        return false;
    for (uint32_t i = 0; i < p->cycles[n].length && i < DS_MAX_CYCLE; i++) {
        const struct ds_cycle_step *s = &p->cycles[n].step[i];
        if (s->task == rec->key && s->wanted == ds_obj(e, obj)->key && holds_key(e, t, s->held))
            return true;
    }
    return false;
}

static uint32_t pick_task(struct ds_engine *e, const uint32_t *alts, uint32_t n) {
    uint32_t others = 0, nth;
    for (uint32_t i = 0; i < n; i++)
        others += !held_back(e, alts[i]);
    if (others == 0)
        return ds_below(&e->rng, n);
    nth = ds_below(&e->rng, others);
    uint32_t index = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (held_back(e, alts[i])) {
            ds_task(e, alts[i])->prio++;
            e->steered++;
        } else if (nth-- == 0) {
            index = i;
        }
    }
    return index;
}

static bool nobody_else(const struct ds_engine *e) {
    for (uint32_t i = 0; i < e->enabled; i++)
        if (!held_back(e, ds_enabled(e)[i]))
            return false;
    return e->enabled > 0;
}

static uint32_t pick(struct ds_engine *e, enum ds_choice kind, const uint32_t *alts, uint32_t n) {
    if (kind == DS_CHOICE_TASK)
        return pick_task(e, alts, n);
    if (kind == DS_CHOICE_JUMP && nobody_else(e)) {
        e->steered++;
        return 1 + ds_below(&e->rng, n - 1);
    }
    return ds_pick_uniform(e, kind, n);
}

static void announce(struct ds_engine *e, uint32_t t) {
    ds_task(e, t)->prio = 0;
}

const struct ds_strategy ds_strategy_steer = {.name = "steer", .announce = announce, .pick = pick};
