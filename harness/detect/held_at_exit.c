/* held_at_exit.c: finds goroutines that ended with a lock which nobody gave back afterwards. */
#include "detectors.h"
#include "goroutines.h"

static bool ended(const struct hn_run *run, uint32_t task) {
    uint32_t state = run->tasks[task].state;
    return state == DS_TASK_EXITED || state == DS_TASK_GONE;
}

static void look_at(const struct hn_run *run, uint32_t obj, struct hn_raw_list *out) {
    uint32_t holders[HN_MAX_PARTIES];
    size_t n = hn_holders(run, obj, holders, HN_MAX_PARTIES);
    struct hn_raw *raw = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!hn_goroutine(run, holders[i]) || !ended(run, holders[i]))
            continue;
        if (!raw)
            raw = hn_raw_add(out, HN_LOCK_HELD_AT_EXIT);
        raw->object = obj;
        hn_raw_task(raw, holders[i]);
        hn_raw_evidence(raw, hn_held_since(run, holders[i], obj));
        hn_raw_evidence(raw, run->tasks[holders[i]].exit_seq);
    }
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    /* A program that killed itself may have had more to unlock. */
    uint32_t status = run->totals.status;
    if (status != DS_ST_DRAINED && status != DS_ST_DEADLOCK && status != DS_ST_LIVELOCK)
        return;
    for (uint32_t obj = 1; obj <= run->totals.objects; obj++)
        if (hn_go_lock(run, obj))
            look_at(run, obj, out);
}

const struct hn_detector hn_detect_held_at_exit = {"held-at-exit", detect};
