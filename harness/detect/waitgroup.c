/* waitgroup.c: finds an Add to a wait group whose counter is zero, and a Wait, in no order: whether
 * Wait waits for it is chance.
 *
 * The engine marks events that look like it. Here it is confirmed: neither happened before the other,
 * the counter was zero before the Add, and the Wait did not wait for what it added.
 */
#include <stdio.h>

#include "detectors.h"
#include "goroutines.h"
#include "order.h"

/* The counter of OBJ before the event numbered SEQ, from the events that are known. */
static long counter_before(const struct hn_run *run, uint32_t obj, uint64_t seq) {
    long n = 0;
    for (size_t i = 0; i < run->event_count && run->events[i].seq < seq; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->obj != obj || ev->result != DS_OK)
            continue;
        n += ev->op == DS_OP_WG_ADD ? (int32_t)ev->arg : ev->op == DS_OP_WG_DONE ? -1 : 0;
    }
    return n;
}

static bool adds_from_zero(const struct hn_run *run, const struct ds_event *ev) {
    return ev->op == DS_OP_WG_ADD && (int32_t)ev->arg > 0 &&
           counter_before(run, ev->obj, ev->seq) == 0;
}

/* Whether it came before the Add was chance: it found the counter at zero, or was let go and found it
 * used again when it returned. */
static bool passed_by(const struct ds_event *ev) {
    return ev->op == DS_OP_WG_WAIT &&
           (ev->result == DS_REUSED || (ev->result == DS_OK && (ev->flags & DS_EV_BLOCKED) == 0));
}

/* The first Add that the Wait WAIT races with; NULL if there is none. */
static const struct ds_event *racing_add(const struct hn_run *run, const struct hn_order *order,
                                         const struct ds_event *wait) {
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->obj == wait->obj && adds_from_zero(run, ev) &&
            hn_order_unordered(order, ev->seq, wait->seq))
            return ev;
    }
    return NULL;
}

static bool marked(const struct hn_run *run, uint32_t obj) {
    for (size_t i = 0; i < run->event_count; i++)
        if (run->events[i].misuse == DS_MISUSE_WG_ADD_RACES && run->events[i].obj == obj)
            return true;
    return false;
}

static void look_at(const struct hn_run *run, const struct hn_order *order, uint32_t obj,
                    struct hn_raw_list *out) {
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *wait = &run->events[i];
        if (wait->obj != obj || !passed_by(wait))
            continue;
        const struct ds_event *add = racing_add(run, order, wait);
        if (!add)
            continue;
        struct hn_raw *raw = hn_raw_add(out, HN_WAITGROUP_MISUSE);
        snprintf(raw->subkind, sizeof raw->subkind, "add-races-wait");
        raw->object = obj;
        hn_raw_task(raw, add->task);
        hn_raw_task(raw, wait->task);
        hn_raw_evidence(raw, add->seq);
        hn_raw_evidence(raw, wait->seq);
        return;
    }
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    struct hn_order *order = NULL;
    for (uint32_t obj = 1; obj <= run->totals.objects; obj++) {
        if (run->objs[obj].kind != DS_KIND_WG || !marked(run, obj))
            continue;
        if (!order)
            order = hn_order_new(run);
        /* Without the first events neither the counter nor the order is known. */
        if (hn_order_complete(order))
            look_at(run, order, obj, out);
    }
    hn_order_free(order);
}

const struct hn_detector hn_detect_waitgroup = {"waitgroup", detect};
