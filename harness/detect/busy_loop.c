/* busy_loop.c: finds tasks that had to be pre-empted by the timer. */
#include "detectors.h"
#include "facts.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    if (run->corrupt || run->result.preempted == 0)
        return;
    struct hn_raw *raw = hn_raw_add(out, HN_BUSY_LOOP);
    for (size_t i = 0; i < run->event_count; i++) {
        if (run->events[i].op != DS_OP_PREEMPT)
            continue;
        hn_raw_task(raw, run->events[i].task);
        hn_raw_evidence(raw, run->events[i].seq);
    }
}

const struct hn_detector hn_detect_busy_loop = {"busy-loop", detect};
