/* explain_unordered.c: why nothing orders two accesses: what each side gave out and took in between them,
 * and which locks each held.
 */
#include <string.h>

#include "detect/races.h"
#include "explain_parts.h"

/* One race under examination. */
struct gap {
    struct hn_ex *ex;
    const struct ds_access *first, *second;
    uint64_t from, to; /* events that the two come behind */
};

static unsigned order_of(const struct ds_event *ev) {
    return ev->arg >> 16;
}

/* What an event does to others, in the past tense: "gave back m"; "" if nothing. */
static const char *gave(struct hn_ex *ex, const struct ds_event *ev) {
    const char *object = hn_ex_subject(ex, ev->op, ev->obj), *verb = NULL;
    switch (ev->op) {
    case DS_OP_MUTEX_UNLOCK:
    case DS_OP_RW_UNLOCK:
    case DS_OP_SPIN_UNLOCK:
    case DS_OP_FUTEX_UNLOCK_PI:
        verb = "gave back";
        break;
    case DS_OP_COND_WAIT:
        verb = "gave back";
        object = hn_ex_object(ex, ev->obj2);
        break;
    case DS_OP_COND_SIGNAL:
    case DS_OP_COND_BROADCAST:
        verb = "signalled";
        break;
    case DS_OP_SEM_POST:
        verb = "posted";
        break;
    case DS_OP_BARRIER_WAIT:
        verb = "came to";
        break;
    case DS_OP_CREATE:
        verb = "started";
        break;
    case DS_OP_CHAN_SEND:
    case DS_OP_CHAN_SENT:
        verb = "sent on";
        break;
    case DS_OP_CHAN_CLOSE:
        verb = "closed";
        break;
    case DS_OP_WG_DONE:
        verb = "called Done of";
        break;
    case DS_OP_MEM_STORE:
    case DS_OP_ATOMIC_STORE:
        verb = "stored to";
        break;
    case DS_OP_MEM_UPDATE:
    case DS_OP_ATOMIC_UPDATE:
        verb = "updated";
        break;
    case DS_OP_FUTEX_WAKE:
        verb = "woke waiters of";
        break;
    default:
        return "";
    }
    return rp_arena_printf(ex->arena, "%s %s", verb, object);
}

static const char *took(struct hn_ex *ex, const struct ds_event *ev) {
    const char *object = hn_ex_subject(ex, ev->op, ev->obj), *verb = NULL;
    switch (ev->op) {
    case DS_OP_MUTEX_LOCK:
    case DS_OP_MUTEX_TRYLOCK:
    case DS_OP_RW_RDLOCK:
    case DS_OP_RW_WRLOCK:
    case DS_OP_RW_TRYRDLOCK:
    case DS_OP_RW_TRYWRLOCK:
    case DS_OP_SPIN_LOCK:
    case DS_OP_SPIN_TRYLOCK:
    case DS_OP_SEM_WAIT:
    case DS_OP_SEM_TRYWAIT:
        verb = "took";
        break;
    case DS_OP_COND_WAKE:
        verb = "was woken at";
        break;
    case DS_OP_BARRIER_LEAVE:
        verb = "left";
        break;
    case DS_OP_JOIN:
        verb = "joined";
        break;
    case DS_OP_CHAN_RECV:
    case DS_OP_CHAN_RECVD:
        verb = "received from";
        break;
    case DS_OP_WG_WAIT:
        verb = "waited for";
        break;
    case DS_OP_MEM_LOAD:
    case DS_OP_ATOMIC_LOAD:
        verb = "loaded";
        break;
    case DS_OP_MEM_UPDATE:
    case DS_OP_ATOMIC_UPDATE:
        verb = "updated";
        break;
    default:
        return "";
    }
    return ev->result == DS_OK || ev->result == DS_SERIAL
               ? rp_arena_printf(ex->arena, "%s %s", verb, object)
               : "";
}

static const struct ds_event *last_give(const struct gap *g) {
    const struct hn_run *run = g->ex->run;
    for (size_t i = run->event_count; i-- > 0 && run->events[i].seq > g->from;) {
        const struct ds_event *ev = &run->events[i];
        if (ev->seq <= g->to && ev->task == g->first->task && gave(g->ex, ev)[0])
            return ev;
    }
    return NULL;
}

static const struct ds_event *last_take(const struct gap *g) {
    const struct hn_run *run = g->ex->run;
    for (size_t i = run->event_count; i-- > 0;) {
        const struct ds_event *ev = &run->events[i];
        if (ev->seq <= g->to && ev->task == g->second->task && took(g->ex, ev)[0])
            return ev;
    }
    return NULL;
}

static struct gap gap_of(struct hn_ex *ex, const struct ds_race *race) {
    return (struct gap){ex, &race->side[0], &race->side[1], hn_race_after(ex->run, &race->side[0]),
                        hn_race_after(ex->run, &race->side[1])};
}

const char *hn_ex_relaxed(struct hn_ex *ex, const struct ds_race *race) {
    const struct gap gap = gap_of(ex, race), *g = &gap;
    const struct hn_run *run = ex->run;
    const struct ds_event *load = NULL;
    for (size_t i = run->event_count; i-- > 0 && run->events[i].seq > g->from;) {
        const struct ds_event *ev = &run->events[i];
        bool loads = ev->op == DS_OP_MEM_LOAD || ev->op == DS_OP_MEM_UPDATE;
        bool stores = ev->op == DS_OP_MEM_STORE || ev->op == DS_OP_MEM_UPDATE;
        if (!load && loads && ev->seq <= g->to && ev->task == g->second->task)
            load = ev;
        if (!load || !stores || ev->task != g->first->task || ev->obj != load->obj)
            continue;
        bool out = order_of(ev) >= 3, in = order_of(load) != 0 && order_of(load) != 3;
        if (out && in)
            return "";
        return rp_arena_printf(
            ex->arena,
            " %s stored to %s after its access (event %llu) and %s loaded it before its own "
            "(event %llu), but the %s relaxed: that passes the value on and orders nothing else. "
            "Store with release and load with acquire.",
            hn_ex_id(ex, ev->task), hn_ex_object(ex, ev->obj), (unsigned long long)ev->seq,
            hn_ex_id(ex, load->task), (unsigned long long)load->seq,
            out  ? "load is"
            : in ? "store is"
                 : "store and the load are");
    }
    return "";
}

/* Of a task and the one that started it. */
static const char *family_words(const struct gap *g) {
    struct hn_ex *ex = g->ex;
    const struct ds_task_rec *first = hn_task_at(ex->run, g->first->task);
    const struct ds_task_rec *second = hn_task_at(ex->run, g->second->task);
    if (!first || !second)
        return "";
    if (second->parent == g->first->task && second->create_seq && second->create_seq <= g->from)
        return rp_arena_printf(ex->arena, " %s was started before, at event %llu.",
                               hn_ex_id(ex, g->second->task),
                               (unsigned long long)second->create_seq);
    if (first->parent != g->second->task)
        return "";
    for (size_t i = 0; i < ex->run->event_count; i++) {
        const struct ds_event *ev = &ex->run->events[i];
        if (ev->op == DS_OP_JOIN && ev->task == g->second->task && ev->obj == g->first->task)
            return rp_arena_printf(ex->arena, " %s joins %s only later, at event %llu.",
                                   hn_ex_id(ex, ev->task), hn_ex_id(ex, ev->obj),
                                   (unsigned long long)ev->seq);
    }
    return hn_goroutine(ex->run, g->first->task)
               ? ""
               : rp_arena_printf(ex->arena, " %s has not joined %s.", hn_ex_id(ex, g->second->task),
                                 hn_ex_id(ex, g->first->task));
}

/* What the first gave out, and the second took in, between the two. */
static const char *edge_words(const struct gap *g) {
    struct hn_ex *ex = g->ex;
    const struct ds_event *out = last_give(g), *in = last_take(g);
    const char *a = hn_ex_id(ex, g->first->task), *b = hn_ex_id(ex, g->second->task);
    if (!out)
        return rp_arena_printf(
            ex->arena, " Between the two %s did nothing that %s could have waited for.", a, b);
    const char *gave_out = rp_arena_printf(ex->arena, " %s %s after its access (event %llu)", a,
                                           gave(ex, out), (unsigned long long)out->seq);
    if (!in || in->seq < g->from)
        return rp_arena_printf(ex->arena, "%s, but %s waited for nothing before its own.", gave_out,
                               b);
    return rp_arena_printf(ex->arena, "%s, and %s %s before its own (event %llu)%s.", gave_out, b,
                           took(ex, in), (unsigned long long)in->seq,
                           in->seq < out->seq    ? ", too early to see that"
                           : in->obj != out->obj ? ", which is something else"
                                                 : "");
}

static const char *lock_names(struct hn_ex *ex, const struct hn_lock *locks, size_t n) {
    const char *text = "";
    for (size_t i = 0; i < n; i++)
        text = rp_arena_printf(ex->arena, "%s%s%s", text,
                               i == 0       ? ""
                               : i + 1 == n ? " and "
                                            : ", ",
                               hn_ex_object(ex, locks[i].obj));
    return text;
}

static const char *lock_words(const struct gap *g) {
    struct hn_ex *ex = g->ex;
    struct hn_lock x[HN_MAX_PARTIES], y[HN_MAX_PARTIES];
    size_t n = hn_locks_after(ex->run, g->first->task, g->from, x, HN_MAX_PARTIES);
    size_t m = hn_locks_after(ex->run, g->second->task, g->to, y, HN_MAX_PARTIES);
    const char *a = hn_ex_id(ex, g->first->task), *b = hn_ex_id(ex, g->second->task);
    if (ex->run->event_count != ex->run->totals.points || n > HN_MAX_PARTIES || m > HN_MAX_PARTIES)
        return ""; /* not all is known */
    if (n == 0 && m == 0)
        return " Neither holds a lock.";
    if (n == 0 || m == 0)
        return rp_arena_printf(ex->arena,
                               " %s holds %s and %s holds no lock: a lock protects what everybody "
                               "takes it for.",
                               n ? a : b, n ? lock_names(ex, x, n) : lock_names(ex, y, m),
                               n ? b : a);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (x[i].obj == y[k].obj)
                return x[i].reads && y[k].reads
                           ? rp_arena_printf(ex->arena,
                                             " Both hold %s, but for reading, which keeps no "
                                             "reader out: who writes must hold it for writing.",
                                             hn_ex_object(ex, x[i].obj))
                           : "";
    return rp_arena_printf(ex->arena, " %s holds %s, %s holds %s: different locks keep nobody out.",
                           a, lock_names(ex, x, n), b, lock_names(ex, y, m));
}

const char *hn_ex_unordered(struct hn_ex *ex, const struct ds_race *race) {
    const struct gap g = gap_of(ex, race);
    if (!race->unordered)
        return "The two are in order, and the order is wrong: it was freed first, in every "
               "schedule "
               "that comes this way.";
    const char *relaxed = hn_ex_relaxed(ex, race);
    return rp_arena_printf(ex->arena, "Nothing that the program does orders the two.%s%s%s",
                           family_words(&g), relaxed[0] ? relaxed : edge_words(&g),
                           relaxed[0] ? "" : lock_words(&g));
}
