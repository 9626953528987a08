/* thread_leak.c: finds threads that outlive the program's end: stuck, still running, or unjoined. */
#include <stdio.h>
#include <string.h>

#include "detectors.h"
#include "goroutines.h"

/* The OpenMP runtime keeps its threads for the next parallel region, up to the process's end. */
static bool of_runtime(const struct hn_run *run, uint32_t task) {
    uint64_t pc = run->task_info ? run->task_info[task].start_pc : 0;
    for (size_t i = 0; pc && i < run->module_count; i++) {
        const struct ds_module *m = &run->modules[i];
        const char *name = strrchr(m->path, '/');
        if (pc >= m->start && pc < m->end && name)
            return strncmp(name, "/libomp", 7) == 0 || strncmp(name, "/libiomp5", 9) == 0;
    }
    return false;
}

/* "" for a thread that can never finish, NULL for one that is all right. */
static const char *classify(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = &run->tasks[task];
    if (t->want.op == DS_OP_PROC_EXIT || t->daemon) /* the one that ended the program; ours */
        return NULL;
    if (of_runtime(run, task) || hn_goroutine(run, task)) /* those have a kind of their own */
        return NULL;
    switch (t->state) {
    case DS_TASK_RUNNING:
    case DS_TASK_READY:
        return hn_blocked_for_ever(run, task) ? "" : "running";
    case DS_TASK_EXITED:
        return t->detached || (run->task_info && run->task_info[task].adopted) ? NULL : "unjoined";
    default:
        return NULL;
    }
}

static struct hn_raw *same_leak(const struct hn_run *run, struct hn_raw_list *out, size_t first,
                                uint32_t task, const char *subkind) {
    for (size_t i = first; i < out->count; i++) {
        struct hn_raw *raw = &out->items[i];
        if (strcmp(raw->subkind, subkind) == 0 &&
            hn_same_stack(run, hn_create_stack(run, raw->tasks[0]), hn_create_stack(run, task)) &&
            (subkind[0] ||
             hn_same_stack(run, hn_final_stack(run, raw->tasks[0]), hn_final_stack(run, task))))
            return raw;
    }
    return NULL;
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    if (run->totals.status != DS_ST_DRAINED)
        return;
    size_t first = out->count;
    for (uint32_t i = 1; i < run->totals.tasks; i++) {
        const char *subkind = classify(run, i);
        if (!subkind)
            continue;
        struct hn_raw *raw = same_leak(run, out, first, i, subkind);
        if (!raw) {
            raw = hn_raw_add(out, HN_THREAD_LEAK);
            snprintf(raw->subkind, sizeof raw->subkind, "%s", subkind);
            /* Only a stuck thread stands in a telling place. */
            if (!subkind[0])
                hn_raw_stack(raw, hn_final_stack(run, i));
        }
        hn_raw_task(raw, i);
        hn_raw_evidence(raw, run->tasks[i].create_seq);
    }
}

const struct hn_detector hn_detect_thread_leak = {"thread-leak", detect};
