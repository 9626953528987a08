/* misuse.c: finds calls that a synchronisation object or a thread does not allow. */
#include <stdio.h>

#include "detectors.h"
#include "goroutines.h"

static struct hn_raw *seen_before(const struct hn_run *run, struct hn_raw_list *out, size_t first,
                                  const struct ds_event *ev) {
    for (size_t i = first; i < out->count; i++) {
        const struct ds_event *other = hn_event_at(run, out->items[i].evidence[0]);
        if (other && other->misuse == ev->misuse && other->site == ev->site &&
            hn_same_stack(run, other->stack, ev->stack))
            return &out->items[i];
    }
    return NULL;
}

/* It has a kind of its own, with a detector of its own. */
static bool of_goroutines(const struct hn_run *run, const struct ds_event *ev) {
    return ev->misuse == DS_MISUSE_WG_ADD_RACES || hn_go_copied(run, ev->misuse, ev->obj);
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    size_t first = out->count;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->misuse == DS_MISUSE_NONE || ev->misuse >= DS_MISUSE_COUNT || of_goroutines(run, ev))
            continue;
        struct hn_raw *raw = seen_before(run, out, first, ev);
        if (!raw) {
            raw = hn_raw_add(out, HN_MISUSE);
            snprintf(raw->subkind, sizeof raw->subkind, "%s", ds_misuse_text(ev->misuse));
            raw->object = hn_misused(ev);
            hn_raw_stack(raw, ev->stack);
        }
        hn_raw_task(raw, ev->task);
        hn_raw_evidence(raw, ev->seq);
    }
}

const struct hn_detector hn_detect_misuse = {"misuse", detect};
