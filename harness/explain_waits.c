/* explain_waits.c: what each task waits for, in words and as edges of the wait-for graph. */
#define _GNU_SOURCE /* sigabbrev_np */
#include <signal.h>
#include <string.h>

#include "explain_parts.h"

uint32_t hn_ex_wait_object(struct hn_ex *ex, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(ex->run, task);
    if (!t || t->want.op == DS_OP_JOIN || t->want.op == DS_OP_SLEEP)
        return DS_NO_OBJ;
    if (hn_relocking(ex->run, t))
        return hn_wait_mutex(ex->run, task);
    return t->want.obj;
}

const char *hn_ex_wait_why(unsigned op) {
    switch (op) {
    case DS_OP_JOIN:
        return "join";
    case DS_OP_COND_WAKE:
        return "signal";
    case DS_OP_BARRIER_LEAVE:
        return "barrier";
    case DS_OP_SEM_WAIT:
        return "post";
    case DS_OP_FUTEX_SLEEP:
        return "wake";
    case DS_OP_SIGNAL_WAIT:
        return "signal";
    case DS_OP_ONCE_BEGIN:
        return "once";
    case DS_OP_CHAN_SENT:
        return "send";
    case DS_OP_CHAN_RECVD:
        return "receive";
    case DS_OP_CHAN_SELECTED:
        return "select";
    case DS_OP_WG_WAIT:
        return "counter";
    case DS_OP_GOEXIT_MAIN:
        return "end";
    case DS_OP_SLEEP:
        return "time";
    case DS_OP_EVENT_WAIT:
        return "event";
    case DS_OP_COND_DESTROY:
    case DS_OP_BARRIER_DESTROY:
        return "last waiter";
    default:
        return "lock";
    }
}

static const char *holders_text(struct hn_ex *ex, uint32_t obj) {
    uint32_t who[HN_MAX_PARTIES];
    size_t n = hn_holders(ex->run, obj, who, HN_MAX_PARTIES);
    const char *text = "";
    for (size_t i = 0; i < n; i++)
        text = rp_arena_printf(ex->arena, "%s%s%s", text, i ? ", " : " held by ",
                               hn_ex_id(ex, who[i]));
    return text;
}

/* What a wait on a descriptor, or for a child, is for. */
static const char *event_text(struct hn_ex *ex, const struct ds_request *w, const char *name) {
    static const char *const words[] = {
        [DS_WAIT_ANY] = "something at",       [DS_WAIT_READ] = "data from",
        [DS_WAIT_WRITE] = "room in",          [DS_WAIT_READY] = "something to do at",
        [DS_WAIT_ACCEPT] = "a connection to", [DS_WAIT_CONNECT] = "an answer at",
        [DS_WAIT_OPEN] = "the other end of",  [DS_WAIT_CHILD] = "the end of a"};
    unsigned what = w->arg & ~(unsigned)DS_WAIT_OUTSIDE;
    if (!name[0])
        return "descriptors of which none is ready";
    return rp_arena_printf(ex->arena, "%s %s",
                           what < sizeof words / sizeof words[0] ? words[what] : words[0], name);
}

/* "SIGUSR1, SIGTERM" for what the shim shows of a set: the standard signals by their bits, others as
 * bit 0. */
static const char *signals_text(struct hn_ex *ex, uint32_t set) {
    const char *text = "";
    for (int sig = 1; sig < 32; sig++)
        if (set >> sig & 1)
            text = rp_arena_printf(ex->arena, "%s%sSIG%s", text, text[0] ? ", " : "",
                                   sigabbrev_np(sig) ? sigabbrev_np(sig) : "?");
    if (set & 1)
        text = rp_arena_printf(ex->arena, "%s%sa real-time signal", text, text[0] ? ", " : "");
    return text;
}

/* "full, 2 of 2", "unbuffered", "open, empty". */
static const char *channel_state(struct hn_ex *ex, uint32_t obj, bool sends) {
    const struct ds_obj_rec *o = hn_obj_at(ex->run, obj);
    if (o->round != 0)
        return "closed";
    if (!sends)
        return o->count ? "open" : "open, empty";
    if (o->arg == 0)
        return "unbuffered, nobody receives";
    return rp_arena_printf(ex->arena, "%s, %u of %u", o->count >= o->arg ? "full" : "room left",
                           o->count, o->arg);
}

static const char *one_case(struct hn_ex *ex, const struct ds_case *c) {
    const char *verb = c->sends ? "sends on" : "receives from";
    if (!hn_obj_at(ex->run, c->obj))
        return rp_arena_printf(ex->arena, "%s a nil channel", verb);
    return rp_arena_printf(ex->arena, "%s %s (%s)", verb, hn_ex_object(ex, c->obj),
                           channel_state(ex, c->obj, c->sends != 0));
}

const char *hn_ex_channel_wait(struct hn_ex *ex, uint32_t task) {
    const struct ds_case *cases;
    const struct ds_task_rec *t = hn_task_at(ex->run, task);
    if (!hn_in_channel(ex->run, task))
        return "";
    size_t n = hn_cases(ex->run, task, &cases);
    if (n == 0)
        return "waits in a select without cases";
    if (t->want.op != DS_OP_CHAN_SELECTED && t->want.op != DS_OP_CHAN_SELECT)
        return one_case(ex, cases);
    const char *text = "selects:";
    size_t shown = n <= HN_EX_CASES ? n : HN_EX_CASES;
    for (size_t i = 0; i < shown; i++)
        text = rp_arena_printf(ex->arena, "%s%s %s", text, i ? "," : "", one_case(ex, &cases[i]));
    return shown == n ? text : rp_arena_printf(ex->arena, "%s and %zu more", text, n - shown);
}

const char *hn_ex_wait_phrase(struct hn_ex *ex, uint32_t task, const char *where) {
    const char *channel = hn_ex_channel_wait(ex, task);
    const struct ds_task_rec *t = hn_task_at(ex->run, task);
    if (channel[0])
        return rp_arena_printf(ex->arena, "%s%s", channel, where);
    if (t && t->want.op == DS_OP_GOEXIT_MAIN)
        return "has called Goexit and waits for the end of the others";
    return rp_arena_printf(ex->arena, "waits%s for %s", where, hn_ex_waits_for(ex, task));
}

const char *hn_ex_waits_for(struct hn_ex *ex, uint32_t task) {
    const struct ds_task_rec *t = hn_task_at(ex->run, task);
    if (!t || !hn_blocked(ex->run, task))
        return "";
    uint32_t obj = hn_ex_wait_object(ex, task);
    const char *name = hn_ex_object(ex, obj);
    switch (t->want.op) {
    case DS_OP_JOIN:
        return rp_arena_printf(ex->arena, "the end of %s", hn_ex_id(ex, t->want.obj));
    case DS_OP_SLEEP:
        return t->want.deadline == DS_NEVER ? "nothing: it sleeps for ever"
                                            : "the end of its sleep";
    case DS_OP_COND_WAKE:
        if (hn_relocking(ex->run, t))
            break;
        return rp_arena_printf(ex->arena, "a signal on %s", name);
    case DS_OP_CHAN_SENT:
    case DS_OP_CHAN_RECVD:
    case DS_OP_CHAN_SELECTED:
        return hn_ex_channel_wait(ex, task);
    case DS_OP_WG_WAIT:
        return rp_arena_printf(ex->arena, "%s (counter %d)", name,
                               obj ? (int)ex->run->objs[obj].count : 0);
    case DS_OP_GOEXIT_MAIN:
        return "the end of the others";
    case DS_OP_SEM_WAIT:
        return rp_arena_printf(ex->arena, "a post of %s", name);
    case DS_OP_EVENT_WAIT:
        return event_text(ex, &t->want, name);
    case DS_OP_SIGNAL_WAIT:
        if (t->want.arg == 0)
            return "a signal, and handles none";
        return rp_arena_printf(ex->arena, "a signal: %s", signals_text(ex, t->want.arg));
    case DS_OP_FUTEX_SLEEP:
        return rp_arena_printf(ex->arena, "a change of the futex word %s", name);
    case DS_OP_FUTEX_PI_SLEEP:
        if (t->want.obj2 == DS_NO_OBJ)
            break;
        return rp_arena_printf(ex->arena, "a requeue from the futex word %s", name);
    case DS_OP_BARRIER_LEAVE:
        return rp_arena_printf(ex->arena, "the others at barrier %s", name);
    case DS_OP_COND_DESTROY:
    case DS_OP_BARRIER_DESTROY:
        return rp_arena_printf(ex->arena, "the last waiter to leave %s", name);
    case DS_OP_ONCE_BEGIN:
        return rp_arena_printf(ex->arena, "the initialiser of %s%s", name, holders_text(ex, obj));
    default:
        break;
    }
    return rp_arena_printf(ex->arena, "lock %s%s", name, holders_text(ex, obj));
}

static bool next_in_cycle(const struct hn_raw *raw, uint32_t from, uint32_t to) {
    for (uint32_t i = 0; raw->cycle && i < raw->task_count; i++)
        if (raw->tasks[i] == from && raw->tasks[(i + 1) % raw->task_count] == to)
            return true;
    return raw->kind == HN_SELF_DEADLOCK && from == to && hn_raw_has_task(raw, from);
}

void hn_ex_waits(struct hn_ex *ex, const struct hn_raw *raw, struct rp_finding *out) {
    const struct hn_run *run = ex->run;
    if (!run->tasks)
        return;
    struct rp_wait *waits =
        rp_arena_array(ex->arena, (size_t)run->totals.tasks * HN_MAX_PARTIES, sizeof *waits);
    const size_t *shown = hn_ex_shown(ex);
    size_t n = 0;
    for (uint32_t i = 0; i < run->totals.tasks; i++) {
        uint32_t to[HN_MAX_PARTIES];
        if (!hn_blocked(run, i))
            continue;
        size_t targets = hn_waits_for(run, i, to, HN_MAX_PARTIES);
        struct rp_wait wait = {.from = shown[i],
                               .to = SIZE_MAX,
                               .object = hn_ex_object(ex, hn_ex_wait_object(ex, i)),
                               .why = hn_ex_wait_why(run->tasks[i].want.op)};
        if (hn_relocking(run, &run->tasks[i]))
            wait.why = "lock";
        if (targets == 0)
            waits[n++] = wait;
        for (size_t k = 0; k < targets; k++) {
            wait.to = to[k] < run->totals.tasks ? shown[to[k]] : SIZE_MAX;
            wait.in_cycle = next_in_cycle(raw, i, to[k]);
            waits[n++] = wait;
        }
    }
    out->waits = waits;
    out->wait_count = n;
}
