/* copied_lock.c: finds a copy of a lock, or of another object of the goroutine library, that was used
 * in the original's place.
 */
#include "detectors.h"
#include "goroutines.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    size_t first = out->count;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (!hn_go_copied(run, ev))
            continue;
        struct hn_raw *raw = NULL;
        for (size_t k = first; k < out->count && !raw; k++)
            if (hn_same_stack(run, out->items[k].stacks[0], ev->stack))
                raw = &out->items[k];
        if (!raw) {
            raw = hn_raw_add(out, HN_COPIED_LOCK);
            raw->object = ev->obj;
            hn_raw_stack(raw, ev->stack);
        }
        hn_raw_task(raw, ev->task);
        hn_raw_evidence(raw, ev->seq);
    }
}

const struct hn_detector hn_detect_copied_lock = {"copied-lock", detect};
