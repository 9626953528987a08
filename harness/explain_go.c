/* explain_go.c: the words for what goes wrong with channels, wait groups and locks of goroutines. */
#include <string.h>

#include "explain_parts.h"

static bool is(const struct hn_raw *raw, const char *subkind) {
    return strcmp(raw->subkind, subkind) == 0;
}

static const char *where_of(struct hn_ex *ex, const struct hn_raw *raw) {
    return raw->stack_count ? hn_ex_at_stack(ex, raw->stacks[0]) : "";
}

/* The panic's text is the program's: its first line, and no more. */
static const char *panic_line(struct hn_ex *ex) {
    const char *text = ex->run->panic.text;
    return rp_arena_strndup(ex->arena, text, strcspn(text, "\n"));
}

static const char *group_title(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *name = hn_ex_object(ex, raw->object), *who = hn_ex_who(ex, raw->tasks[0]);
    if (!name[0])
        name = "a wait group";
    if (!raw->fatal)
        return rp_arena_printf(ex->arena, "%s adds to %s while nothing orders that with %s's Wait",
                               who, name, hn_ex_id(ex, raw->tasks[1]));
    const char *where = where_of(ex, raw);
    if (is(raw, "negative-counter"))
        return rp_arena_printf(ex->arena, "%s brings %s below zero%s", who, name, where);
    if (is(raw, "reused"))
        return rp_arena_printf(ex->arena, "%s is used again before an earlier Wait has returned%s",
                               name, where);
    return rp_arena_printf(ex->arena, "%s adds to %s during a Wait%s", who, name, where);
}

static const char *panic_title(struct hn_ex *ex, const struct hn_raw *raw) {
    return rp_arena_printf(ex->arena, "%s panics%s: %s", hn_ex_who(ex, raw->tasks[0]),
                           where_of(ex, raw), panic_line(ex));
}

static bool is_copy(struct hn_ex *ex, uint32_t obj) {
    return hn_obj_at(ex->run, obj) && ex->run->places && ex->run->places[obj].copy_of != DS_NO_OBJ;
}

/* "mutex m", "wait group w": of a copy the original. */
static const char *with_kind(struct hn_ex *ex, uint32_t obj) {
    const char *name = hn_ex_original(ex, obj), *kind = hn_ex_kind_word(ex, obj);
    return strncmp(name, kind, strlen(kind)) == 0 ? name
                                                  : rp_arena_printf(ex->arena, "%s %s", kind, name);
}

/* Of a copy that comes locked, or beside an original in use, the first use is told; else the later use,
 * of the copy or of the original. */
static const char *copied_title(struct hn_ex *ex, const struct hn_raw *raw) {
    return rp_arena_printf(ex->arena, "%s uses %s%s%s%s", hn_ex_who(ex, raw->tasks[0]),
                           is_copy(ex, raw->object) ? "a copy of " : "", with_kind(ex, raw->object),
                           where_of(ex, raw),
                           is_copy(ex, raw->object) ? "" : ", after a copy of it was used");
}

/* The use of the copy that came before the original's. */
static const char *copy_used(struct hn_ex *ex, uint32_t obj) {
    uint32_t copy = is_copy(ex, obj) ? DS_NO_OBJ : hn_copy_of(ex->run, obj);
    for (size_t i = 0; i < ex->run->event_count && copy != DS_NO_OBJ; i++) {
        const struct ds_event *ev = &ex->run->events[i];
        if (ev->obj == copy)
            return rp_arena_printf(ex->arena, "\n%s used the copy at event %llu%s.",
                                   hn_ex_who(ex, ev->task), (unsigned long long)ev->seq,
                                   hn_ex_at_event(ex, ev->seq));
    }
    return "";
}

static const char *channel_name(struct hn_ex *ex, const struct hn_raw *raw) {
    return raw->object != DS_NO_OBJ ? hn_ex_object(ex, raw->object) : "a channel";
}

const char *hn_ex_go_title(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *who = raw->task_count ? hn_ex_who(ex, raw->tasks[0]) : "a task";
    switch (raw->kind) {
    case HN_SEND_ON_CLOSED:
        return rp_arena_printf(ex->arena, "%s sends on closed %s%s", who, channel_name(ex, raw),
                               where_of(ex, raw));
    case HN_CLOSE_OF_CLOSED:
        return rp_arena_printf(ex->arena, "%s closes %s, which is closed already%s", who,
                               channel_name(ex, raw), where_of(ex, raw));
    case HN_NIL_CHANNEL:
        if (raw->fatal)
            return rp_arena_printf(ex->arena, "%s closes a nil channel%s", who, where_of(ex, raw));
        return rp_arena_printf(ex->arena, "%s %s%s, for ever", hn_ex_list(ex, raw),
                               raw->task_count > 1 ? "each " : "",
                               hn_ex_wait_phrase(ex, raw->tasks[0], where_of(ex, raw)));
    case HN_WAITGROUP_MISUSE:
        return group_title(ex, raw);
    case HN_COPIED_LOCK:
        return copied_title(ex, raw);
    case HN_LOCK_HELD_AT_EXIT:
        return rp_arena_printf(ex->arena, "%s ended while it held %s %s, and nobody gave it back",
                               who, hn_ex_kind_word(ex, raw->object),
                               hn_ex_object(ex, raw->object));
    default:
        return panic_title(ex, raw);
    }
}

/* "X closed it at event 7 in f (x.c:3)." */
static const char *closed_by(struct hn_ex *ex, uint32_t obj) {
    const struct ds_obj_rec *o = hn_obj_at(ex->run, obj);
    const struct ds_event *ev = o ? hn_event_at(ex->run, o->release_seq) : NULL;
    if (!ev || ev->op != DS_OP_CHAN_CLOSE)
        return "";
    return rp_arena_printf(ex->arena, "%s had closed it at event %llu%s.", hn_ex_who(ex, ev->task),
                           (unsigned long long)ev->seq, hn_ex_at_event(ex, ev->seq));
}

static const char *closed_words(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *advice = raw->kind == HN_SEND_ON_CLOSED
                             ? "Only who sends may close, and only when nobody sends any more: let "
                               "one task wait for "
                               "all senders (a wait group) and close then. Receivers tell senders "
                               "to stop by a context "
                               "or a channel of its own."
                             : "Exactly one task closes a channel, once: the one that sends, or "
                               "one that all agree on "
                               "(sync.Once).";
    return rp_arena_printf(ex->arena, "%s.\n%s%s\n\n%s", hn_ex_go_title(ex, raw),
                           closed_by(ex, raw->object), hn_ex_made(ex, raw->object), advice);
}

/* What the Add numbered SEQ begins is another round: its task has waited for the group before. */
static bool next_round(struct hn_ex *ex, uint32_t obj, uint64_t seq) {
    const struct ds_event *add = hn_event_at(ex->run, seq);
    for (size_t i = 0; add && i < ex->run->event_count && ex->run->events[i].seq < seq; i++) {
        const struct ds_event *ev = &ex->run->events[i];
        if (ev->op == DS_OP_WG_WAIT && ev->obj == obj && ev->task == add->task)
            return true;
    }
    return false;
}

static const char *group_words(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *title = group_title(ex, raw);
    if (raw->fatal)
        return rp_arena_printf(
            ex->arena,
            "%s: %s.\n\nEach Done must have an Add of its own before it, exactly "
            "one; defer it where the goroutine begins. A new round of Add comes "
            "after every Wait of the last one has returned.",
            title, panic_line(ex));
    uint64_t add = raw->evidence[0], wait = raw->evidence[1];
    const struct ds_event *ev = hn_event_at(ex->run, wait);
    const char *found =
        ev && ev->result == DS_REUSED
            ? "Wait had been let go at zero, and panicked when it found the counter "
              "above zero again."
            : "Wait found the counter at zero and went on, so what was added was not "
              "waited for.";
    const char *advice =
        next_round(ex, raw->object, add)
            ? "A new round of Add comes after every Wait of the last one has "
              "returned."
            : "Call Add before the go statement, in the task that waits, not inside "
              "the goroutine.";
    return rp_arena_printf(ex->arena,
                           "%s: the Add is event %llu%s, the Wait event %llu%s, and neither is "
                           "ordered before the other by anything the program does.\n%s\n\n%s",
                           title, (unsigned long long)add, hn_ex_at_event(ex, add),
                           (unsigned long long)wait, hn_ex_at_event(ex, wait), found, advice);
}

static const char *held_words(struct hn_ex *ex, const struct hn_raw *raw) {
    uint32_t task = raw->tasks[0];
    return rp_arena_printf(ex->arena,
                           "%s.\n%s took it at event %llu%s and %s.\n\nNobody can lock it any "
                           "more. Unlock on every way "
                           "out: defer the unlock right behind the lock.",
                           hn_ex_go_title(ex, raw), hn_ex_who(ex, task),
                           (unsigned long long)raw->evidence[0],
                           hn_ex_at_event(ex, raw->evidence[0]), hn_ex_whereabouts(ex, task));
}

const char *hn_ex_go_words(struct hn_ex *ex, const struct hn_raw *raw) {
    switch (raw->kind) {
    case HN_SEND_ON_CLOSED:
    case HN_CLOSE_OF_CLOSED:
        return closed_words(ex, raw);
    case HN_NIL_CHANNEL:
        if (raw->fatal)
            return rp_arena_printf(ex->arena, "%s. The channel was never made.",
                                   hn_ex_go_title(ex, raw));
        return rp_arena_printf(
            ex->arena,
            "%s.\n\n%sMake the channel before anybody gets it; a nil channel has "
            "its place only as a case of a select that is switched off.",
            hn_ex_go_title(ex, raw), hn_ex_why_nobody(ex, raw->tasks[0]));
    case HN_WAITGROUP_MISUSE:
        return group_words(ex, raw);
    case HN_COPIED_LOCK:
        return rp_arena_printf(
            ex->arena,
            "%s.%s\nThe copy is another object: what is done with one of the two, the other "
            "knows nothing of.\n\nHand out a pointer to what holds the %s, never the value.",
            copied_title(ex, raw), copy_used(ex, raw->object), hn_ex_kind_word(ex, raw->object));
    case HN_LOCK_HELD_AT_EXIT:
        return held_words(ex, raw);
    default:
        return rp_arena_printf(ex->arena,
                               "%s.\n\nNobody recovered, so the program ended with status 2. The "
                               "schedule below led there.",
                               panic_title(ex, raw));
    }
}
