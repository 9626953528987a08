/* cycles.c: walks the cycles of waiters that the engine marked. */
#include "cycles.h"

#include "facts.h"

static bool already_told(const struct hn_raw_list *out, size_t first, uint32_t task) {
    for (size_t i = first; i < out->count; i++)
        if (hn_raw_has_task(&out->items[i], task))
            return true;
    return false;
}

/* Starts at the lowest task, so that the same cycle is told the same way round every time. */
static void rotate_lowest(uint32_t *tasks, uint32_t n) {
    uint32_t copy[HN_MAX_PARTIES], low = 0;
    for (uint32_t i = 0; i < n; i++) {
        copy[i] = tasks[i];
        if (tasks[i] < tasks[low])
            low = i;
    }
    for (uint32_t i = 0; i < n; i++)
        tasks[i] = copy[(low + i) % n];
}

uint32_t hn_wanted_lock(const struct hn_run *run, uint32_t task) {
    const struct ds_request *want = &run->tasks[task].want;
    if (want->op == DS_OP_COND_WAKE)
        return hn_wait_mutex(run, task);
    return want->op == DS_OP_JOIN ? DS_NO_OBJ : want->obj;
}

static void describe(const struct hn_run *run, struct hn_raw *raw, const uint32_t *tasks,
                     uint32_t n) {
    raw->cycle = true;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t lock = hn_wanted_lock(run, tasks[i]);
        hn_raw_task(raw, tasks[i]);
        hn_raw_stack(raw, hn_final_stack(run, tasks[i]));
        hn_raw_evidence(raw, hn_held_since(run, tasks[(i + 1) % n], lock));
        if (i == 0)
            raw->object = lock;
    }
}

uint32_t hn_cycles(const struct hn_run *run, enum hn_kind kind, struct hn_raw_list *out) {
    size_t first = out->count;
    uint32_t found = 0;
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        uint32_t cycle[HN_MAX_PARTIES];
        if (!run->tasks[i].in_cycle || already_told(out, first, i))
            continue;
        uint32_t n = hn_cycle_from(run, i, cycle, HN_MAX_PARTIES);
        if (n == 0 || already_told(out, first, cycle[0]))
            continue;
        rotate_lowest(cycle, n);
        describe(run, hn_raw_add(out, kind), cycle, n);
        found++;
    }
    return found;
}
