/* goroutine_leak.c: finds goroutines that are left over: alive after the drain, found by the program's
 * own check, or hopeless while the program went on. Those of one creation site that wait at one place
 * are one finding.
 */
#include <stdio.h>
#include <string.h>

#include "detectors.h"
#include "goroutines.h"

/* It slept, or a timer's channel woke it, after the program's end. */
static bool driven_by_time(const struct hn_run *run, uint32_t task) {
    if (run->tasks[task].want.op == DS_OP_SLEEP)
        return true;
    for (size_t i = run->event_count; i-- > 0 && (run->events[i].flags & DS_EV_DRAIN);) {
        const struct ds_event *ev = &run->events[i];
        const struct ds_event *from = ev->task == task ? hn_event_at(run, ev->from) : NULL;
        if (ev->task == task && (ev->op == DS_OP_SLEEP || (from && run->tasks[from->task].daemon)))
            return true;
    }
    return false;
}

/* How TASK is left over; NULL if it is not. */
static const char *classify(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = &run->tasks[task];
    uint32_t marks = run->task_info[task].marks;
    bool drained = run->totals.status == DS_ST_DRAINED && t->want.op != DS_OP_PROC_EXIT;
    if (hn_alive(run, task) && drained && !(marks & DS_MARK_EXPECTED)) {
        if (hn_left_behind(run, task))
            return "blocked";
        return driven_by_time(run, task) ? "sleeping" : "running";
    }
    if (marks & DS_MARK_LEAKED)
        return "own-check";
    /* A deadlock names it, and a panic ends everybody. */
    if (hn_alive(run, task) && (marks & DS_MARK_HOPELESS) && hn_blocked(run, task) && !drained &&
        run->totals.status != DS_ST_DEADLOCK && run->panic.kind == DS_PANIC_NONE)
        return "hopeless";
    return NULL;
}

static bool in_place(const char *subkind) {
    return strcmp(subkind, "blocked") == 0 || strcmp(subkind, "hopeless") == 0;
}

static struct hn_raw *same_leak(const struct hn_run *run, struct hn_raw_list *out, size_t first,
                                uint32_t task, const char *subkind) {
    for (size_t i = first; i < out->count; i++) {
        struct hn_raw *raw = &out->items[i];
        if (strcmp(raw->subkind, subkind) == 0 &&
            hn_same_stack(run, hn_create_stack(run, raw->tasks[0]), hn_create_stack(run, task)) &&
            (!in_place(subkind) ||
             hn_same_stack(run, hn_final_stack(run, raw->tasks[0]), hn_final_stack(run, task))))
            return raw;
    }
    return NULL;
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    size_t first = out->count;
    for (uint32_t i = 1; i < run->totals.tasks; i++) {
        const char *subkind = hn_goroutine(run, i) ? classify(run, i) : NULL;
        if (!subkind)
            continue;
        struct hn_raw *raw = same_leak(run, out, first, i, subkind);
        if (!raw) {
            raw = hn_raw_add(out, HN_GOROUTINE_LEAK);
            snprintf(raw->subkind, sizeof raw->subkind, "%s", subkind);
            raw->object = in_place(subkind) ? run->tasks[i].want.obj : DS_NO_OBJ;
            /* Where one that goes round happened to stand says nothing. */
            if (in_place(subkind))
                hn_raw_stack(raw, hn_final_stack(run, i));
        }
        hn_raw_task(raw, i);
        hn_raw_evidence(raw, run->tasks[i].create_seq);
        hn_raw_evidence(raw, in_place(subkind) ? hn_last_seq(run, i) : 0);
    }
}

const struct hn_detector hn_detect_goroutine_leak = {"goroutine-leak", detect};
