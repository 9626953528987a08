/* channel_blocked.c: finds main, or a pthread, waiting for ever on a channel while nothing that could
 * end the wait is left. Where goroutines are asleep as well it is a deadlock of them all.
 */
#include "detectors.h"
#include "goroutines.h"

static bool goroutines_left(const struct hn_run *run) {
    for (uint32_t i = 0; i < run->totals.tasks; i++)
        if (hn_goroutine(run, i) && hn_alive(run, i))
            return true;
    return false;
}

/* Somebody who lives on has used a channel that TASK waits for since everybody was given a turn. */
static bool still_used(const struct hn_run *run, uint32_t task) {
    const struct ds_case *cases;
    size_t n = hn_cases(run, task, &cases);
    for (size_t i = run->event_count; i-- > 0;) {
        const struct ds_event *ev = &run->events[i];
        if (!(ev->flags & (DS_EV_DRAIN | DS_EV_FAIR)))
            return false;
        for (size_t k = 0; k < n; k++)
            if (ev->obj == cases[k].obj && ev->obj != DS_NO_OBJ && ev->task != task &&
                run->objs[ev->obj].kind == DS_KIND_CHAN)
                return true;
    }
    return false;
}

static bool stuck(const struct hn_run *run, uint32_t task) {
    if (hn_goroutine(run, task) || !hn_alive(run, task) || !hn_in_channel(run, task))
        return false;
    if (run->task_info[task].marks & DS_MARK_HOPELESS)
        return true;
    return hn_left_behind(run, task) && !still_used(run, task);
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    if (run->totals.status == DS_ST_DEADLOCK && goroutines_left(run))
        return;
    struct hn_raw *raw = NULL;
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        if (!stuck(run, i))
            continue;
        if (!raw)
            raw = hn_raw_add(out, HN_CHANNEL_BLOCKED);
        if (raw->object == DS_NO_OBJ)
            raw->object = run->tasks[i].want.obj;
        hn_raw_task(raw, i);
        hn_raw_stack(raw, hn_final_stack(run, i));
        hn_raw_evidence(raw, hn_last_seq(run, i));
    }
}

const struct hn_detector hn_detect_channel_blocked = {"channel-blocked", detect};
