/* explain_words.c: titles and explanations of findings in plain words. */
#define _GNU_SOURCE /* sigabbrev_np */
#include <stdio.h>
#include <string.h>

#include "detect/fatal.h"
#include "detect/races.h"
#include "explain_parts.h"

enum rp_severity hn_ex_severity(const struct hn_raw *raw) {
    if (raw->kind == HN_THREAD_LEAK)
        return raw->subkind[0] ? RP_NOTE : RP_WARNING;
    if (raw->kind >= HN_UNBOUNDED_GOROUTINES)
        return RP_NOTE;
    if (raw->kind == HN_BUSY_LOOP || raw->kind == HN_LOCK_ORDER)
        return RP_WARNING;
    return hn_race_foreign(raw->subkind) ? RP_WARNING : RP_ERROR;
}

/* What ThreadSanitizer's users know it by; it calls all locks mutexes. NULL: it says nothing of it. */
static const char *known_as(const struct ds_event *ev) {
    bool lock = ev->op >= DS_OP_MUTEX_INIT && ev->op <= DS_OP_SPIN_UNLOCK &&
                !(ev->op >= DS_OP_COND_INIT && ev->op <= DS_OP_COND_BROADCAST);
    switch (ev->misuse) {
    case DS_MISUSE_SIGNAL_UNSAFE:
        return "signal-unsafe call inside of a signal";
    case DS_MISUSE_ERRNO_SPOILED:
        return "signal handler spoils errno";
    case DS_MISUSE_UNLOCK_NOT_OWNER:
    case DS_MISUSE_UNLOCK_UNLOCKED:
        return lock ? "unlock of an unlocked mutex (or by a wrong thread)" : NULL;
    case DS_MISUSE_DESTROY_BUSY:
        return lock ? "destroy of a locked mutex" : NULL;
    case DS_MISUSE_RELOCK:
        return lock ? "double lock of a mutex" : NULL;
    case DS_MISUSE_READ_OF_WRITTEN:
        return "read lock of a write locked mutex";
    case DS_MISUSE_USE_DESTROYED:
    case DS_MISUSE_USE_FREED:
    case DS_MISUSE_NOT_INITIALISED:
        return lock ? "use of an invalid mutex (e.g. uninitialized or destroyed)" : NULL;
    default:
        return NULL;
    }
}

static const char *called(struct hn_ex *ex, const struct ds_event *ev) {
    static const char *const names[] = {
#define SH_UNSAFE(id, name) name,
#include "../shim/unsafe.def"
#undef SH_UNSAFE
    };
    uint32_t what = ev->arg & 0xffff;
    if (ev->op == DS_OP_HANDLER)
        return what < DS_UNSAFE_COUNT ? names[what] : "a function";
    if (hn_misused(ev) != DS_NO_OBJ)
        return rp_arena_printf(ex->arena, "%s on %s", ds_op_text(ev->op),
                               hn_ex_subject(ex, ev->op, ev->obj));
    return ds_op_text(ev->op);
}

/* Expands %o, %t and %f of misuse.def's words. */
static const char *misuse_title(struct hn_ex *ex, const struct hn_raw *raw) {
    const struct ds_event *ev = hn_event_at(ex->run, raw->evidence[0]);
    if (!ev)
        return rp_arena_strdup(ex->arena, raw->subkind);
    const char *words = ds_misuse_words(ev->misuse), *known = known_as(ev);
    const char *text = known ? rp_arena_printf(ex->arena, "%s: ", known) : "";
    for (const char *at = words; *at;) {
        size_t n = strcspn(at, "%");
        text = rp_arena_printf(ex->arena, "%s%.*s", text, (int)n, at);
        at += n;
        if (!*at)
            break;
        const char *part = "%";
        if (at[1] == 't')
            part = hn_ex_who(ex, ev->task);
        else if (at[1] == 'f')
            part = called(ex, ev);
        else if (at[1] == 'o')
            part = ev->op == DS_OP_EXIT ? hn_ex_object(ex, ev->obj2)
                                        : hn_ex_subject(ex, ev->op, ev->obj);
        text = rp_arena_printf(ex->arena, "%s%s", text, part);
        at += at[1] ? 2 : 1;
    }
    return text;
}

/* The first line of TEXT, without what differs from run to run. */
static const char *first_line(struct hn_ex *ex, const char *text) {
    size_t n = strcspn(text, "\n");
    const char *address = strstr(text, " on address 0x");
    if (address && address < text + n)
        n = (size_t)(address - text);
    return rp_arena_strndup(ex->arena, text, n);
}

static const char *signal_name(struct hn_ex *ex, int signal) {
    const char *name = sigabbrev_np(signal);
    return name ? rp_arena_printf(ex->arena, "SIG%s", name)
                : rp_arena_printf(ex->arena, "signal %d", signal);
}

static const char *crash_title(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *report = hn_sanitizer_line(ex->run);
    if (strcmp(raw->subkind, "sanitizer") == 0 && report)
        return first_line(ex, report + (strncmp(report, "SUMMARY: ", 9) == 0 ? 9 : 0));
    const char *who = raw->task_count ? hn_ex_who(ex, raw->tasks[0]) : "the program";
    const char *where = raw->stack_count ? hn_ex_at_stack(ex, raw->stacks[0]) : "";
    if (strcmp(raw->subkind, "exception") == 0)
        return rp_arena_printf(ex->arena, "%s let an exception escape%s", who, where);
    if (strcmp(raw->subkind, "abort") == 0)
        return rp_arena_printf(ex->arena, "%s called abort%s", who, where);
    return rp_arena_printf(ex->arena, "%s died of %s%s", who, signal_name(ex, raw->code), where);
}

static const char *leak_title(struct hn_ex *ex, const struct hn_raw *raw) {
    uint32_t task = raw->tasks[0];
    const char *who = raw->task_count == 1
                          ? hn_ex_who(ex, task)
                          : rp_arena_printf(ex->arena, "%u threads", raw->task_count);
    const char *made = hn_ex_at_stack(ex, hn_create_stack(ex->run, task));
    if (strcmp(raw->subkind, "unjoined") == 0)
        return rp_arena_printf(ex->arena, "thread leak: %s, created%s, never joined or detached",
                               who, made);
    if (strcmp(raw->subkind, "running") == 0)
        return rp_arena_printf(
            ex->arena, "thread leak: %s, created%s, still alive when the program ended", who, made);
    return rp_arena_printf(ex->arena, "thread leak: %s, created%s, can never finish: waits for %s",
                           who, made, hn_ex_waits_for(ex, task));
}

const char *hn_ex_title(struct hn_ex *ex, const struct hn_raw *raw) {
    switch (raw->kind) {
    case HN_MISUSE:
        return misuse_title(ex, raw);
    case HN_ASSERT:
        return ex->run->assert_text[0] ? rp_arena_printf(ex->arena, "assertion failed: %s",
                                                         first_line(ex, ex->run->assert_text))
                                       : "an assertion failed";
    case HN_CRASH:
        return crash_title(ex, raw);
    case HN_EXIT_STATUS:
        return rp_arena_printf(ex->arena, "the program ended with status %d", raw->code);
    case HN_LIVELOCK:
        return raw->subkind[0]
                   ? rp_arena_printf(ex->arena,
                                     "%s never gets %s, which others keep "
                                     "taking",
                                     hn_ex_who(ex, raw->tasks[0]), hn_ex_object(ex, raw->object))
                   : rp_arena_printf(ex->arena,
                                     "%s %s on for ever without getting "
                                     "anywhere",
                                     hn_ex_list(ex, raw), raw->task_count == 1 ? "goes" : "go");
    case HN_SEND_ON_CLOSED:
    case HN_CLOSE_OF_CLOSED:
    case HN_NIL_CHANNEL:
    case HN_WAITGROUP_MISUSE:
    case HN_COPIED_LOCK:
    case HN_LOCK_HELD_AT_EXIT:
    case HN_PANIC:
        return hn_ex_go_title(ex, raw);
    case HN_GOROUTINE_LEAK:
    case HN_CHANNEL_BLOCKED:
        return hn_ex_leak_title(ex, raw);
    case HN_DATA_RACE:
    case HN_USE_AFTER_FREE:
        return hn_ex_race_title(ex, raw);
    case HN_UNBOUNDED_GOROUTINES:
    case HN_CHANNEL_AS_MUTEX:
    case HN_SLEEP_SYNC:
    case HN_LOCK_ACROSS_BLOCKING:
    case HN_CONTEXT_NOT_CANCELLED:
        return hn_ex_note_title(ex, raw);
    case HN_LOCK_ORDER:
        return hn_ex_order_title(ex, raw);
    case HN_NONDETERMINISM:
        return "the same seed did not give the same events";
    case HN_THREAD_LEAK:
        return leak_title(ex, raw);
    case HN_BUSY_LOOP:
        return rp_arena_printf(ex->arena, "%s ran long without a scheduling point",
                               raw->task_count ? hn_ex_list(ex, raw) : "a task");
    default:
        return hn_ex_stuck_title(ex, raw);
    }
}

/* What a handler did wrong, and upon what it came. */
static const char *handler_words(struct hn_ex *ex, const struct hn_raw *raw,
                                 const struct ds_event *ev) {
    const struct ds_event *taken = ev, *upon;
    uint32_t signal = ev->op == DS_OP_HANDLER ? ev->arg >> 16 : 0; /* 0: any */
    do
        taken = hn_event_at(ex->run, taken->seq - 1);
    while (taken && (taken->task != ev->task || taken->op != DS_OP_SIGNAL_TAKE ||
                     (signal && taken->arg != signal)));
    upon = taken;
    while (upon && (upon->task != ev->task || upon->op == DS_OP_SIGNAL_TAKE))
        upon = hn_event_at(ex->run, upon->seq - 1);
    const char *came = "";
    if (taken)
        came = rp_arena_printf(ex->arena, " The handler of %s ran on %s",
                               signal_name(ex, (int)taken->arg), hn_ex_who(ex, ev->task));
    if (upon)
        came = rp_arena_printf(ex->arena, "%s, in the middle of its \"%s\" at event %llu%s", came,
                               called(ex, upon), (unsigned long long)upon->seq,
                               hn_ex_at_event(ex, upon->seq));
    const char *why =
        ev->misuse == DS_MISUSE_ERRNO_SPOILED
            ? "The code that was interrupted may be about to look at errno. A handler that makes "
              "calls saves errno when it begins and restores it when it ends."
            : "A handler that interrupts a function which is not async-signal-safe must not call "
              "another such function: both may need the same lock, or find the same data half "
              "changed. Set a flag, or write to a pipe, and do the work elsewhere.";
    return rp_arena_printf(ex->arena, "%s: event %llu%s.%s%s\n\n%s", misuse_title(ex, raw),
                           (unsigned long long)ev->seq, hn_ex_at_event(ex, ev->seq), came,
                           came[0] ? "." : "", why);
}

/* What another task did last with the object of EV before it, and does first behind it. */
static const char *others_with(struct hn_ex *ex, const struct ds_event *ev) {
    const struct ds_event *last = NULL, *next = NULL;
    uint32_t obj = hn_misused(ev);
    const char *words = "";
    for (size_t i = 0; obj != DS_NO_OBJ && i < ex->run->event_count && !next; i++) {
        const struct ds_event *other = &ex->run->events[i];
        if (other->obj != obj || other->task == ev->task)
            continue;
        if (other->seq < ev->seq)
            last = other;
        else
            next = other;
    }
    if (last)
        words = rp_arena_printf(ex->arena, " Before it %s did \"%s\" with it at event %llu%s.",
                                hn_ex_who(ex, last->task), ds_op_text(last->op),
                                (unsigned long long)last->seq, hn_ex_at_event(ex, last->seq));
    if (next)
        words = rp_arena_printf(ex->arena, "%s Behind it %s does \"%s\" at event %llu%s.", words,
                                hn_ex_who(ex, next->task), ds_op_text(next->op),
                                (unsigned long long)next->seq, hn_ex_at_event(ex, next->seq));
    return words;
}

static const char *misuse_words(struct hn_ex *ex, const struct hn_raw *raw) {
    const struct ds_event *ev = hn_event_at(ex->run, raw->evidence[0]);
    if (!ev)
        return "";
    if (ev->misuse == DS_MISUSE_SIGNAL_UNSAFE || ev->misuse == DS_MISUSE_ERRNO_SPOILED)
        return handler_words(ex, raw, ev);
    uint32_t holders[HN_MAX_PARTIES];
    size_t n = hn_holders(ex->run, hn_misused(ev), holders, HN_MAX_PARTIES);
    const char *held = n ? rp_arena_printf(ex->arena, " When the run ended, %s held it.",
                                           hn_ex_who(ex, holders[0]))
                         : "";
    const char *advice = ev->misuse == DS_MISUSE_DESTROY_BUSY
                             ? " Destroy it when nobody can come to it any more: after joining "
                               "those that use it, or "
                               "have them say that they are done behind their last use of it."
                             : "";
    return rp_arena_printf(
        ex->arena,
        "%s: operation \"%s\" at event %llu%s.%s%s\n\nThe call returned what the C library would "
        "return, but POSIX leaves the outcome undefined or calls it an error: another machine or "
        "another schedule may do something else.%s",
        misuse_title(ex, raw), ds_op_text(ev->op), (unsigned long long)ev->seq,
        hn_ex_at_event(ex, ev->seq), others_with(ex, ev), held, advice);
}

static const char *death_words(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *who = raw->task_count ? hn_ex_who(ex, raw->tasks[0]) : "The program";
    const char *where = raw->stack_count ? hn_ex_at_stack(ex, raw->stacks[0]) : "";
    const char *last =
        raw->evidence_count
            ? rp_arena_printf(ex->arena, " Its last scheduling point was event %llu%s.",
                              (unsigned long long)raw->evidence[0],
                              hn_ex_at_event(ex, raw->evidence[0]))
            : "";
    const char *near_null = raw->kind == HN_CRASH && ex->run->fatal_signal &&
                                    strcmp(raw->subkind, "signal") == 0 &&
                                    ex->run->fatal_addr < 4096
                                ? " The address was at or near zero: a null pointer."
                                : "";
    const char *verb = raw->kind == HN_ASSERT ? "failed an assertion" : "died";
    return rp_arena_printf(
        ex->arena,
        "%s %s%s.%s%s\n\nThe schedule below led there. What another task did between two steps of "
        "this one is the place to look at.",
        who, verb, where, near_null, last);
}

/* Who has stood in one wait without a time-out since before everybody was given a fair turn; joins
 * aside, which say only that somebody else has not ended. */
static const char *standing(struct hn_ex *ex) {
    const struct hn_run *run = ex->run;
    const char *text = "";
    size_t i = 0;
    while (i < run->event_count && !(run->events[i].flags & DS_EV_FAIR))
        i++;
    uint64_t fair = i < run->event_count ? run->events[i].seq : 0;
    for (uint32_t task = 0; run->tasks && task < run->totals.tasks; task++) {
        const struct ds_task_rec *t = &run->tasks[task];
        if (hn_blocked(run, task) && t->want.deadline == DS_NEVER && t->want.op != DS_OP_JOIN &&
            t->posted_seq < fair)
            text = rp_arena_printf(ex->arena, "%s\n%s", text, hn_ex_sentence(ex, task));
    }
    return text[0]
               ? rp_arena_printf(ex->arena, "\n\nAll that time nobody came for who waits:%s", text)
               : "";
}

static const char *livelock_words(struct hn_ex *ex, const struct hn_raw *raw) {
    const char *who = hn_ex_list(ex, raw);
    if (raw->subkind[0])
        return rp_arena_printf(
            ex->arena,
            "%s waits for %s%s. The others took it and gave it back again and again, also when "
            "everybody was given a fair turn, and it was never free for the one who waits.",
            hn_ex_who(ex, raw->tasks[0]), hn_ex_object(ex, raw->object),
            hn_ex_at_stack(ex, hn_final_stack(ex->run, raw->tasks[0])));
    return rp_arena_printf(
        ex->arena,
        "After the step bound every task was given a fair turn, and the program still did not "
        "end: %s kept running without anything changing for them. Something is polled that nobody "
        "will bring about, or each undoes what the other did.%s",
        who, standing(ex));
}

static const char *leak_words(struct hn_ex *ex, const struct hn_raw *raw) {
    uint32_t task = raw->tasks[0];
    const char *made = hn_ex_at_stack(ex, hn_create_stack(ex->run, task));
    if (strcmp(raw->subkind, "unjoined") == 0)
        return rp_arena_printf(ex->arena,
                               "%s, created%s, ended, but nobody joined or detached it: its stack "
                               "and its record stay until the process ends.",
                               hn_ex_who(ex, task), made);
    if (strcmp(raw->subkind, "running") == 0)
        return rp_arena_printf(ex->arena,
                               "%s, created%s, had not ended when the program did, and not at the "
                               "end of the drain either. The process cuts it off wherever it is.",
                               hn_ex_who(ex, task), made);
    return rp_arena_printf(ex->arena,
                           "%s\nIt was created%s. The program has ended, everybody else was given "
                           "time to finish, and nobody is left who could wake it.",
                           hn_ex_sentence(ex, task), made);
}

const char *hn_ex_explanation(struct hn_ex *ex, const struct hn_raw *raw, const char *difference) {
    switch (raw->kind) {
    case HN_MISUSE:
        return misuse_words(ex, raw);
    case HN_ASSERT:
    case HN_CRASH:
        return death_words(ex, raw);
    case HN_EXIT_STATUS:
        return rp_arena_printf(
            ex->arena, "The program ended by itself with status %d%s under this schedule.",
            raw->code, raw->stack_count ? hn_ex_at_stack(ex, raw->stacks[0]) : "");
    case HN_LIVELOCK:
        return livelock_words(ex, raw);
    case HN_SEND_ON_CLOSED:
    case HN_CLOSE_OF_CLOSED:
    case HN_NIL_CHANNEL:
    case HN_WAITGROUP_MISUSE:
    case HN_COPIED_LOCK:
    case HN_LOCK_HELD_AT_EXIT:
    case HN_PANIC:
        return hn_ex_go_words(ex, raw);
    case HN_GOROUTINE_LEAK:
    case HN_CHANNEL_BLOCKED:
        return hn_ex_leak_words(ex, raw);
    case HN_DATA_RACE:
    case HN_USE_AFTER_FREE:
        return hn_ex_race_words(ex, raw);
    case HN_UNBOUNDED_GOROUTINES:
    case HN_CHANNEL_AS_MUTEX:
    case HN_SLEEP_SYNC:
    case HN_LOCK_ACROSS_BLOCKING:
    case HN_CONTEXT_NOT_CANCELLED:
        return hn_ex_note_words(ex, raw);
    case HN_NONDETERMINISM:
        return rp_arena_printf(
            ex->arena,
            "A second run of the same seed went another way.%s%s\n\nSuspect what is not under "
            "control: an address printed or used as a key, the process id, a file or a socket that "
            "outlives the run, a clock read behind the C library's back, memory used before it is "
            "set.",
            difference && difference[0] ? " First difference: " : "", difference ? difference : "");
    case HN_LOCK_ORDER:
        return hn_ex_order_words(ex, raw);
    case HN_THREAD_LEAK:
        return leak_words(ex, raw);
    case HN_BUSY_LOOP:
        return rp_arena_printf(
            ex->arena,
            "%s ran so long without a scheduling point%s that a timer had to take the turn away. "
            "The "
            "moment depends on the machine, so this seed's schedule is not exact. A loop that "
            "reads "
            "a plain variable until another thread changes it is the usual reason; it is a data "
            "race as well.",
            raw->task_count ? hn_ex_list(ex, raw) : "A task",
            raw->evidence_count ? hn_ex_at_event(ex, raw->evidence[0]) : "");
    default:
        return hn_ex_stuck_words(ex, raw);
    }
}
