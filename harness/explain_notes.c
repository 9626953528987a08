/* explain_notes.c: the words for advice on how goroutines and channels are used. */
#include "explain_parts.h"

const char *hn_ex_note_title(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *who = raw->task_count ? hn_ex_who(ex, raw->tasks[0]) : "";
    switch (raw->kind) {
    case HN_UNBOUNDED_GOROUTINES:
        return rp_arena_printf(ex->arena,
                               "%u goroutines (%s) were started%s, and very many were alive "
                               "at once",
                               raw->task_count + raw->more, hn_ex_task_name(ex, raw->tasks[0]),
                               hn_ex_at_stack(ex, hn_create_stack(ex->run, raw->tasks[0])));
    case HN_CHANNEL_AS_MUTEX:
        return rp_arena_printf(ex->arena, "%s serves as a lock, taken%s first",
                               hn_ex_object(ex, raw->object), hn_ex_at_event(ex, raw->evidence[0]));
    case HN_SLEEP_SYNC:
        return rp_arena_printf(ex->arena, "%s sleeps%s instead of waiting for %s",
                               hn_ex_who(ex, raw->tasks[1]), hn_ex_at_event(ex, raw->evidence[0]),
                               who);
    case HN_LOCK_ACROSS_BLOCKING:
        return rp_arena_printf(ex->arena, "%s waits%s while it holds %s %s", who,
                               hn_ex_at_event(ex, raw->evidence[1]),
                               hn_ex_kind_word(ex, raw->object), hn_ex_object(ex, raw->object));
    default:
        return rp_arena_printf(ex->arena, "%s, made%s, is never cancelled",
                               hn_ex_object(ex, raw->object),
                               raw->stack_count ? hn_ex_at_stack(ex, raw->stacks[0]) : "");
    }
}

static const char *advice(const struct hn_raw *raw) {
    switch (raw->kind) {
    case HN_UNBOUNDED_GOROUTINES:
        return "Their number follows the number of items. Let a fixed number of workers take the "
               "items "
               "from a channel, or set a limit on the group.";
    case HN_CHANNEL_AS_MUTEX:
        return "Whoever puts an element in takes it out again, so nothing is handed over and the "
               "channel only keeps others out. A mutex says so, and is faster.";
    case HN_SLEEP_SYNC:
        return "The goroutine ended during the sleep, and nothing but the sleep made it come "
               "first. On "
               "a busy machine it does not. Wait for it: by a channel that it closes, or a wait "
               "group.";
    case HN_LOCK_ACROSS_BLOCKING:
        return "Whoever it waits for may need the lock to come, and everybody else who wants the "
               "lock "
               "waits as long. Copy what is needed, unlock, and wait then.";
    default:
        return "What hangs on it, its goroutines and timers, stays until its parent is cancelled. "
               "Call "
               "cancel on every path, by a deferred call right where it is made.";
    }
}

const char *hn_ex_note_words(struct hn_ex *ex, const struct hn_raw *raw) {
    return rp_arena_printf(ex->arena, "%s.\n\n%s", hn_ex_note_title(ex, raw), advice(raw));
}
