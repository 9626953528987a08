/* note_lock.c: notes a lock of the goroutine library's that is held while its holder waits at a channel
 * or for a wait group. Of a run that ended in a deadlock only the waits that are part of it count.
 */
#include "detectors.h"
#include "goroutines.h"

static bool takes(const struct ds_event *ev) {
    return ev->result == DS_OK && hn_op_acquires(ev->op);
}

/* It found nobody there, and had to wait. */
static bool waits(const struct ds_event *ev) {
    if (ev->op == DS_OP_WG_WAIT)
        return (ev->flags & DS_EV_BLOCKED) != 0;
    return (ev->flags & DS_EV_PARKED) != 0;
}

/* Its task has not come away from there. */
static bool stands(const struct hn_run *run, const struct ds_event *ev) {
    return hn_in_channel(run, ev->task) && hn_last_seq(run, ev->task) == ev->seq;
}

/* The newest lock that TASK holds at the event numbered AT, and since when. */
static uint32_t held_at(const struct hn_run *run, size_t at, uint64_t *since) {
    uint32_t task = run->events[at].task;
    for (size_t i = at; i-- > 0;) {
        const struct ds_event *ev = &run->events[i];
        if (ev->task != task || !takes(ev) || !hn_go_lock(run, ev->obj))
            continue;
        bool given = false;
        for (size_t k = i + 1; k < at && !given; k++)
            given =
                run->events[k].obj == ev->obj &&
                (run->events[k].op == DS_OP_MUTEX_UNLOCK || run->events[k].op == DS_OP_RW_UNLOCK ||
                 (run->events[k].op == DS_OP_COND_WAIT && run->events[k].obj2 == ev->obj));
        if (given)
            continue;
        *since = ev->seq;
        return ev->obj;
    }
    return DS_NO_OBJ;
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    size_t first = out->count;
    bool any = false;
    for (uint32_t obj = 1; obj <= run->totals.objects && !any; obj++)
        any = hn_go_lock(run, obj);
    bool stuck = run->totals.status == DS_ST_DEADLOCK;
    if ((run->totals.status != DS_ST_DRAINED && !stuck) || !any)
        return;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        uint64_t since = 0;
        uint32_t lock =
            waits(ev) && (!stuck || stands(run, ev)) ? held_at(run, i, &since) : DS_NO_OBJ;
        bool known = lock == DS_NO_OBJ;
        for (size_t k = first; k < out->count; k++)
            known |= out->items[k].object == lock;
        if (known)
            continue;
        struct hn_raw *raw = hn_raw_add(out, HN_LOCK_ACROSS_BLOCKING);
        raw->object = lock;
        hn_raw_task(raw, ev->task);
        hn_raw_evidence(raw, since);
        hn_raw_evidence(raw, ev->seq);
    }
}

const struct hn_detector hn_note_lock = {"lock-across-blocking", detect};
