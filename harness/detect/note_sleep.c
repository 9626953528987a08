/* note_sleep.c: notes a sleep in the place of synchronisation: a task starts a goroutine, sleeps while
 * that one does its work and ends, and never waits for it by anything else.
 */
#include "detectors.h"
#include "goroutines.h"
#include "order.h"

/* A wait that another task ends when it has done something; locks and atomics are none. */
static bool waits(const struct hn_run *run, const struct ds_event *ev) {
    switch (ev->op) {
    case DS_OP_WG_WAIT:
    case DS_OP_JOIN:
    case DS_OP_COND_WAKE:
    case DS_OP_SEM_WAIT:
        return true;
    default:
        break;
    }
    enum hn_step what = hn_chan_step(run, ev);
    return what == HN_STEP_RECV || what == HN_STEP_RECV_CLOSED || what == HN_STEP_SEND;
}

/* Something that TASK did comes before a wait of SLEEPER's. */
static bool waited_for(const struct hn_run *run, const struct hn_order *order, uint32_t sleeper,
                       uint32_t task) {
    uint64_t start = 0;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->task == task && !start)
            start = ev->seq;
        if (start && ev->task == sleeper && waits(run, ev) &&
            hn_order_before(order, start, ev->seq))
            return true;
    }
    return false;
}

/* A goroutine that SLEEPER started, that ended between FROM and TO, and that it never waits for. */
static uint32_t slept_for(const struct hn_run *run, const struct hn_order *order, uint32_t sleeper,
                          uint64_t from, uint64_t to) {
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        const struct ds_task_rec *t = &run->tasks[i];
        if (hn_goroutine(run, i) && t->parent == sleeper && t->create_seq && t->exit_seq > from &&
            t->exit_seq < to && !waited_for(run, order, sleeper, i))
            return i;
    }
    return DS_NO_TASK;
}

static uint64_t event_before(const struct hn_run *run, size_t at) {
    for (size_t i = at; i-- > 0;)
        if (run->events[i].task == run->events[at].task)
            return run->events[i].seq;
    return 0;
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    if (run->totals.status != DS_ST_DRAINED)
        return;
    struct hn_order *order = NULL;
    size_t first = out->count;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->op != DS_OP_SLEEP || (ev->flags & DS_EV_DRAIN))
            continue;
        if (!order)
            order = hn_order_new(run);
        uint32_t task = hn_order_complete(order)
                            ? slept_for(run, order, ev->task, event_before(run, i), ev->seq)
                            : DS_NO_TASK;
        bool known = task == DS_NO_TASK;
        for (size_t k = first; k < out->count; k++)
            known |= hn_same_stack(run, hn_create_stack(run, out->items[k].tasks[0]),
                                   hn_create_stack(run, task));
        if (known)
            continue;
        struct hn_raw *raw = hn_raw_add(out, HN_SLEEP_SYNC);
        hn_raw_task(raw, task);
        hn_raw_task(raw, ev->task);
        hn_raw_evidence(raw, ev->seq);
        hn_raw_evidence(raw, run->tasks[task].exit_seq);
    }
    hn_order_free(order);
}

const struct hn_detector hn_note_sleep = {"sleep-sync", detect};
