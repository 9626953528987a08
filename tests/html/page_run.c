/* page_run.c: a schedule of any length for the tests of the timeline: tasks that take locks and pass values
 * through a channel, each step legal, drawn from a fixed stream.
 */
#include <stdlib.h>
#include <string.h>

#include "pages.h"

enum { LOCKS = 5, CHANNEL = LOCKS, OBJECTS, CAPACITY = 3 };

struct world {
    struct rp_arena *arena;
    size_t tasks;
    uint32_t draws;
    size_t owner[LOCKS];      /* SIZE_MAX: free */
    uint64_t released[LOCKS]; /* event that last gave it back */
    uint64_t sent[CAPACITY];  /* events of the values in the channel */
    size_t filled;
};

static const struct rp_frame places[] = {
    {"take", "src/queue.c", "queue", 0x1100, 21, false, false},
    {"give_back", "src/queue.c", "queue", 0x1140, 25, false, false},
    {"put", "src/queue.c", "queue", 0x1180, 29, false, false},
    {"get", "src/queue.c", "queue", 0x11c0, 33, false, false},
};
static const struct rp_frame outer = {"worker", "src/queue.c", "queue", 0x1300, 40, false, false};

static uint32_t draw(struct world *w, uint32_t below) {
    w->draws = w->draws * 1664525u + 1013904223u;
    return (w->draws >> 8) % below;
}

static const char *state_of(const struct world *w, size_t object) {
    if (object == CHANNEL)
        return rp_arena_printf(w->arena, "%zu of %d", w->filled, CAPACITY);
    if (w->owner[object] == SIZE_MAX)
        return "free";
    return rp_arena_printf(w->arena, "held by T%zu", w->owner[object]);
}

static const char *name_of(const struct world *w, size_t object) {
    return object == CHANNEL ? "jobs" : rp_arena_printf(w->arena, "lock[%zu]", object);
}

/* Task T takes lock K if it is free, or gives it back if T has it. */
static bool play_lock(struct world *w, struct rp_event *e, size_t t, size_t k) {
    if (w->owner[k] == t) {
        e->op = "unlock";
        e->act = RP_ACT_GIVE;
        w->owner[k] = SIZE_MAX;
        w->released[k] = e->seq;
    } else if (w->owner[k] == SIZE_MAX) {
        e->op = "lock";
        e->act = RP_ACT_TAKE;
        e->from = w->released[k];
        e->edge = e->from ? "unlock-lock" : "";
        w->owner[k] = t;
    } else {
        return false;
    }
    e->object_id = k;
    return true;
}

static bool play_channel(struct world *w, struct rp_event *e) {
    bool sends = w->filled == 0 || (w->filled < CAPACITY && draw(w, 2));
    e->op = sends ? "send" : "receive";
    e->act = sends ? RP_ACT_SEND : RP_ACT_RECEIVE;
    e->object_id = CHANNEL;
    if (sends) {
        w->sent[w->filled++] = e->seq;
        return true;
    }
    e->from = w->sent[0];
    e->edge = "send-receive";
    memmove(w->sent, w->sent + 1, sizeof w->sent - sizeof w->sent[0]);
    w->filled--;
    return true;
}

static void play(struct world *w, struct rp_event *e, size_t before) {
    size_t t = draw(w, 3) ? before : draw(w, (uint32_t)w->tasks);
    bool done = false;
    for (unsigned tries = 0; !done && tries < 8; tries++)
        done = draw(w, 4) ? play_lock(w, e, t, draw(w, LOCKS)) : play_channel(w, e);
    if (!done)
        play_channel(w, e);
    struct rp_change *change = rp_arena_alloc(w->arena, sizeof *change);
    struct rp_frame *frames = rp_arena_array(w->arena, 2, sizeof *frames);
    *change = (struct rp_change){e->object_id, state_of(w, e->object_id)};
    frames[0] = places[e->act == RP_ACT_TAKE   ? 0
                       : e->act == RP_ACT_GIVE ? 1
                       : e->act == RP_ACT_SEND ? 2
                                               : 3];
    frames[1] = outer;
    e->task = t;
    e->object = name_of(w, e->object_id);
    e->result = "ok";
    e->stack = (struct rp_stack){frames, 2};
    e->where = &frames[0];
    e->changes = change;
    e->change_count = 1;
    e->switched = t != before;
}

static void tell(const struct world *w, FILE *states, bool last) {
    fprintf(states, "[");
    for (size_t i = 0; i < OBJECTS; i++)
        fprintf(states, "%s\"%s\"", i ? ", " : "", state_of(w, i));
    fprintf(states, "]%s\n", last ? "]" : ",");
}

static struct rp_task *tasks_of(const struct world *w) {
    struct rp_task *tasks = rp_arena_array(w->arena, w->tasks, sizeof *tasks);
    for (size_t i = 0; i < w->tasks; i++)
        tasks[i] = (struct rp_task){.id = rp_arena_printf(w->arena, "T%zu", i),
                                    .name = i ? "worker" : "main",
                                    .state = i % 2 ? "blocked" : "ended",
                                    .waits_for = i % 2 ? "channel jobs" : "",
                                    .stack = {&outer, i % 2}};
    return tasks;
}

static struct rp_object *objects_of(const struct world *w) {
    struct rp_object *objects = rp_arena_array(w->arena, OBJECTS, sizeof *objects);
    for (size_t i = 0; i < OBJECTS; i++)
        objects[i] = (struct rp_object){.name = name_of(w, i),
                                        .kind = i == CHANNEL ? "channel" : "mutex",
                                        .detail = i == CHANNEL ? "capacity 3" : "",
                                        .at_first = state_of(w, i)};
    return objects;
}

static const char *const lines[] = {"static void take(size_t i) {",
                                    "\tpthread_mutex_lock(&lock[i]);",
                                    "}",
                                    "",
                                    "static void give_back(size_t i) {",
                                    "\tpthread_mutex_unlock(&lock[i]);",
                                    "}",
                                    "",
                                    "static void put(int job) {",
                                    "\tsend(jobs, job); /* <b>not bold</b> */",
                                    "}",
                                    "",
                                    "static int get(void) {",
                                    "\treturn receive(jobs);",
                                    "}"};
static const struct rp_source source = {"src/queue.c", 20, lines, sizeof lines / sizeof lines[0]};

struct rp_finding page_run(struct rp_arena *arena, size_t count, size_t tasks, FILE *states) {
    struct world w = {.arena = arena, .tasks = tasks, .draws = 1};
    for (size_t i = 0; i < LOCKS; i++)
        w.owner[i] = SIZE_MAX;
    struct rp_object *objects = objects_of(&w);
    struct rp_event *events = rp_arena_array(arena, count, sizeof *events);
    uint64_t *evidence = rp_arena_array(arena, count, sizeof *evidence);
    size_t evidence_count = 0;
    if (states)
        fprintf(states, "[");
    for (size_t i = 0; i < count; i++) {
        struct rp_event *e = &events[i];
        e->seq = i + 1;
        e->time = (int64_t)i * 1000;
        play(&w, e, i ? events[i - 1].task : 0);
        e->evidence = i % 997 == 10 || i + 2 == count;
        if (e->evidence)
            evidence[evidence_count++] = e->seq;
        if (states)
            tell(&w, states, i + 1 == count);
    }
    return (struct rp_finding){.kind = "deadlock",
                               .severity = RP_ERROR,
                               .fingerprint = "0123456789abcdef",
                               .title = "T1 and T3 wait for ever on jobs",
                               .explanation =
                                   "T1 took lock[0] at event 11.\n\nNobody sends any more.",
                               .seed = 5,
                               .strategy = "random",
                               .count = 7,
                               .runs = 10,
                               .same = 10,
                               .replay = "detsched replay ds1-5-abc -- ./queue",
                               .token = "ds1-5-abc",
                               .tasks = tasks_of(&w),
                               .task_count = tasks,
                               .objects = objects,
                               .object_count = OBJECTS,
                               .events = events,
                               .event_count = count,
                               .events_total = count,
                               .evidence = evidence,
                               .evidence_count = evidence_count,
                               .sources = &source,
                               .source_count = 1,
                               .output = "opened\n"};
}
