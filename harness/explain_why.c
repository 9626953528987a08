/* explain_why.c: why nobody will come: who could have sent, received, closed, called Done or given a lock
 * back, as the run's events show them, and where they went.
 */
#include <string.h>

#include "explain_parts.h"

#define SHOWN 6 /* who could have come, by name */

/* What one task has done with an object. */
struct use {
    uint32_t count;
    uint64_t last; /* event */
    bool closed;
};

static const char *times(struct hn_ex *ex, uint32_t n) {
    return n == 1 ? "once" : n == 2 ? "twice" : rp_arena_printf(ex->arena, "%u times", n);
}

static bool has_ended(const struct ds_task_rec *t) {
    return t->state == DS_TASK_EXITED || t->state == DS_TASK_GONE;
}

/* The last thing that TASK did at a place of the program's. */
static const char *last_step(struct hn_ex *ex, uint32_t task) {
    for (size_t i = ex->run->event_count; i-- > 0;) {
        const struct ds_event *ev = &ex->run->events[i];
        const struct rp_frame *frame =
            ev->task == task && ev->op != DS_OP_EXIT ? hn_ex_event_frame(ex, ev) : NULL;
        if (!frame)
            continue;
        const char *subject = hn_ex_subject(ex, ev->op, ev->obj);
        return rp_arena_printf(ex->arena, "; its last step was %s%s%s in %s", ds_op_text(ev->op),
                               subject[0] ? " " : "", subject, hn_ex_frame_text(ex, frame));
    }
    return "";
}

const char *hn_ex_whereabouts(struct hn_ex *ex, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(ex->run, task);
    const char *where = hn_ex_at_stack(ex, hn_final_stack(ex->run, task));
    if (!t)
        return "is not known";
    if (t->daemon)
        return "is a timer, which fires no more";
    if (has_ended(t))
        return rp_arena_printf(ex->arena, "has ended%s", last_step(ex, task));
    if (t->want.op == DS_OP_PROC_EXIT)
        return task == 0 ? rp_arena_printf(ex->arena, "has left main%s", last_step(ex, task))
                         : "has ended the program";
    if (t->want.op == DS_OP_SLEEP)
        return rp_arena_printf(ex->arena, "sleeps%s", where);
    if (hn_blocked(ex->run, task))
        return rp_arena_printf(ex->arena, "itself %s", hn_ex_wait_phrase(ex, task, where));
    return rp_arena_printf(ex->arena, "goes on without it%s", where);
}

const char *hn_ex_made(struct hn_ex *ex, uint32_t obj) {
    const struct hn_run *run = ex->run;
    if (!hn_obj_at(run, obj) || !run->places)
        return "";
    const char *where = hn_ex_at_stack(ex, run->places[obj].made_stack);
    return where[0] ? rp_arena_printf(ex->arena, " It was made%s.", where) : "";
}

/* What TASK did with channel OBJ that would help one who waits there: to receive if he SENDS, else to
 * send or to close. */
static struct use use_of(struct hn_ex *ex, uint32_t task, uint32_t obj, bool sends) {
    struct use u = {0};
    for (size_t i = 0; i < ex->run->event_count; i++) {
        const struct ds_event *ev = &ex->run->events[i];
        if (ev->task != task || ev->obj != obj)
            continue;
        enum hn_step what = hn_chan_step(ex->run, ev);
        if (what != (sends ? HN_STEP_RECV : HN_STEP_SEND) && (sends || what != HN_STEP_CLOSE))
            continue;
        u.count += what != HN_STEP_CLOSE;
        u.closed |= what == HN_STEP_CLOSE;
        u.last = ev->seq;
    }
    return u;
}

static bool ever_used(struct hn_ex *ex, uint32_t task, uint32_t obj) {
    for (size_t i = 0; i < ex->run->event_count; i++)
        if (ex->run->events[i].task == task && ex->run->events[i].obj == obj &&
            hn_chan_step(ex->run, &ex->run->events[i]) != HN_STEP_NONE)
            return true;
    return hn_has_case(ex->run, task, obj, true) || hn_has_case(ex->run, task, obj, false);
}

/* "G2 (w), which received from it twice, last in f (x.c:3), has ended." */
static const char *server(struct hn_ex *ex, uint32_t task, const struct use *u, bool sends) {
    const char *who = ex->run->tasks[task].daemon ? "The timer" : hn_ex_who(ex, task);
    return rp_arena_printf(ex->arena, "\n- %s, which %s it %s%s%s, %s.", who,
                           sends ? "received from" : "sent on", times(ex, u->count),
                           u->count > 1 && hn_ex_at_event(ex, u->last)[0] ? ", last" : "",
                           hn_ex_at_event(ex, u->last), hn_ex_whereabouts(ex, task));
}

/* "G1 and G3" of those who used OBJ, but not in the way that would help. */
static const char *others(struct hn_ex *ex, uint32_t task, uint32_t obj) {
    struct hn_raw list = {0};
    for (uint32_t i = 0; i < ex->run->totals.tasks; i++)
        if (i != task && ever_used(ex, i, obj))
            hn_raw_task(&list, i);
    return hn_ex_list(ex, &list);
}

static const char *for_channel(struct hn_ex *ex, uint32_t task, const struct ds_case *c) {
    const char *name = hn_ex_object(ex, c->obj), *lines = "";
    bool sends = c->sends != 0;
    uint32_t shown = 0, more = 0;
    for (uint32_t i = 0; i < ex->run->totals.tasks; i++) {
        struct use u = use_of(ex, i, c->obj, sends);
        if (i == task || u.count == 0)
            continue;
        if (shown++ < SHOWN)
            lines = rp_arena_printf(ex->arena, "%s%s", lines, server(ex, i, &u, sends));
        else
            more++;
    }
    if (more)
        lines = rp_arena_printf(ex->arena, "%s\n- and %u others.", lines, more);
    const char *end = rp_arena_printf(ex->arena, "%s%s", sends ? "" : " Nobody ever closed it.",
                                      hn_ex_made(ex, c->obj));
    if (shown)
        return rp_arena_printf(ex->arena, "Who else %s %s:%s%s%s\n",
                               sends ? "received from" : "sent on", name, lines, end[0] ? "\n" : "",
                               end[0] ? end + 1 : "");
    const char *rest = others(ex, task, c->obj);
    if (rest[0])
        return rp_arena_printf(ex->arena, "Nobody else ever %s %s; %s only %s it.%s\n",
                               sends ? "received from" : "sent on", name, rest,
                               sends ? "sent on" : "received from, or waited at,", end);
    return rp_arena_printf(ex->arena, "Nobody else ever used %s.%s\n", name,
                           hn_ex_made(ex, c->obj));
}

static const char *for_cases(struct hn_ex *ex, uint32_t task) {
    const struct ds_case *cases;
    size_t n = hn_cases(ex->run, task, &cases);
    const char *text = "";
    if (n == 0)
        return "A select without cases waits for ever.\n";
    if (hn_on_nil(ex->run, task))
        return "On a nil channel nobody can ever come: the channel was never made, or the variable "
               "does not hold it yet.\n";
    for (size_t i = 0; i < n && i < HN_EX_CASES; i++)
        if (cases[i].obj != DS_NO_OBJ)
            text = rp_arena_printf(ex->arena, "%s%s", text, for_channel(ex, task, &cases[i]));
    return text;
}

static int32_t counted(const struct ds_event *ev) {
    return ev->op == DS_OP_WG_ADD ? (int32_t)ev->arg : ev->op == DS_OP_WG_DONE ? -1 : 0;
}

static bool called_done(struct hn_ex *ex, uint32_t task, uint32_t obj) {
    for (size_t i = 0; i < ex->run->event_count; i++)
        if (ex->run->events[i].task == task && ex->run->events[i].obj == obj &&
            counted(&ex->run->events[i]) < 0)
            return true;
    return false;
}

static const char *for_group(struct hn_ex *ex, uint32_t task, uint32_t obj) {
    const struct hn_run *run = ex->run;
    uint32_t added = 0, done = 0, shown = 0;
    const char *lines = "";
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        int32_t by = ev->obj == obj && ev->result == DS_OK ? counted(ev) : 0;
        added += by > 0 ? (uint32_t)by : 0;
        done += by < 0 ? (uint32_t)-by : 0;
    }
    for (uint32_t i = 0; i < run->totals.tasks && shown < SHOWN; i++) {
        if (i == task || !hn_goroutine(run, i) || called_done(ex, i, obj))
            continue;
        shown++;
        lines = rp_arena_printf(ex->arena, "%s\n- %s, which has not called it, %s.", lines,
                                hn_ex_who(ex, i), hn_ex_whereabouts(ex, i));
    }
    return rp_arena_printf(ex->arena, "To %s %u %s been added, and Done was called %s.%s\n",
                           hn_ex_object(ex, obj), added, added == 1 ? "has" : "have",
                           done ? times(ex, done) : "never", lines);
}

static const char *for_lock(struct hn_ex *ex, uint32_t task) {
    uint32_t to[HN_MAX_PARTIES];
    size_t n = hn_waits_for(ex->run, task, to, HN_MAX_PARTIES);
    const char *text = "";
    for (size_t i = 0; i < n; i++)
        text = rp_arena_printf(ex->arena, "%s%s, which holds %s%s, %s.\n", text,
                               hn_ex_who(ex, to[i]), hn_ex_object(ex, hn_ex_wait_object(ex, task)),
                               to[i] == task ? " itself" : "", hn_ex_whereabouts(ex, to[i]));
    return text;
}

/* Who signals a Go condition, which nobody can wake from without. */
static const char *for_condition(struct hn_ex *ex, uint32_t obj) {
    const struct ds_event *last = NULL;
    for (size_t i = 0; i < ex->run->event_count; i++) {
        const struct ds_event *ev = &ex->run->events[i];
        if (ev->obj == obj && (ev->op == DS_OP_COND_SIGNAL || ev->op == DS_OP_COND_BROADCAST))
            last = ev;
    }
    if (!last)
        return rp_arena_printf(ex->arena, "Nobody ever signalled %s.\n", hn_ex_object(ex, obj));
    return rp_arena_printf(ex->arena, "%s, which signalled %s last%s, %s.\n",
                           hn_ex_who(ex, last->task), hn_ex_object(ex, obj),
                           hn_ex_at_event(ex, last->seq), hn_ex_whereabouts(ex, last->task));
}

const char *hn_ex_why_nobody(struct hn_ex *ex, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(ex->run, task);
    if (!t || !hn_blocked(ex->run, task))
        return "";
    if (hn_in_channel(ex->run, task))
        return for_cases(ex, task);
    if (t->want.op == DS_OP_WG_WAIT)
        return for_group(ex, task, t->want.obj);
    if (t->want.op == DS_OP_COND_WAKE && (t->want.arg & DS_COND_GO))
        return for_condition(ex, t->want.obj);
    return hn_go_lock(ex->run, t->want.obj) ? for_lock(ex, task) : "";
}
