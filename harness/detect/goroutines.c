/* goroutines.c: what a finished run says about goroutines and what they do on channels. */
#include "goroutines.h"

bool hn_goroutine(const struct hn_run *run, uint32_t task) {
    return hn_task_at(run, task) && run->task_info && run->task_info[task].goroutine != 0;
}

bool hn_alive(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(run, task);
    return t && !t->daemon && (t->state == DS_TASK_READY || t->state == DS_TASK_RUNNING);
}

bool hn_go_lock(const struct hn_run *run, uint32_t obj) {
    const struct ds_obj_rec *o = hn_obj_at(run, obj);
    if (!o)
        return false;
    return (o->kind == DS_KIND_MUTEX && (o->arg & DS_MUTEX_GO) != 0) ||
           (o->kind == DS_KIND_RWLOCK && (o->arg & DS_RW_GO) != 0);
}

uint32_t hn_copy_of(const struct hn_run *run, uint32_t obj) {
    for (uint32_t i = run->totals.objects; run->places && obj != DS_NO_OBJ && i > 0; i--)
        if (run->places[i].copy_of == obj)
            return i;
    return DS_NO_OBJ;
}

/* Where other libraries' objects are copied from is not kept. */
bool hn_go_copied(const struct hn_run *run, unsigned misuse, uint32_t obj) {
    return misuse == DS_MISUSE_COPIED && run->places && hn_obj_at(run, obj) &&
           (run->places[obj].copy_of != DS_NO_OBJ || hn_copy_of(run, obj) != DS_NO_OBJ);
}

static bool channel_op(unsigned op) {
    switch (op) {
    case DS_OP_CHAN_SEND:
    case DS_OP_CHAN_SENT:
    case DS_OP_CHAN_RECV:
    case DS_OP_CHAN_RECVD:
    case DS_OP_CHAN_SELECT:
    case DS_OP_CHAN_SELECTED:
        return true;
    default:
        return false;
    }
}

bool hn_in_channel(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(run, task);
    return t && channel_op(t->want.op) && hn_blocked(run, task);
}

size_t hn_cases(const struct hn_run *run, uint32_t task, const struct ds_case **cases) {
    *cases = NULL;
    if (!run->case_ends || !hn_in_channel(run, task))
        return 0;
    size_t from = task ? run->case_ends[task - 1] : 0;
    *cases = run->cases + from;
    return run->case_ends[task] - from;
}

bool hn_on_nil(const struct hn_run *run, uint32_t task) {
    const struct ds_case *cases;
    size_t n = hn_cases(run, task, &cases);
    for (size_t i = 0; i < n; i++)
        if (cases[i].obj != DS_NO_OBJ)
            return false;
    return n > 0;
}

bool hn_has_case(const struct hn_run *run, uint32_t task, uint32_t obj, bool sends) {
    const struct ds_case *cases;
    size_t n = hn_cases(run, task, &cases);
    for (size_t i = 0; i < n; i++)
        if (cases[i].obj == obj && (cases[i].sends != 0) == sends)
            return true;
    return false;
}

uint64_t hn_last_seq(const struct hn_run *run, uint32_t task) {
    for (size_t i = run->event_count; i-- > 0;)
        if (run->events[i].task == task)
            return run->events[i].seq;
    return 0;
}

/* The first event of the drain, or of the fair continuation; 0 if neither was entered. */
static uint64_t last_chance(const struct hn_run *run) {
    for (size_t i = 0; i < run->event_count; i++)
        if (run->events[i].flags & (DS_EV_DRAIN | DS_EV_FAIR))
            return run->events[i].seq;
    return 0;
}

uint32_t hn_timer_sends(const struct hn_run *run, uint32_t task) {
    uint32_t n = 0;
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        n += run->tasks[ev->task].daemon && hn_chan_step(run, ev) == HN_STEP_SEND &&
             hn_has_case(run, task, ev->obj, false);
    }
    return n;
}

bool hn_left_behind(const struct hn_run *run, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(run, task);
    if (!t || !hn_blocked(run, task) || t->want.deadline != DS_NEVER)
        return false;
    /* What has ticked twice would tick again, but for the drain's end. */
    if (run->totals.status == DS_ST_DRAINED && hn_timer_sends(run, task) >= 2)
        return false;
    if (hn_blocked_for_ever(run, task))
        return true;
    /* Where a limit ended the run, whoever did not move in the second half of the time that everybody
     * was given has waited long enough. */
    uint64_t first = last_chance(run);
    bool cut = hn_endless(run) ||
               (run->totals.status == DS_ST_DRAINED && (run->totals.limits & DS_LIMIT_DRAIN));
    return cut && first && t->posted_seq < first + (run->totals.points - first) / 2;
}

enum hn_step hn_chan_step(const struct hn_run *run, const struct ds_event *ev) {
    if ((ev->flags & DS_EV_PARKED) != 0 || ev->result != DS_OK || !hn_obj_at(run, ev->obj))
        return HN_STEP_NONE;
    bool sends = false;
    switch (ev->op) {
    case DS_OP_CHAN_SEND:
    case DS_OP_CHAN_SENT:
        sends = true;
        break;
    case DS_OP_CHAN_RECV:
    case DS_OP_CHAN_RECVD:
        break;
    case DS_OP_CHAN_SELECT:
    case DS_OP_CHAN_SELECTED:
    case DS_OP_CHAN_POLL:
        sends = (ev->arg & DS_CASE_SENDS) != 0;
        break;
    case DS_OP_CHAN_CLOSE:
        return HN_STEP_CLOSE;
    default:
        return HN_STEP_NONE;
    }
    if (sends)
        return HN_STEP_SEND;
    return ev->flags & DS_EV_VOID ? HN_STEP_RECV_CLOSED : HN_STEP_RECV;
}
