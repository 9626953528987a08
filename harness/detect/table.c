/* table.c: the table of detectors, and the rule that one root cause is one finding. */
#include <stdlib.h>
#include <string.h>

#include "detectors.h"
#include "facts.h"

const struct hn_detector *const hn_detectors[] = {&hn_detect_child,
                                                  &hn_detect_self_deadlock,
                                                  &hn_detect_lost_wakeup,
                                                  &hn_detect_deadlock,
                                                  &hn_detect_partial_deadlock,
                                                  &hn_detect_misuse,
                                                  &hn_detect_assert,
                                                  &hn_detect_crash,
                                                  &hn_detect_exit_status,
                                                  &hn_detect_livelock,
                                                  &hn_detect_thread_leak,
                                                  &hn_detect_busy_loop,
                                                  NULL};

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

/* A leak follows from a cause that holds all of its threads up. */
static bool leak_follows(const struct hn_run *run, const struct hn_raw *cause,
                         const struct hn_raw *leak) {
    if (leak->subkind[0])
        return false;
    for (uint32_t i = 0; i < leak->task_count; i++)
        if (!hn_raw_has_task(cause, leak->tasks[i]) && !waits_on_party(run, leak->tasks[i], cause))
            return false;
    return leak->task_count > 0;
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
    bool broken = first->misuse == DS_MISUSE_DESTROY_BUSY ||
                  first->misuse == DS_MISUSE_USE_DESTROYED ||
                  first->misuse == DS_MISUSE_UNLOCK_NOT_OWNER;
    return broken && first->seq < other->seq &&
           (kept || other->misuse == DS_MISUSE_UNLOCK_UNLOCKED);
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

/* True if EFFECT is only a consequence of CAUSE. */
static bool follows(const struct hn_run *run, const struct hn_raw *cause,
                    const struct hn_raw *effect) {
    bool stuck = cause->kind <= HN_PARTIAL_DEADLOCK;
    if (cause->child) /* the program went on with a child that could not do its work */
        return !effect->child && effect->kind != HN_MISUSE;
    if (effect->child)
        return false;
    switch (effect->kind) {
    case HN_LOST_WAKEUP:
        return is_knot(cause);
    case HN_DEADLOCK:
        return !effect->cycle && (cause->kind == HN_SELF_DEADLOCK || cause->kind == HN_LOST_WAKEUP);
    case HN_MISUSE:
        return (stuck && misuse_follows(run, cause, effect)) ||
               (cause->kind == HN_MISUSE && misuse_spreads(run, cause, effect));
    case HN_ASSERT:
        return cause->kind == HN_MISUSE && death_follows(run, cause, effect);
    case HN_CRASH:
        return cause->kind == HN_ASSERT ||
               (cause->kind == HN_MISUSE && death_follows(run, cause, effect));
    case HN_EXIT_STATUS:
        return cause->kind == HN_ASSERT || cause->kind == HN_CRASH ||
               (cause->kind == HN_MISUSE && death_follows(run, cause, effect));
    case HN_LIVELOCK: /* the others go on because those who are stuck cannot let them end */
        return stuck && !effect->subkind[0];
    case HN_THREAD_LEAK:
        return stuck && leak_follows(run, cause, effect);
    default:
        return false;
    }
}

/* ROOT[i] becomes the index of the finding that explains item i, or HN_ROOT. */
static void relate(const struct hn_run *run, const struct hn_raw_list *all, uint32_t *root) {
    for (size_t i = 0; i < all->count; i++) {
        root[i] = HN_ROOT;
        for (size_t k = 0; k < all->count && root[i] == HN_ROOT; k++)
            if (k != i && follows(run, &all->items[k], &all->items[i]))
                root[i] = (uint32_t)k;
    }
    for (size_t i = 0; i < all->count; i++)
        for (size_t hops = 0; root[i] != HN_ROOT && root[root[i]] != HN_ROOT; hops++)
            root[i] = hops < all->count ? root[root[i]] : HN_ROOT;
}

static void emit(struct hn_raw_list *out, const struct hn_raw *raw, uint32_t related_to) {
    struct hn_raw *copy = hn_raw_add(out, raw->kind);
    *copy = *raw;
    copy->related_to = related_to;
}

void hn_detect(const struct hn_run *run, struct hn_raw_list *out) {
    struct hn_raw_list all = {0};
    if (run->corrupt) {
        hn_detect_crash.detect(run, &all);
        hn_detect_exit_status.detect(run, &all);
    } else {
        for (size_t i = 0; hn_detectors[i]; i++)
            hn_detectors[i]->detect(run, &all);
    }
    uint32_t *root = calloc(all.count + 1, sizeof *root);
    if (!root)
        abort();
    relate(run, &all, root);
    for (size_t i = 0; i < all.count; i++) {
        if (root[i] != HN_ROOT)
            continue;
        uint32_t index = (uint32_t)out->count;
        emit(out, &all.items[i], HN_ROOT);
        for (size_t k = 0; k < all.count; k++)
            if (root[k] == i)
                emit(out, &all.items[k], index);
    }
    free(root);
    hn_raw_list_free(&all);
}
