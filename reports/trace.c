/* trace.c: Chrome's trace-event JSON, which Perfetto and chrome://tracing open: a lane a task.
 *
 * One process a finding. A microsecond is a scheduling point. A task's turn, from one switch to the next,
 * is a complete event that holds the operations of that turn; happens-before is a flow from one operation to
 * another; what a channel holds is a counter. One JSON object a line, so that a long run needs no memory.
 */
#include <stdio.h>
#include <string.h>

#include "json_parts.h"
#include "words.h"

struct trace {
    struct rp_sink *sink;
    struct rp_json json; /* of one line */
    const struct rp_finding *f;
    const uint64_t *at; /* for each event: its microsecond */
    const size_t
        *slice; /* for each event: the one whose operation it is part of, itself or before it */
    json_int_t pid;
    bool any;
};

static void line(struct trace *t, json_t *o) {
    rp_printf(t->sink, "%s", t->any ? ",\n" : "\n");
    t->any = true;
    rp_json_put_line(o, t->sink);
    rp_arena_free(t->json.arena);
    t->json.arena = rp_arena_new();
}

static json_t *text(struct trace *t, const char *bytes) {
    return rp_json_text(&t->json, bytes);
}

/* An object of phase PH in the lane of TASK. */
static json_t *event(struct trace *t, const char *ph, size_t task) {
    return json_pack("{s:s, s:I, s:I}", "ph", ph, "pid", t->pid, "tid", (json_int_t)task + 1);
}

static void name(struct trace *t, const char *what, size_t task, const char *given) {
    json_t *o = event(t, "M", task);
    json_object_set_new(o, "name", json_string(what));
    json_object_set_new(o, "args", json_pack("{s:o}", "name", text(t, given)));
    line(t, o);
}

static void lane(struct trace *t, size_t task) {
    const struct rp_task *k = &t->f->tasks[task];
    const char *called = rp_or_empty(k->name);
    name(
        t, "thread_name", task,
        rp_arena_printf(t->json.arena, "%s%s%s", rp_or_empty(k->id), called[0] ? " " : "", called));
    json_t *o = event(t, "M", task);
    json_object_set_new(o, "name", json_string("thread_sort_index"));
    json_object_set_new(o, "args", json_pack("{s:I}", "sort_index", (json_int_t)task));
    line(t, o);
}

static json_t *place(struct trace *t, const struct rp_frame *f) {
    const char *where =
        rp_or_empty(f->file)[0]
            ? rp_arena_printf(t->json.arena, "%s (%s:%d)", rp_or_empty(f->function), f->file,
                              f->line)
            : rp_arena_printf(t->json.arena, "%s (%s+0x%llx)", rp_or_empty(f->function),
                              rp_or_empty(f->module), (unsigned long long)f->offset);
    return text(t, where);
}

static json_t *facts(struct trace *t, const struct rp_event *e) {
    json_t *args =
        json_pack("{s:I, s:I, s:o, s:o}", "event", (json_int_t)e->seq, "virtual_ns",
                  (json_int_t)e->time, "object", text(t, e->object), "result", text(t, e->result));
    if (e->where)
        json_object_set_new(args, "where", place(t, e->where));
    if (e->times > 1)
        json_object_set_new(args, "times", json_integer((json_int_t)e->times));
    if (e->evidence)
        json_object_set_new(args, "evidence", json_true());
    return args;
}

static const char *title(struct trace *t, const struct rp_event *e) {
    const char *object = rp_or_empty(e->object);
    return rp_arena_printf(t->json.arena, "%s%s%s", rp_or_empty(e->op), object[0] ? " " : "",
                           object);
}

static void complete(struct trace *t, size_t task, uint64_t from, uint64_t to, const char *called,
                     json_t *args, bool marked) {
    json_t *o = event(t, "X", task);
    json_object_set_new(o, "name", text(t, called));
    json_object_set_new(o, "ts", json_integer((json_int_t)from));
    json_object_set_new(o, "dur", json_integer((json_int_t)(to - from)));
    if (args)
        json_object_set_new(o, "args", args);
    if (marked)
        json_object_set_new(o, "cname", json_string("terrible"));
    line(t, o);
}

/* A moment inside an operation. */
static json_t *inside(struct trace *t, const char *ph, size_t i) {
    json_t *o = event(t, ph, t->f->events[i].task);
    json_object_set_new(o, "ts", json_real((double)t->at[t->slice[i]] + 0.5));
    return o;
}

/* The turn of a task that begins with event I; returns where the next one begins. */
static size_t turn(struct trace *t, size_t i) {
    const struct rp_event *e = t->f->events;
    size_t end = i + 1;
    while (end < t->f->event_count && e[end].task == e[i].task)
        end++;
    complete(t, e[i].task, t->at[i], t->at[end - 1] + 1, "runs", NULL, false);
    for (size_t k = i; k < end; k++) {
        if (t->slice[k] == k) {
            complete(t, e[k].task, t->at[k], t->at[k] + 1, title(t, &e[k]), facts(t, &e[k]),
                     e[k].evidence);
            continue;
        }
        json_t *o = inside(t, "i", k);
        json_object_set_new(o, "name", text(t, title(t, &e[k])));
        json_object_set_new(o, "s", json_string("t"));
        json_object_set_new(o, "args", facts(t, &e[k]));
        line(t, o);
    }
    return end;
}

/* Events are in order, so what an edge comes from is found by halving; none: event_count. */
static size_t find(const struct rp_finding *f, uint64_t seq, size_t before) {
    size_t low = 0, high = before;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (f->events[middle].seq < seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low < before && f->events[low].seq == seq ? low : f->event_count;
}

static void flows(struct trace *t) {
    const struct rp_finding *f = t->f;
    for (size_t i = 0; i < f->event_count; i++) {
        const struct rp_event *e = &f->events[i];
        size_t from = e->from && !e->aside ? find(f, e->from, i) : f->event_count;
        if (from == f->event_count || f->events[from].task >= f->task_count)
            continue;
        const char *edge = rp_or_empty(e->edge)[0] ? e->edge : "order";
        for (int end = 0; end < 2; end++) {
            json_t *o = inside(t, end ? "f" : "s", end ? i : from);
            json_object_set_new(o, "name", text(t, edge));
            json_object_set_new(o, "cat", json_string("happens-before"));
            json_object_set_new(
                o, "id",
                text(t, rp_arena_printf(t->json.arena, "%lld-%llu", (long long)t->pid,
                                        (unsigned long long)e->seq)));
            if (end)
                json_object_set_new(o, "bp", json_string("e"));
            line(t, o);
        }
    }
}

/* "2 of 3" and "empty", also behind "closed, ", say how much a channel holds. */
static bool held(const char *state, json_int_t *n) {
    unsigned long long count, room;
    static const char closed[] = "closed, ";
    if (strncmp(state, closed, sizeof closed - 1) == 0)
        state += sizeof closed - 1;
    if (strcmp(state, "empty") == 0) {
        *n = 0;
        return true;
    }
    if (sscanf(state, "%llu of %llu", &count, &room) != 2)
        return false;
    *n = (json_int_t)count;
    return true;
}

static void counter(struct trace *t, const struct rp_object *object, const char *state,
                    uint64_t at) {
    json_int_t n;
    if (strcmp(rp_or_empty(object->kind), "channel") != 0 || !held(rp_or_empty(state), &n))
        return;
    json_t *o = json_pack("{s:s, s:I, s:I, s:{s:I}}", "ph", "C", "pid", t->pid, "ts",
                          (json_int_t)at, "args", "holds", n);
    json_object_set_new(o, "name", text(t, object->name));
    line(t, o);
}

static void counters(struct trace *t) {
    const struct rp_finding *f = t->f;
    for (size_t i = 0; i < f->object_count && f->event_count; i++)
        counter(t, &f->objects[i], f->objects[i].at_first, t->at[0]);
    for (size_t i = 0; i < f->event_count; i++)
        for (size_t k = 0; k < f->events[i].change_count; k++) {
            const struct rp_change *c = &f->events[i].changes[k];
            if (c->object < f->object_count)
                counter(t, &f->objects[c->object], c->state, t->at[t->slice[i]] + 1);
        }
}

/* When each event stands: its number; an access without an event of its own stands in the one before it,
 * unless that is another task's. */
static void place_events(struct trace *t, struct rp_arena *arena) {
    const struct rp_finding *f = t->f;
    uint64_t *at = rp_arena_array(arena, f->event_count, sizeof *at);
    size_t *slice = rp_arena_array(arena, f->event_count, sizeof *slice);
    for (size_t i = 0; i < f->event_count; i++) {
        const struct rp_event *e = &f->events[i];
        bool part = e->aside && i > 0 && e[-1].task == e->task;
        uint64_t least = i ? at[i - 1] + 1 : 0;
        at[i] = part ? at[i - 1] : e->seq > least ? e->seq : least;
        slice[i] = part ? slice[i - 1] : i;
    }
    t->at = at;
    t->slice = slice;
}

static void process(struct trace *t, const struct rp_finding *f, const char *program) {
    struct rp_arena *arena = rp_arena_new();
    t->f = f;
    t->pid++;
    t->json.arena = rp_arena_new();
    place_events(t, arena);
    json_t *o = json_pack("{s:s, s:s, s:I}", "ph", "M", "name", "process_name", "pid", t->pid);
    json_object_set_new(
        o, "args",
        json_pack("{s:o}", "name",
                  text(t, rp_arena_printf(t->json.arena, "%s%s%s: %s", rp_or_empty(program),
                                          program ? ": " : "", rp_or_empty(f->kind),
                                          rp_or_empty(f->title)))));
    line(t, o);
    for (size_t i = 0; i < f->task_count; i++)
        lane(t, i);
    for (size_t i = 0; i < f->event_count;)
        i = turn(t, i);
    flows(t);
    counters(t);
    rp_arena_free(t->json.arena);
    rp_arena_free(arena);
}

static void campaigns(const struct rp_campaign *c, size_t n, struct rp_sink *s) {
    struct trace t = {.sink = s};
    rp_printf(s, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < c[i].finding_count; k++)
            process(&t, &c[i].findings[k], c[i].name ? c[i].name : c[i].program);
    rp_printf(s, "\n]}\n");
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    (void)o;
    campaigns(c, 1, s);
}

static void write_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    (void)o;
    campaigns(all->campaigns, all->count, s);
}

static void write_finding(const struct rp_finding *f, const struct rp_options *o,
                          struct rp_sink *s) {
    const struct rp_campaign one = {.findings = f, .finding_count = 1};
    write_campaign(&one, o, s);
}

const struct rp_writer rp_writer_trace = {
    .name = "trace",
    .extension = "trace.json",
    .campaign = write_campaign,
    .suite = write_suite,
    .finding = write_finding,
};
