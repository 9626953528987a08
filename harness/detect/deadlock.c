/* deadlock.c: finds the cycles, or the blocked tasks, of a run in which nothing can ever go on. */
#include "cycles.h"
#include "detectors.h"
#include "facts.h"

/* It waits for somebody who is blocked as well: a consequence, of which there may be any number. */
static bool behind_another(const struct hn_run *run, uint32_t task) {
    uint32_t to[HN_MAX_PARTIES];
    size_t n = hn_waits_for(run, task, to, HN_MAX_PARTIES);
    for (size_t i = 0; i < n; i++)
        if (to[i] != task && hn_blocked(run, to[i]))
            return true;
    return false;
}

static void everybody(const struct hn_run *run, struct hn_raw_list *out) {
    struct hn_raw *raw = hn_raw_add(out, HN_DEADLOCK);
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        if (!hn_blocked(run, i))
            continue;
        hn_raw_task(raw, i);
        if (!behind_another(run, i))
            hn_raw_stack(raw, hn_final_stack(run, i));
        if (hn_op_acquires(run->tasks[i].want.op) && raw->object == DS_NO_OBJ)
            raw->object = run->tasks[i].want.obj;
        uint32_t holders[HN_MAX_PARTIES];
        size_t n = hn_waits_for(run, i, holders, HN_MAX_PARTIES);
        for (size_t k = 0; k < n; k++)
            hn_raw_evidence(raw, hn_held_since(run, holders[k], run->tasks[i].want.obj));
    }
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    if (run->totals.status != DS_ST_DEADLOCK)
        return;
    if (hn_cycles(run, HN_DEADLOCK, out) == 0)
        everybody(run, out);
}

const struct hn_detector hn_detect_deadlock = {"deadlock", detect};
