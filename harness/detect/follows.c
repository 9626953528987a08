/* follows.c: the rules by which one finding is only a consequence of another one of the same run. */
#include "follows.h"

#include <string.h>

#include "goroutines.h"
#include "races.h"

static bool is_knot(const struct hn_raw *raw) {
    return raw->kind == HN_SELF_DEADLOCK || raw->cycle;
}

/* True if TASK waits, through holders and joins, for a party of CAUSE. */
static bool waits_on_party(const struct hn_run *run, uint32_t task, const struct hn_raw *cause) {
    uint32_t at = task;
    for (uint32_t step = 0; step <= run->totals.tasks; step++) {
        uint32_t targets[HN_MAX_PARTIES];
        size_t n = hn_waits_for(run, at, targets, HN_MAX_PARTIES);
        for (size_t i = 0; i < n; i++)
            if (hn_raw_has_task(cause, targets[i]))
                return true;
        if (n == 0 || targets[0] == at)
            return false;
        at = targets[0];
    }
    return false;
}

/* All parties of EFFECT are among those of CAUSE, or wait for one of them. */
static bool held_up(const struct hn_run *run, const struct hn_raw *cause,
                    const struct hn_raw *effect) {
    for (uint32_t i = 0; i < effect->task_count; i++)
        if (!hn_raw_has_task(cause, effect->tasks[i]) &&
            !waits_on_party(run, effect->tasks[i], cause))
            return false;
    return effect->task_count > 0;
}

/* SERVER, who is stuck, holds what TASK waits for, or has brought it before; or it may be one of those whom the
 * wait group that TASK waits for has counted in. */
static bool behind(const struct hn_run *run, uint32_t task, uint32_t server) {
    const struct ds_case *cases;
    uint32_t holders[HN_MAX_PARTIES];
    size_t n = hn_waits_for(run, task, holders, HN_MAX_PARTIES);
    for (size_t i = 0; i < n; i++)
        if (holders[i] == server)
            return true;
    n = hn_cases(run, task, &cases);
    if (n == 0)
        return run->tasks[task].want.op == DS_OP_WG_WAIT && hn_blocked(run, task) &&
               run->tasks[server].want.op != DS_OP_WG_WAIT;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        enum hn_step what = ev->task == server ? hn_chan_step(run, ev) : HN_STEP_NONE;
        for (size_t k = 0; k < n && what != HN_STEP_NONE; k++)
            if (cases[k].obj == ev->obj && what == (cases[k].sends ? HN_STEP_RECV : HN_STEP_SEND))
                return true;
    }
    return false;
}

/* Each goroutine of EFFECT waits for one of CAUSE, which is left over as well. */
static bool leak_spreads(const struct hn_run *run, const struct hn_raw *cause,
                         const struct hn_raw *effect) {
    for (uint32_t i = 0; i < effect->task_count; i++) {
        bool found = false;
        for (uint32_t k = 0; k < cause->task_count && !found; k++)
            found = cause->tasks[k] != effect->tasks[i] && hn_alive(run, cause->tasks[k]) &&
                    behind(run, effect->tasks[i], cause->tasks[k]);
        if (!found)
            return false;
    }
    return effect->task_count > 0;
}

/* The program's own check found one of the leak's goroutines, and the program said so by its end. */
static bool own_check(const struct hn_run *run, const struct hn_raw *leak) {
    for (uint32_t i = 0; i < leak->task_count; i++)
        if (run->task_info[leak->tasks[i]].marks & DS_MARK_LEAKED)
            return true;
    return false;
}

/* A misuse of the very object, or by the very task, that the knot is about is told with it. */
static bool misuse_follows(const struct hn_run *run, const struct hn_raw *cause,
                           const struct hn_raw *misuse) {
    uint32_t obj = misuse->object;
    if (obj == DS_NO_OBJ)
        return false;
    for (uint32_t i = 0; i < cause->task_count; i++) {
        const struct ds_task_rec *t = hn_task_at(run, cause->tasks[i]);
        if (t && t->want.op != DS_OP_JOIN &&
            (t->want.obj == obj || hn_wait_mutex(run, cause->tasks[i]) == obj))
            return true;
    }
    return cause->object == obj;
}

/* COPY was used, and what it was copied from is what EFFECT waits for. */
static bool copy_keeps(const struct hn_run *run, const struct hn_raw *copy,
                       const struct hn_raw *effect) {
    struct hn_raw original = *copy;
    if (misuse_follows(run, effect, copy))
        return true;
    if (!run->places || !hn_obj_at(run, copy->object))
        return false;
    original.object = run->places[copy->object].copy_of;
    return misuse_follows(run, effect, &original);
}

static const struct ds_event *first_evidence(const struct hn_run *run, const struct hn_raw *raw) {
    return raw->evidence_count ? hn_event_at(run, raw->evidence[0]) : NULL;
}

/* Who gives back or destroys another task's lock leaves that one with a lock that it cannot give back
 * any more: its unlock is one too many, or it keeps the lock to its end, which may even come first. */
static bool misuse_spreads(const struct hn_run *run, const struct hn_raw *cause,
                           const struct hn_raw *effect) {
    const struct ds_event *first = first_evidence(run, cause), *other = first_evidence(run, effect);
    if (!first || !other || cause->object == DS_NO_OBJ || cause->object != effect->object)
        return false;
    bool kept =
        other->misuse == DS_MISUSE_HELD_AT_EXIT || other->misuse == DS_MISUSE_RECURSION_MISMATCH;
    if (first->misuse == DS_MISUSE_UNLOCK_NOT_OWNER && kept)
        return true;
    bool unlocked = other->misuse == DS_MISUSE_UNLOCK_UNLOCKED;
    if (first->misuse == DS_MISUSE_NOT_INITIALISED || first->misuse == DS_MISUSE_USE_FREED)
        return first->seq < other->seq; /* nothing can be expected of it any more */
    if (first->misuse == DS_MISUSE_RELOCK || first->misuse == DS_MISUSE_READ_OF_WRITTEN)
        return first->seq < other->seq && unlocked && first->task == other->task;
    bool broken = first->misuse == DS_MISUSE_DESTROY_BUSY ||
                  first->misuse == DS_MISUSE_USE_DESTROYED ||
                  first->misuse == DS_MISUSE_UNLOCK_NOT_OWNER;
    return broken && first->seq < other->seq && (kept || unlocked);
}

/* The program reacted to the error that the misuse gave it: it was the last thing the task did. */
static bool death_follows(const struct hn_run *run, const struct hn_raw *misuse,
                          const struct hn_raw *death) {
    const struct ds_event *last =
        misuse->evidence_count ? hn_event_at(run, misuse->evidence[misuse->evidence_count - 1])
                               : NULL;
    if (!last || last->result == DS_OK)
        return false;
    if (death->kind == HN_EXIT_STATUS)
        return true;
    return death->evidence_count > 0 && death->evidence[0] == last->seq;
}

/* An Add that races with Wait may also end in a panic, of a group that is used too early. But where one
 * Done was too many, the race is told with that. */
static bool group_follows(const struct hn_raw *cause, const struct hn_raw *effect) {
    if (cause->kind != HN_WAITGROUP_MISUSE || cause->object != effect->object ||
        cause->fatal == effect->fatal)
        return false;
    const struct hn_raw *panic = cause->fatal ? cause : effect;
    return effect->fatal == (strcmp(panic->subkind, "negative-counter") != 0);
}

/* Some tasks can never go on because of it, and others behind them. */
static bool is_stuck(const struct hn_raw *raw) {
    switch (raw->kind) {
    case HN_SELF_DEADLOCK:
    case HN_LOST_WAKEUP:
    case HN_LOCK_HELD_AT_EXIT:
    case HN_DEADLOCK:
    case HN_PARTIAL_DEADLOCK:
        return true;
    case HN_NIL_CHANNEL:
    case HN_COPIED_LOCK:
        return !raw->fatal;
    default:
        return false;
    }
}

static bool deadlock_follows(const struct hn_run *run, const struct hn_raw *cause,
                             const struct hn_raw *effect) {
    if (effect->cycle)
        return false;
    switch (cause->kind) {
    case HN_SELF_DEADLOCK:
    case HN_LOST_WAKEUP:
    case HN_NIL_CHANNEL:
    case HN_CHANNEL_BLOCKED:
        return true;
    case HN_COPIED_LOCK:
        return copy_keeps(run, cause, effect);
    case HN_LOCK_HELD_AT_EXIT:
        for (uint32_t i = 0; i < effect->task_count; i++)
            if (waits_on_party(run, effect->tasks[i], cause))
                return true;
        return false;
    default:
        return false;
    }
}

static bool leak_follows(const struct hn_run *run, const struct hn_raw *cause,
                         const struct hn_raw *effect) {
    if (is_stuck(cause) || cause->kind == HN_CHANNEL_BLOCKED)
        return held_up(run, cause, effect);
    return cause->kind == HN_GOROUTINE_LEAK && effect->kind != HN_THREAD_LEAK &&
           leak_spreads(run, cause, effect);
}

static bool death_of(const struct hn_run *run, const struct hn_raw *cause,
                     const struct hn_raw *effect) {
    return cause->fatal || cause->kind == HN_ASSERT || cause->kind == HN_CRASH ||
           (cause->kind == HN_MISUSE && death_follows(run, cause, effect));
}

/* Of two kinds neither of which is about a child process. */
static bool follows(const struct hn_run *run, const struct hn_raw *cause,
                    const struct hn_raw *effect) {
    switch (effect->kind) {
    case HN_LOST_WAKEUP:
        return is_knot(cause);
    case HN_WAITGROUP_MISUSE:
        return group_follows(cause, effect);
    case HN_COPIED_LOCK:
        return cause->kind == HN_SELF_DEADLOCK && misuse_follows(run, cause, effect);
    case HN_GOROUTINE_LEAK: /* of one that goes on there is nobody to be waited for */
        return strcmp(effect->subkind, "blocked") == 0 && leak_follows(run, cause, effect);
    case HN_CHANNEL_BLOCKED:
        return leak_follows(run, cause, effect);
    case HN_DEADLOCK:
        return deadlock_follows(run, cause, effect);
    case HN_DATA_RACE: /* who takes a block apart before it is freed writes to it as well */
        return cause->kind == HN_USE_AFTER_FREE &&
               hn_race_same_block(hn_race_of(run, cause), hn_race_of(run, effect));
    case HN_MISUSE:
        return (cause->kind != HN_LOCK_HELD_AT_EXIT && is_stuck(cause) &&
                misuse_follows(run, cause, effect)) ||
               (cause->kind == HN_MISUSE && misuse_spreads(run, cause, effect));
    case HN_ASSERT:
        return cause->kind == HN_MISUSE && death_follows(run, cause, effect);
    case HN_CRASH:
        return cause->kind != HN_CRASH && death_of(run, cause, effect);
    case HN_EXIT_STATUS:
        return death_of(run, cause, effect) ||
               (cause->kind == HN_GOROUTINE_LEAK && own_check(run, cause));
    case HN_LIVELOCK: /* the others go on because those who are stuck cannot let them end */
        return (is_stuck(cause) || cause->kind == HN_CHANNEL_BLOCKED) && !effect->subkind[0];
    case HN_THREAD_LEAK:
        return !effect->subkind[0] && leak_follows(run, cause, effect);
    default:
        return false;
    }
}

bool hn_follows(const struct hn_run *run, const struct hn_raw *cause, const struct hn_raw *effect) {
    if (cause->child) /* the program went on with a child that could not do its work */
        return !effect->child && effect->kind != HN_MISUSE;
    return !effect->child && follows(run, cause, effect);
}
