/* explain_departures.c: what a minimized schedule does in another way than the creation-order run. */
#include <string.h>

#include "explain_parts.h"

static uint32_t task_of(const struct hn_run *run, uint64_t key) {
    for (uint32_t t = 0; run->tasks && t < run->totals.tasks; t++)
        if (run->tasks[t].key == key)
            return t;
    return DS_NO_TASK;
}

/* The event that TASK made as its POINTth; NULL if it is not there. */
static const struct ds_event *event_of(const struct hn_run *run, uint32_t task, uint32_t point) {
    for (size_t i = 0; i < run->event_count; i++)
        if (run->events[i].task == task && --point == 0)
            return &run->events[i];
    return NULL;
}

/* "after event 12 (T1 (worker): lock m in f (x.c:3))". */
static const char *place(struct hn_ex *ex, const struct ds_departure *d) {
    uint32_t task = task_of(ex->run, d->task);
    const struct ds_event *ev = d->point ? event_of(ex->run, task, d->point) : NULL;
    if (!ev)
        return d->point ? "at an event that is not kept" : "at the start";
    const char *subject = hn_ex_subject(ex, ev->op, ev->obj);
    return rp_arena_printf(ex->arena, "after event %llu (%s: %s%s%s%s)",
                           (unsigned long long)ev->seq, hn_ex_who(ex, task), ds_op_text(ev->op),
                           subject[0] ? " " : "", subject, hn_ex_at_event(ex, ev->seq));
}

static const char *what(struct hn_ex *ex, const struct ds_departure *d) {
    uint32_t to = task_of(ex->run, d->to);
    const char *who = to == DS_NO_TASK ? "a task" : hn_ex_who(ex, to);
    switch (d->kind) {
    case DS_CHOICE_TASK:
        return rp_arena_printf(ex->arena, "%s goes on", who);
    case DS_CHOICE_WAITER:
        return rp_arena_printf(ex->arena, "of those who wait, %s is woken", who);
    case DS_CHOICE_TIMEOUT:
        return "the time-out is taken, though what is waited for is there";
    case DS_CHOICE_JUMP:
        return rp_arena_printf(ex->arena, "the time comes that %s waits for", who);
    case DS_CHOICE_SPURIOUS:
        return rp_arena_printf(ex->arena, "%s wakes for nothing", who);
    case DS_CHOICE_SELECT:
        return rp_arena_printf(ex->arena, "of the cases that can go, case %llu is taken",
                               (unsigned long long)d->to);
    default:
        return "?";
    }
}

const char *hn_ex_departures(struct hn_ex *ex) {
    const struct hn_run *run = ex->run;
    const char *text = run->departure_count
                           ? "In another way than in the creation-order run, where nobody is "
                             "pre-empted:"
                           : "This is the creation-order run, where nobody is pre-empted.";
    for (size_t i = 0; i < run->departure_count; i++)
        text = rp_arena_printf(ex->arena, "%s\n- %s, %s", text, place(ex, &run->departures[i]),
                               what(ex, &run->departures[i]));
    return text;
}
