/* lost_wakeup.c: finds a waiter whose signal came before it waited, and that nobody signals again.
 *
 * A waiter that looked at its predicate after the void signal and still waits is waiting for
 * something else. Looking needs the condition's mutex, so acquisitions are counted between the
 * signal and the wait: none is the gap between check and wait, one is a wait without a check; with
 * two or more the waiter has had the chance to look, and the finding is a deadlock or a leak.
 *
 * Where the program has ended by itself, a worker may rightly wait that came when all the work was
 * done: after the signal, or between the unlock and the signal of one who had the mutex to change
 * what is waited for. Both have seen that change, and the finding is a leak.
 */
#include "detectors.h"
#include "facts.h"

static bool takes_mutex(const struct ds_event *ev, uint32_t mutex) {
    if (ev->op == DS_OP_MUTEX_LOCK || ev->op == DS_OP_MUTEX_TRYLOCK)
        return ev->obj == mutex && (ev->result == DS_OK || ev->result == DS_OWNERDEAD);
    return ev->op == DS_OP_COND_WAKE && ev->obj2 == mutex;
}

static const struct ds_event *last_signal(const struct hn_run *run, uint32_t cond) {
    for (size_t i = run->event_count; i-- > 0;) {
        const struct ds_event *ev = &run->events[i];
        if (ev->obj == cond && (ev->op == DS_OP_COND_SIGNAL || ev->op == DS_OP_COND_BROADCAST))
            return ev;
    }
    return NULL;
}

static const struct ds_event *last_wait(const struct hn_run *run, uint32_t task, uint32_t cond) {
    for (size_t i = run->event_count; i-- > 0;) {
        const struct ds_event *ev = &run->events[i];
        if (ev->task == task && ev->op == DS_OP_COND_WAIT && ev->obj == cond)
            return ev;
    }
    return NULL;
}

static unsigned acquisitions(const struct hn_run *run, uint32_t task, uint32_t mutex,
                             uint64_t after, uint64_t before) {
    unsigned n = 0;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->task == task && ev->seq > after && ev->seq < before && takes_mutex(ev, mutex))
            n++;
    }
    return n;
}

/* Since its last signal the signaller had the mutex, so that what it changed was changed under it. */
static bool changed_under(const struct hn_run *run, const struct ds_event *signal, uint32_t mutex) {
    for (size_t i = run->event_count; i-- > 0;) {
        const struct ds_event *ev = &run->events[i];
        if (ev->task != signal->task || ev->seq >= signal->seq)
            continue;
        if (takes_mutex(ev, mutex))
            return true;
        if (ev->obj == signal->obj &&
            (ev->op == DS_OP_COND_SIGNAL || ev->op == DS_OP_COND_BROADCAST))
            return false;
    }
    return false;
}

static bool may_wait(const struct hn_run *run, uint32_t task, const struct ds_event *signal,
                     const struct ds_event *wait) {
    uint32_t mutex = hn_wait_mutex(run, task);
    unsigned taken = acquisitions(run, task, mutex, signal->seq, wait->seq);
    if (run->totals.status == DS_ST_DRAINED)
        return taken > 0 || changed_under(run, signal, mutex);
    return taken > 1;
}

static struct hn_raw *same_signal(struct hn_raw_list *out, size_t first, uint64_t signal) {
    for (size_t i = first; i < out->count; i++)
        if (out->items[i].evidence[0] == signal)
            return &out->items[i];
    return NULL;
}

/* Through the whole fair continuation of a livelock nobody came either. */
static bool never_woken(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = &run->tasks[task];
    if (t->want.op != DS_OP_COND_WAKE || t->woken || !hn_blocked(run, task))
        return false;
    return hn_blocked_for_ever(run, task) || (t->want.deadline == DS_NEVER && hn_endless(run));
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    size_t first = out->count;
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        const struct ds_task_rec *t = &run->tasks[i];
        if (!never_woken(run, i))
            continue;
        uint32_t cond = t->want.obj;
        const struct ds_event *signal = last_signal(run, cond);
        const struct ds_event *wait = last_wait(run, i, cond);
        if (!signal || !wait || !(signal->flags & DS_EV_VOID) || signal->task == i ||
            signal->seq > wait->seq)
            continue;
        if (may_wait(run, i, signal, wait))
            continue;
        struct hn_raw *raw = same_signal(out, first, signal->seq);
        if (!raw) {
            raw = hn_raw_add(out, HN_LOST_WAKEUP);
            raw->object = cond;
            hn_raw_evidence(raw, signal->seq);
        }
        hn_raw_task(raw, i);
        hn_raw_evidence(raw, wait->seq);
        hn_raw_stack(raw, hn_final_stack(run, i));
    }
}

const struct hn_detector hn_detect_lost_wakeup = {"lost-wakeup", detect};
