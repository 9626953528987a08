/* explain_timeline.c: the tasks and the events of a run, as the report model has them. */
#include <string.h>

#include "detect/races.h"
#include "explain_parts.h"

static const char *state_of(struct hn_ex *ex, uint32_t task) {
    const struct ds_task_rec *t = &ex->run->tasks[task];
    switch (t->state) {
    case DS_TASK_RUNNING:
        return "running";
    case DS_TASK_READY:
        if (t->want.op == DS_OP_PROC_EXIT)
            return "exiting";
        if (t->want.op == DS_OP_SLEEP)
            return "sleeping";
        return hn_blocked(ex->run, task) ? "blocked" : "ready";
    case DS_TASK_EXITED:
    case DS_TASK_GONE:
        return "ended";
    default:
        return "unknown";
    }
}

static void fill_holds(struct hn_ex *ex, uint32_t task, struct rp_task *out) {
    const struct hn_run *run = ex->run;
    uint32_t objects = run->objs ? run->totals.objects : 0;
    size_t n = 0;
    for (uint32_t obj = 1; obj <= objects; obj++)
        n += hn_held_since(run, task, obj) != 0;
    struct rp_held *holds = rp_arena_array(ex->arena, n, sizeof *holds);
    n = 0;
    for (uint32_t obj = 1; obj <= objects; obj++) {
        uint64_t since = hn_held_since(run, task, obj);
        if (since == 0)
            continue;
        const struct ds_event *ev = hn_event_at(run, since);
        holds[n].object = hn_ex_object(ex, obj);
        holds[n].event = since;
        if (ev)
            holds[n].taken_at = hn_ex_stack(ex, ev->stack);
        n++;
    }
    out->holds = holds;
    out->hold_count = n;
}

void hn_ex_tasks(struct hn_ex *ex, struct rp_finding *out) {
    const struct hn_run *run = ex->run;
    size_t all = run->tasks ? run->totals.tasks : 0, n = 0;
    struct rp_task *tasks = rp_arena_array(ex->arena, all, sizeof *tasks);
    for (uint32_t i = 0; i < all; i++) {
        if (run->tasks[i].daemon)
            continue;
        struct rp_task *t = &tasks[n++];
        t->id = hn_ex_id(ex, i);
        t->name = hn_ex_task_name(ex, i);
        t->state = state_of(ex, i);
        t->waits_for = hn_ex_waits_for(ex, i);
        t->waits_is_phrase = hn_in_channel(run, i);
        uint32_t stack = hn_final_stack(run, i);
        if (run->fatal_signal && run->fatal_task == i && run->fatal_stack)
            stack = run->fatal_stack;
        t->stack = hn_ex_stack(ex, stack);
        t->created = hn_ex_stack(ex, hn_create_stack(run, i));
        fill_holds(ex, i, t);
    }
    out->tasks = tasks;
    out->task_count = n;
}

static bool in_memory(const struct ds_event *ev) {
    return ev->op >= DS_OP_MEM_LOAD && ev->op <= DS_OP_MEM_WRITE && ev->op != DS_OP_MEM_FENCE;
}

/* "load", "acquire load", "release fence"; an order that is not named is the strongest. */
static const char *op_text(struct hn_ex *ex, const struct ds_event *ev) {
    static const char *const orders[] = {"relaxed", "consume", "acquire", "release", "acq-rel"};
    unsigned order = ev->arg >> 16;
    const char *name = ds_op_text(ev->op);
    switch (ev->op) {
    case DS_OP_MEM_LOAD:
    case DS_OP_MEM_STORE:
    case DS_OP_MEM_UPDATE:
    case DS_OP_MEM_FENCE:
        return order < sizeof orders / sizeof orders[0]
                   ? rp_arena_printf(ex->arena, "%s %s", orders[order], name)
                   : name;
    default:
        return name;
    }
}

/* What a channel operation came to: the case that was taken, if it had several. */
static const char *channel_result(struct hn_ex *ex, const struct ds_event *ev) {
    bool cases = false;
    switch (ev->op) {
    case DS_OP_CHAN_SELECT:
    case DS_OP_CHAN_SELECTED:
    case DS_OP_CHAN_POLL:
        cases = true;
        break;
    case DS_OP_CHAN_SEND:
    case DS_OP_CHAN_SENT:
    case DS_OP_CHAN_RECV:
    case DS_OP_CHAN_RECVD:
        break;
    default:
        return NULL;
    }
    if (ev->flags & DS_EV_PARKED)
        return "waits";
    if (ev->op == DS_OP_CHAN_POLL && ev->result == DS_AGAIN)
        return "default";
    bool closed = hn_chan_step(ex->run, ev) == HN_STEP_RECV_CLOSED || ev->result == DS_CLOSED;
    if (ev->result != DS_OK && ev->result != DS_CLOSED)
        return NULL;
    if (!cases)
        return closed ? "closed" : "ok";
    return rp_arena_printf(ex->arena, "case %u %s%s", ev->arg & ~DS_CASE_SENDS,
                           ev->arg & DS_CASE_SENDS ? "sends" : "receives",
                           closed ? ", closed" : "");
}

static const char *result_text(struct hn_ex *ex, const struct ds_event *ev) {
    static const char *const text[DS_RESULT_COUNT] = {[DS_OK] = "ok",
                                                      [DS_BUSY] = "busy",
                                                      [DS_TIMEDOUT] = "timed out",
                                                      [DS_DEADLK] = "would deadlock",
                                                      [DS_PERM] = "not permitted",
                                                      [DS_INVAL] = "invalid",
                                                      [DS_AGAIN] = "again",
                                                      [DS_OVERFLOW] = "overflow",
                                                      [DS_SRCH] = "no such thread",
                                                      [DS_SERIAL] = "chosen",
                                                      [DS_LAST] = "last",
                                                      [DS_INTR] = "interrupted",
                                                      [DS_NOSYS] = "unknown operation",
                                                      [DS_OWNERDEAD] = "owner died",
                                                      [DS_LOST] = "not recoverable",
                                                      [DS_FULL] = "full",
                                                      [DS_CLOSED] = "closed already",
                                                      [DS_NEGATIVE] = "below zero",
                                                      [DS_REUSED] = "reused"};
    const char *channel = channel_result(ex, ev);
    if (channel)
        return channel;
    if (ev->flags & DS_EV_SPURIOUS)
        return "woken for nothing";
    if ((ev->flags & DS_EV_VOID) && in_memory(ev))
        return ev->op == DS_OP_MEM_UPDATE ? "changed nothing" : "ok";
    if ((ev->flags & DS_EV_VOID) && ds_op_flags(ev->op) & DS_F_R)
        return "no one waits";
    return ev->result >= 0 && ev->result < DS_RESULT_COUNT ? text[ev->result] : "unknown";
}

/* The kind of an edge follows from the event that it comes from. */
static const char *edge_text(struct hn_ex *ex, const struct ds_event *ev) {
    const struct ds_event *from = ev->from ? hn_event_at(ex->run, ev->from) : NULL;
    if (!from)
        return "";
    switch (hn_chan_step(ex->run, ev)) {
    case HN_STEP_RECV:
        return "send-receive";
    case HN_STEP_SEND:
        return "receive-send";
    case HN_STEP_RECV_CLOSED:
        return "close-receive";
    default:
        break;
    }
    switch (from->op) {
    case DS_OP_CREATE:
        return hn_goroutine(ex->run, ev->task) ? "go-start" : "create";
    case DS_OP_WG_ADD:
    case DS_OP_WG_DONE:
        return ev->op == DS_OP_WG_WAIT ? "done-wait" : "counter";
    case DS_OP_CTX_CANCEL:
        return "cancel";
    case DS_OP_ATOMIC_LOAD:
    case DS_OP_ATOMIC_STORE:
    case DS_OP_ATOMIC_UPDATE:
    case DS_OP_MEM_STORE:
    case DS_OP_MEM_UPDATE:
    case DS_OP_MEM_FENCE:
    case DS_OP_MEM_WRITE:
        return "atomic";
    case DS_OP_CHAN_CLOSE:
        return "close";
    case DS_OP_EXIT:
        return "join";
    case DS_OP_COND_SIGNAL:
    case DS_OP_COND_BROADCAST:
    case DS_OP_FUTEX_WAKE:
    case DS_OP_FUTEX_REQUEUE:
    case DS_OP_FUTEX_WAKE_OP:
        return "signal-wake";
    case DS_OP_SEM_POST:
        return "post-wait";
    case DS_OP_BARRIER_WAIT:
    case DS_OP_BARRIER_LEAVE:
        return "barrier";
    case DS_OP_ONCE_END:
    case DS_OP_ONCE_ABORT:
        return "once";
    case DS_OP_HB_BEFORE:
        return "annotation";
    case DS_OP_MUTEX_UNLOCK:
    case DS_OP_RW_UNLOCK:
    case DS_OP_SPIN_UNLOCK:
    case DS_OP_FUTEX_UNLOCK_PI:
    case DS_OP_COND_WAIT:
        return "unlock-lock";
    default:
        return "order";
    }
}

/* It brought its task nothing: a yield, or a look at memory in which nothing has changed. */
static bool idle(const struct ds_event *ev) {
    return ev->op == DS_OP_YIELD || ((ev->flags & DS_EV_VOID) && in_memory(ev));
}

/* The lines under way. */
struct lines {
    struct hn_ex *ex;
    struct rp_event *events;
    size_t n;
    size_t stretch; /* idle events alone stand from here on */
    const size_t *shown;
    const struct ds_race *race;
    struct {
        uint64_t after; /* hn_race_after() */
        bool point;     /* hn_race_point() */
    } side[2];          /* of the race */
    struct hn_ex_objects *objects;
};

/* Within a stretch of idle events and nothing else, equal ones are one line that tells how many. */
static bool merged(struct lines *l, const struct rp_event *e) {
    for (size_t i = l->n; i-- > l->stretch;) {
        struct rp_event *old = &l->events[i];
        if (old->task != e->task || old->aside || strcmp(old->op, e->op) ||
            strcmp(old->object, e->object))
            continue;
        old->times++;
        return true;
    }
    return false;
}

static bool is_evidence(const struct hn_raw *raw, uint64_t seq) {
    for (uint32_t k = 0; k < raw->evidence_count; k++)
        if (raw->evidence[k] == seq)
            return true;
    return false;
}

size_t *hn_ex_shown(struct hn_ex *ex) {
    const struct hn_run *run = ex->run;
    size_t *places = rp_arena_array(ex->arena, run->totals.tasks, sizeof *places), n = 0;
    for (uint32_t i = 0; run->tasks && i < run->totals.tasks; i++)
        places[i] = run->tasks[i].daemon ? SIZE_MAX : n++;
    return places;
}

/* Which access of the race EV is: 1 or 2, or 0. */
static unsigned access_of(struct lines *l, const struct ds_event *ev) {
    for (unsigned k = 0; l->race && k < 2; k++)
        if (ev->task == l->race->side[k].task && l->side[k].point && l->side[k].after == ev->seq)
            return k + 1;
    return 0;
}

/* Accesses of the race that are no events: each has its line right behind the last event of its task,
 * for nobody else ran in between. SEQ 0: those before all events. */
static void add_asides(struct lines *l, uint64_t seq, int64_t time) {
    for (unsigned k = 0; l->race && k < 2; k++) {
        const struct ds_access *a = &l->race->side[k];
        if (l->side[k].after != seq || l->side[k].point || (seq == 0 && a->position > 0))
            continue;
        l->events[l->n] = (struct rp_event){.seq = seq,
                                            .times = 1,
                                            .time = time,
                                            .task = l->shown[a->task],
                                            .op = hn_ex_access_op(a),
                                            .object = hn_ex_race_brief(l->ex, l->race),
                                            .result = "",
                                            .edge = "",
                                            .where = hn_ex_program_frame(l->ex, a->stack),
                                            .stack = hn_ex_stack(l->ex, a->stack),
                                            .object_id = SIZE_MAX,
                                            .evidence = true,
                                            .access = k + 1,
                                            .aside = true};
        l->n++;
    }
}

static void add_line(struct lines *l, const struct hn_raw *raw, const struct ds_event *ev) {
    struct hn_ex *ex = l->ex;
    struct rp_event e = {.times = 1,
                         .seq = ev->seq,
                         .from = hn_event_at(ex->run, ev->from) ? ev->from : 0,
                         .time = ev->time - ex->run->config.start_ns,
                         .task = l->shown[ev->task],
                         .op = op_text(ex, ev),
                         .object = hn_ex_subject(ex, ev->op, ev->obj),
                         .access = access_of(l, ev)};
    e.evidence = e.access || is_evidence(raw, ev->seq);
    if (!e.evidence && idle(ev) && merged(l, &e))
        return;
    e.result = result_text(ex, ev);
    e.edge = edge_text(ex, ev);
    e.where = hn_ex_event_frame(ex, ev);
    e.stack = hn_ex_stack(ex, ev->stack);
    hn_ex_object_event(l->objects, ev, &e);
    l->events[l->n++] = e;
    if (!idle(ev) || e.evidence)
        l->stretch = l->n;
}

void hn_ex_events(struct hn_ex *ex, const struct hn_raw *raw, struct rp_finding *out) {
    const struct hn_run *run = ex->run;
    struct lines l = {.ex = ex, .shown = hn_ex_shown(ex), .race = hn_race_of(run, raw)};
    for (int k = 0; l.race && k < 2; k++) {
        l.side[k].after = hn_race_after(run, &l.race->side[k]);
        l.side[k].point = hn_race_point(run, &l.race->side[k]);
    }
    l.events = rp_arena_array(ex->arena, run->event_count + 2, sizeof *l.events);
    l.objects = hn_ex_objects_new(ex);
    add_asides(&l, 0, 0);
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        hn_ex_object_step(l.objects, ev);
        if (!hn_task_at(run, ev->task) || l.shown[ev->task] == SIZE_MAX)
            continue;
        add_line(&l, raw, ev);
        size_t before = l.n;
        add_asides(&l, ev->seq, ev->time - run->config.start_ns);
        if (l.n > before)
            l.stretch = l.n;
    }
    size_t events = l.n;
    for (size_t i = 0; i < l.n; i++) {
        l.events[i].switched = i > 0 && l.events[i - 1].task != l.events[i].task;
        events -= l.events[i].aside;
    }
    hn_ex_objects_end(l.objects, out);
    out->events = l.events;
    out->event_count = l.n;
    out->events_total = run->totals.points > events ? run->totals.points : events;
}
