/* explain_stuck.c: the words for tasks that wait for ever: who holds what, and why nobody comes. */
#include <stdio.h>
#include <string.h>

#include "explain_parts.h"

const char *hn_ex_list(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *text = "";
    for (uint32_t i = 0; i < raw->task_count; i++) {
        const char *between = i == 0 ? "" : i + 1 == raw->task_count ? " and " : ", ";
        text = rp_arena_printf(ex->arena, "%s%s%s", text, between, hn_ex_id(ex, raw->tasks[i]));
    }
    return text;
}

/* "m1, m2 and T3": what the parties wait for. */
static const char *wanted_list(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *text = "";
    for (uint32_t i = 0; i < raw->task_count; i++) {
        const struct ds_task_rec *t = hn_task_at(ex->run, raw->tasks[i]);
        if (!t)
            continue;
        const char *name =
            t->want.op == DS_OP_JOIN
                ? rp_arena_printf(ex->arena, "the end of %s", hn_ex_id(ex, t->want.obj))
                : hn_ex_object(ex, hn_ex_wait_object(ex, raw->tasks[i]));
        const char *between = !text[0] ? "" : i + 1 == raw->task_count ? " and " : ", ";
        text = rp_arena_printf(ex->arena, "%s%s%s", text, between, name);
    }
    return text;
}

/* Goroutines are among those that can never run again. */
static bool asleep(struct hn_ex *ex, const struct hn_raw *raw) {
    for (uint32_t i = 0; i < raw->task_count; i++)
        if (hn_goroutine(ex->run, raw->tasks[i]) || hn_in_channel(ex->run, raw->tasks[i]))
            return true;
    return false;
}

static const char *deadlock_title(struct hn_ex *ex, const struct hn_raw *raw) {
    if (raw->fatal)
        return rp_arena_printf(ex->arena, "%s has called Goexit%s, and no other goroutine is left",
                               hn_ex_who(ex, raw->tasks[0]),
                               raw->stack_count ? hn_ex_at_stack(ex, raw->stacks[0]) : "");
    if (raw->cycle)
        return rp_arena_printf(ex->arena, "%s wait for each other in a circle, for %s",
                               hn_ex_list(ex, raw), wanted_list(ex, raw));
    if (raw->task_count == 0)
        return "nothing can ever run again";
    uint32_t first = raw->tasks[0];
    for (uint32_t i = raw->task_count; i-- > 0;)
        for (uint32_t k = 0; k < raw->stack_count; k++)
            if (hn_final_stack(ex->run, raw->tasks[i]) == raw->stacks[k])
                first = raw->tasks[i];
    return rp_arena_printf(ex->arena, "%s: %s %s",
                           asleep(ex, raw) ? "all goroutines are asleep"
                                           : "nothing can ever run again",
                           hn_ex_who(ex, first), hn_ex_wait_phrase(ex, first, ""));
}

/* "lock m held by T2 (writer), which exists in the parent only". */
static const char *child_waits_for(struct hn_ex *ex, const struct ds_child_report *said) {
    const char *what = hn_obj_at(ex->run, said->obj)
                           ? rp_arena_printf(ex->arena, "%s %s", hn_ex_wait_why(said->op),
                                             hn_ex_object(ex, said->obj))
                       : said->op == DS_OP_JOIN ? "the end of a thread"
                                                : "a lock that was made in the child";
    const struct ds_task_rec *holder = hn_task_at(ex->run, said->holder);

    if (said->own_wait)
        return rp_arena_printf(ex->arena, "%s, which it holds itself", what);
    if (!holder)
        return what;
    if (said->holder == said->forker)
        return rp_arena_printf(ex->arena, "%s held by %s", what, hn_ex_who(ex, said->holder));
    return rp_arena_printf(ex->arena, "%s held by %s, which the child does not have", what,
                           hn_ex_who(ex, said->holder));
}

static const char *child_title(struct hn_ex *ex, const struct hn_raw *raw) {
    const struct hn_child *c = &ex->run->children[raw->child - 1];
    const char *who =
        hn_task_at(ex->run, c->said.task) ? hn_ex_who(ex, c->said.task) : "a thread of the child";

    return rp_arena_printf(ex->arena, "in the child process made by fork%s, %s waits%s for %s",
                           hn_ex_at_stack(ex, c->forked), who, hn_ex_at_stack(ex, c->waits),
                           child_waits_for(ex, &c->said));
}

static const char *child_words(struct hn_ex *ex, const struct hn_raw *raw) {
    const struct ds_child_report *said = &ex->run->children[raw->child - 1].said;
    const char *since = "";

    if (hn_task_at(ex->run, said->holder) && said->held_since)
        since = rp_arena_printf(ex->arena, "\n%s has held it since event %llu%s.",
                                hn_ex_who(ex, said->holder), (unsigned long long)said->held_since,
                                hn_ex_at_event(ex, said->held_since));
    return rp_arena_printf(
        ex->arena,
        "%s.%s\n\nfork copies memory, locked locks and all, but only the thread that calls it: "
        "what "
        "the other threads held stays held in the child for ever. Fork before threads are made, "
        "take the lock around fork (pthread_atfork), or call nothing that locks between fork and "
        "exec.",
        child_title(ex, raw), since);
}

const char *hn_ex_stuck_title(struct hn_ex *ex, const struct hn_raw *raw) {
    if (raw->child)
        return child_title(ex, raw);
    switch (raw->kind) {
    case HN_SELF_DEADLOCK:
        return rp_arena_printf(ex->arena, "%s waits for %s %s, which it holds itself",
                               hn_ex_who(ex, raw->tasks[0]), hn_ex_kind_word(ex, raw->object),
                               hn_ex_object(ex, raw->object));
    case HN_LOST_WAKEUP:
        return rp_arena_printf(ex->arena, "%s %s for ever: the signal on %s came before the wait",
                               hn_ex_list(ex, raw), raw->task_count == 1 ? "waits" : "wait",
                               hn_ex_object(ex, raw->object));
    default:
        return deadlock_title(ex, raw);
    }
}

/* "T1 (w) holds m1 since event 4, taken in f (x.c:1)" for one lock. */
static const char *holding(struct hn_ex *ex, uint32_t task, uint32_t obj) {
    uint64_t since = hn_held_since(ex->run, task, obj);
    if (since == 0)
        return "";
    return rp_arena_printf(ex->arena, "holds %s since event %llu%s", hn_ex_object(ex, obj),
                           (unsigned long long)since, hn_ex_at_event(ex, since));
}

const char *hn_ex_sentence(struct hn_ex *ex, uint32_t task) {
    const char *text = rp_arena_printf(ex->arena, "%s ", hn_ex_who(ex, task));
    uint32_t objects = ex->run->objs ? ex->run->totals.objects : 0;
    for (uint32_t obj = 1; obj <= objects; obj++) {
        const char *held = holding(ex, task, obj);
        if (held[0])
            text = rp_arena_printf(ex->arena, "%s%s, and ", text, held);
    }
    const char *where = hn_ex_at_stack(ex, hn_final_stack(ex->run, task));
    return rp_arena_printf(ex->arena, "%s%s.", text, hn_ex_wait_phrase(ex, task, where));
}

static const char *sentences(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *text = "";
    for (uint32_t i = 0; i < raw->task_count; i++)
        text = rp_arena_printf(ex->arena, "%s%s%s", text, i ? "\n" : "",
                               hn_ex_sentence(ex, raw->tasks[i]));
    return text;
}

/* Why nobody will come for the tasks of a deadlock without a circle. */
static const char *why_nobody(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *text = "";
    for (uint32_t i = 0; i < raw->task_count; i++) {
        uint32_t to[HN_MAX_PARTIES];
        const struct ds_task_rec *t = hn_task_at(ex->run, raw->tasks[i]);
        size_t n = hn_waits_for(ex->run, raw->tasks[i], to, HN_MAX_PARTIES);
        for (size_t k = 0; t && k < n; k++) {
            const struct ds_task_rec *holder = hn_task_at(ex->run, to[k]);
            if (holder && (holder->state == DS_TASK_EXITED || holder->state == DS_TASK_GONE))
                text = rp_arena_printf(ex->arena, "%s%s ended without giving %s back. ", text,
                                       hn_ex_who(ex, to[k]),
                                       hn_ex_object(ex, hn_ex_wait_object(ex, raw->tasks[i])));
        }
        const char *why = t && n == 0 ? hn_ex_why_nobody(ex, raw->tasks[i]) : "";
        if (why[0] && strstr(text, why)) /* said of another one that waits there */
            continue;
        if (why[0])
            text = rp_arena_printf(ex->arena, "%s%s\n", text, why);
        else if (t && n == 0 && t->want.op == DS_OP_SIGNAL_WAIT)
            text = rp_arena_printf(ex->arena,
                                   "%sNo thread is left that could send %s a signal, no timer is "
                                   "set and no child runs; what another program might send does "
                                   "not count. ",
                                   text, hn_ex_id(ex, raw->tasks[i]));
        else if (t && n == 0)
            text = rp_arena_printf(ex->arena,
                                   "%sNobody is left who could bring %s what it waits "
                                   "for. ",
                                   text, hn_ex_id(ex, raw->tasks[i]));
    }
    return text;
}

static const char *lost_words(struct hn_ex *ex, const struct hn_raw *raw) {
    uint64_t signal = raw->evidence[0];
    const struct ds_event *ev = hn_event_at(ex->run, signal);
    const char *who = ev ? hn_ex_who(ex, ev->task) : "a task";
    bool broadcast = ev && ev->op == DS_OP_COND_BROADCAST;
    return rp_arena_printf(
        ex->arena,
        "%s %s %s at event %llu%s, when nobody was waiting there, so the %s was lost.\n%s\n\n"
        "Nobody signals %s again. Look at what is waited for and wait for it under one lock, "
        "change it under that same lock before signalling, and test it in a loop around the wait.",
        who, broadcast ? "broadcast" : "signalled", hn_ex_object(ex, raw->object),
        (unsigned long long)signal, hn_ex_at_event(ex, signal), broadcast ? "broadcast" : "signal",
        sentences(ex, raw), hn_ex_object(ex, raw->object));
}

const char *hn_ex_stuck_words(struct hn_ex *ex, const struct hn_raw *raw) {
    if (raw->child)
        return child_words(ex, raw);
    switch (raw->kind) {
    case HN_SELF_DEADLOCK:
        return rp_arena_printf(
            ex->arena,
            "%s\n\nOnly the holder could give it back, and the holder is the one "
            "who waits. Give it back before taking it again, split the function "
            "into one that locks and one that expects the lock, or use a "
            "recursive mutex.",
            sentences(ex, raw));
    case HN_LOST_WAKEUP:
        return lost_words(ex, raw);
    case HN_PARTIAL_DEADLOCK:
        return rp_arena_printf(
            ex->arena,
            "%s\n\nEach waits for the next one in the circle, so none of them can "
            "ever go on, while the rest of the program does. Take the locks in "
            "the same order everywhere.",
            sentences(ex, raw));
    default:
        break;
    }
    if (raw->fatal)
        return rp_arena_printf(
            ex->arena,
            "%s.\n\nA main that calls Goexit lets the others go on, but its program never ends by "
            "itself: when the last of them has ended, that is a deadlock. Let main return, or let "
            "one of the others end the program.",
            deadlock_title(ex, raw));
    if (raw->cycle)
        return rp_arena_printf(
            ex->arena,
            "%s\n\nEach waits for the next one in the circle, so none of them can "
            "ever go on. Take the locks in the same order everywhere, or give "
            "the first back before waiting for the second.",
            sentences(ex, raw));
    return rp_arena_printf(
        ex->arena, "%s\n\n%s%s", sentences(ex, raw), why_nobody(ex, raw),
        asleep(ex, raw) ? "Whoever is waited for must still be there to answer, and every value "
                          "that may be sent needs somebody who receives it, or room."
                        : "Every way out of a function must give its locks back, and "
                          "whoever is waited for must still be there to answer.");
}
