/* nil_channel.c: finds tasks that wait on nil channels, on which nobody can ever come. */
#include <stdio.h>

#include "detectors.h"
#include "goroutines.h"

static bool sends(const struct hn_run *run, uint32_t task) {
    const struct ds_case *cases;
    return hn_cases(run, task, &cases) == 1 && cases[0].sends;
}

static struct hn_raw *same_place(const struct hn_run *run, struct hn_raw_list *out, size_t first,
                                 uint32_t task) {
    for (size_t i = first; i < out->count; i++)
        if (hn_same_stack(run, hn_final_stack(run, out->items[i].tasks[0]),
                          hn_final_stack(run, task)))
            return &out->items[i];
    return NULL;
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    size_t first = out->count;
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        if (!hn_alive(run, i) || !hn_on_nil(run, i) || !hn_left_behind(run, i))
            continue;
        struct hn_raw *raw = same_place(run, out, first, i);
        if (!raw) {
            raw = hn_raw_add(out, HN_NIL_CHANNEL);
            snprintf(raw->subkind, sizeof raw->subkind, "%s", sends(run, i) ? "send" : "receive");
            hn_raw_stack(raw, hn_final_stack(run, i));
        }
        hn_raw_task(raw, i);
        hn_raw_evidence(raw, hn_last_seq(run, i));
    }
}

const struct hn_detector hn_detect_nil_channel = {"nil-channel", detect};
