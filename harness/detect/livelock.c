/* livelock.c: finds a run that goes on for ever even when everybody gets a fair turn, and in vain. */
#include <stdio.h>

#include "detectors.h"
#include "facts.h"

/* Events of the fair continuation in which another task took OBJ; *FIRST_FAIR is its first event
 * that is still known. */
static unsigned taken_by_others(const struct hn_run *run, uint32_t task, uint32_t obj,
                                uint64_t *first_fair) {
    unsigned n = 0;
    *first_fair = 0;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (!(ev->flags & DS_EV_FAIR))
            continue;
        if (*first_fair == 0)
            *first_fair = ev->seq;
        if (ev->task != task && ev->obj == obj && ev->result == DS_OK && hn_op_acquires(ev->op))
            n++;
    }
    return n;
}

static bool starved(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = &run->tasks[task];
    if (!hn_op_acquires(t->want.op) || !hn_blocked(run, task))
        return false;
    uint64_t first_fair;
    unsigned taken = taken_by_others(run, task, t->want.obj, &first_fair);
    return taken >= 2 && first_fair != 0 && t->posted_seq < first_fair;
}

/* The last event of each task that goes round is what there is to see of it. */
static void add_spinning(const struct hn_run *run, struct hn_raw *raw) {
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        uint32_t state = run->tasks[i].daemon ? DS_TASK_NONE : run->tasks[i].state;
        if ((state == DS_TASK_READY && !hn_blocked(run, i)) || state == DS_TASK_RUNNING)
            hn_raw_task(raw, i);
    }
    uint32_t missing = raw->task_count;
    bool have[HN_MAX_PARTIES] = {false};
    for (size_t i = run->event_count; i-- > 0 && missing > 0;) {
        for (uint32_t k = 0; k < raw->task_count; k++) {
            if (raw->tasks[k] != run->events[i].task || have[k])
                continue;
            have[k] = true;
            missing--;
            hn_raw_evidence(raw, run->events[i].seq);
        }
    }
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    bool some = false;
    if (run->totals.status != DS_ST_LIVELOCK)
        return;
    for (uint32_t i = 0; i < run->totals.tasks; i++)
        some |= starved(run, i);
    if (!some && !hn_endless(run))
        return;
    struct hn_raw *raw = hn_raw_add(out, HN_LIVELOCK);
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        if (!starved(run, i))
            continue;
        snprintf(raw->subkind, sizeof raw->subkind, "starvation");
        hn_raw_task(raw, i);
        hn_raw_stack(raw, hn_final_stack(run, i));
        raw->object = run->tasks[i].want.obj;
    }
    /* Where a spinning task happened to stand at the bound says nothing about the cause, so only a
     * starved task's stack goes into the identity; the others count by their creation sites. */
    add_spinning(run, raw);
}

const struct hn_detector hn_detect_livelock = {"livelock", detect};
