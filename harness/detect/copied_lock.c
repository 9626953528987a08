/* copied_lock.c: finds a copy of a lock, or of another object of the goroutine library, that was used
 * in the original's place.
 */
#include "detectors.h"
#include "goroutines.h"

static struct hn_raw *use_of(const struct hn_run *run, struct hn_raw_list *out, size_t first,
                             uint32_t obj, uint32_t stack) {
    for (size_t i = first; i < out->count; i++)
        if (hn_same_stack(run, out->items[i].stacks[0], stack))
            return &out->items[i];
    struct hn_raw *raw = hn_raw_add(out, HN_COPIED_LOCK);
    raw->object = obj;
    hn_raw_stack(raw, stack);
    return raw;
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    size_t first = out->count;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (!hn_go_copied(run, ev->misuse, ev->obj))
            continue;
        struct hn_raw *raw = use_of(run, out, first, ev->obj, ev->stack);
        hn_raw_task(raw, ev->task);
        hn_raw_evidence(raw, ev->seq);
    }
    /* A use that never came back, as the copy was made while the original was locked, has no event. */
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        const struct ds_request *want = &run->tasks[i].want;
        if (hn_go_copied(run, want->misuse, want->obj) && hn_blocked(run, i))
            hn_raw_task(use_of(run, out, first, want->obj, hn_final_stack(run, i)), i);
    }
}

const struct hn_detector hn_detect_copied_lock = {"copied-lock", detect};
