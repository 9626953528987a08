/* explain_leak.c: the words for goroutines that are left over, and for main that waits at a channel. */
#include <string.h>

#include "explain_parts.h"

static bool is(const struct hn_raw *raw, const char *subkind) {
    return strcmp(raw->subkind, subkind) == 0;
}

/* "G1 (worker)" or "3 goroutines (worker)". */
static const char *who(struct hn_ex *ex, const struct hn_raw *raw) {
    uint32_t n = raw->task_count + raw->more;
    const char *name = hn_ex_task_name(ex, raw->tasks[0]);
    if (n == 1)
        return hn_ex_who(ex, raw->tasks[0]);
    return rp_arena_printf(ex->arena, "%u goroutines%s%s%s", n, name[0] ? " (" : "", name,
                           name[0] ? ")" : "");
}

/* What a goroutine that goes on has done since the program's end. */
struct round {
    uint64_t slept, points;
    const struct ds_event *sleep;
};

static struct round rounds_of(const struct hn_run *run, uint32_t task) {
    struct round r = {0};
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->task != task || !(ev->flags & DS_EV_DRAIN))
            continue;
        r.points++;
        if (ev->op != DS_OP_SLEEP)
            continue;
        r.slept++;
        r.sleep = ev;
    }
    return r;
}

static const char *leak_does(struct hn_ex *ex, const struct hn_raw *raw) {
    uint32_t task = raw->tasks[0];
    const char *where = hn_ex_at_stack(ex, hn_final_stack(ex->run, task));
    const char *s = raw->task_count + raw->more == 1 ? "" : "each ";
    if (is(raw, "blocked") || is(raw, "hopeless"))
        return rp_arena_printf(ex->arena, "%s%s for ever", s, hn_ex_wait_phrase(ex, task, where));
    if (is(raw, "own-check"))
        return "was still there when the program looked for goroutines left over";
    struct round r = rounds_of(ex->run, task);
    if (r.slept)
        where = hn_ex_at_event(ex, r.sleep->seq);
    if (is(raw, "sleeping"))
        return rp_arena_printf(ex->arena, "%sgoes round for ever, sleeping%s", s, where);
    return rp_arena_printf(ex->arena, "%sruns on for ever%s", s, where);
}

const char *hn_ex_leak_title(struct hn_ex *ex, const struct hn_raw *raw) {
    if (raw->kind == HN_CHANNEL_BLOCKED)
        return rp_arena_printf(
            ex->arena, "%s %s, and nobody will come", hn_ex_who(ex, raw->tasks[0]),
            hn_ex_wait_phrase(ex, raw->tasks[0],
                              hn_ex_at_stack(ex, hn_final_stack(ex->run, raw->tasks[0]))));
    const char *made = hn_ex_at_stack(ex, hn_create_stack(ex->run, raw->tasks[0]));
    return rp_arena_printf(ex->arena, "%s, started%s, %s", who(ex, raw), made, leak_does(ex, raw));
}

/* Adds NAME to LIST unless it is there. */
static const char *add_name(struct hn_ex *ex, const char *list, const char *name) {
    if (!name[0] || strstr(list, name))
        return list;
    return rp_arena_printf(ex->arena, "%s%s%s", list, list[0] ? ", " : "", name);
}

/* The channels and contexts that TASK has looked at since the program's end. */
static const char *looks_at(struct hn_ex *ex, uint32_t task) {
    const struct hn_run *run = ex->run;
    const char *list = "";
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        const struct ds_obj_rec *o = hn_obj_at(run, ev->obj);
        if (ev->task == task && (ev->flags & DS_EV_DRAIN) && o && ev->op >= DS_OP_CHAN_MAKE &&
            (o->kind == DS_KIND_CHAN || o->kind == DS_KIND_CTX))
            list = add_name(ex, list, hn_ex_object(ex, ev->obj));
    }
    const struct ds_case *cases;
    size_t n = hn_cases(run, task, &cases);
    for (size_t i = 0; i < n; i++)
        list = add_name(ex, list, hn_ex_object(ex, cases[i].obj));
    return list;
}

static const char *goes_on(struct hn_ex *ex, const struct hn_raw *raw) {
    uint32_t task = raw->tasks[0];
    struct round r = rounds_of(ex->run, task);
    const char *looks = looks_at(ex, task);
    uint32_t ticks = hn_timer_sends(ex->run, task);
    const char *did =
        !r.slept && ticks
            ? rp_arena_printf(ex->arena, "was woken by a timer, %u times in all", ticks)
        : r.slept ? rp_arena_printf(ex->arena, "slept %llu time%s%s", (unsigned long long)r.slept,
                                    r.slept == 1 ? "" : "s", hn_ex_at_event(ex, r.sleep->seq))
                  : rp_arena_printf(ex->arena, "made %llu step%s", (unsigned long long)r.points,
                                    r.points == 1 ? "" : "s");
    const char *stop =
        looks[0]
            ? rp_arena_printf(ex->arena,
                              "It looks at %s, but nothing that comes from there stops it.", looks)
            : "Nothing tells it to stop: it looks at no channel and no context.";
    return rp_arena_printf(ex->arena,
                           "After the program's end everybody was given time to finish; %s %s, and "
                           "was not done. %s\n",
                           hn_ex_id(ex, task), did, stop);
}

static const char *advice(const struct hn_raw *raw) {
    if (is(raw, "sleeping") || is(raw, "running"))
        return "Give it a context or a channel to look at in each round, end it by that, and wait "
               "for "
               "its end.";
    return "Give whoever waits at a channel a second way out (a context in a select), close what "
           "is "
           "ranged over when the last value is sent, or make room for every value that may be "
           "sent.";
}

const char *hn_ex_leak_words(struct hn_ex *ex, const struct hn_raw *raw) {
    uint32_t task = raw->tasks[0];
    bool blocked = raw->kind == HN_CHANNEL_BLOCKED || is(raw, "blocked") || is(raw, "hopeless");
    const char *list = raw->task_count > 1
                           ? rp_arena_printf(ex->arena, " They are %s%s.", hn_ex_list(ex, raw),
                                             raw->more ? " and others" : "")
                           : "";
    const char *why = blocked                ? hn_ex_why_nobody(ex, task)
                      : is(raw, "own-check") ? ""
                                             : goes_on(ex, raw);
    const char *early = "";
    if (raw->kind == HN_GOROUTINE_LEAK && (ex->run->task_info[task].marks & DS_MARK_HOPELESS))
        early = "No live task could reach what it waits for, while the program still went on.\n";
    if (raw->kind == HN_GOROUTINE_LEAK && (ex->run->task_info[task].marks & DS_MARK_LEAKED))
        early =
            rp_arena_printf(ex->arena, "%sThe program's own check found it left over.\n", early);
    return rp_arena_printf(ex->arena, "%s.%s\n\n%s%s\n%s", hn_ex_leak_title(ex, raw), list, why,
                           early, advice(raw));
}
