/* self_deadlock.c: finds a task that waits for what it holds itself. */
#include "detectors.h"
#include "facts.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        const struct ds_task_rec *t = &run->tasks[i];
        if (!t->self_wait || !hn_blocked_for_ever(run, i))
            continue;
        struct hn_raw *raw = hn_raw_add(out, HN_SELF_DEADLOCK);
        hn_raw_task(raw, i);
        raw->object = t->want.obj;
        hn_raw_evidence(raw, hn_held_since(run, i, t->want.obj));
        hn_raw_stack(raw, hn_final_stack(run, i));
    }
}

const struct hn_detector hn_detect_self_deadlock = {"self-deadlock", detect};
