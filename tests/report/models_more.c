/* models_more.c: one hand-built finding of each further kind that readers of reports meet. */
#include <string.h>

#include "models.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define STACK(a) \
    { a, COUNT(a) }
/* About no object, or about that one of chan_objects. */
#define EVENT(number, who, what, on, came, ...) \
    EVENT_OF(SIZE_MAX, number, who, what, on, came, __VA_ARGS__)
#define EVENT_OF(about, number, who, what, on, came, ...)                                  \
    {                                                                                      \
        .object_id = about, .seq = number, .time = number * 1000, .task = who, .op = what, \
        .object = on, .result = came, __VA_ARGS__                                          \
    }

static const struct rp_frame in_main[] = {{"main", "src/pool.c", "pool", 0x1400, 60, false, false}};
static const struct rp_frame in_stop[] = {{"stop", "src/pool.c", "pool", 0x1380, 44, false, false},
                                          {"main", "src/pool.c", "pool", 0x1410, 63, false, false}};
static const struct rp_frame in_work[] = {{"next", "src/pool.c", "pool", 0x1210, 21, true, false},
                                          {"work", "src/pool.c", "pool", 0x1210, 30, false, false}};
static const struct rp_frame in_library[] = {
    {"detgo_send", "runtime/go/chan.c", "pool", 0x9000, 12, false, true},
    {"produce", "/usr/src/pool 2/feed.c", "pool", 0x1500, 15, false, false}};

/* --- use-after-free */
static const struct rp_task freed_tasks[] = {
    {.id = "T0", .name = "main", .state = "ended", .created = {0}},
    {.id = "T1",
     .name = "work",
     .state = "running",
     .stack = STACK(in_work),
     .created = STACK(in_main)}};
static const struct rp_event freed_events[] = {
    EVENT(1, 0, "create", "T1", "ok", .where = in_main),
    EVENT(2, 0, "free", "job", "ok", .where = in_stop, .stack = STACK(in_stop), .evidence = true,
          .access = 1),
    EVENT(3, 1, "start", "", "ok", .from = 1, .edge = "create", .switched = true),
    EVENT(3, 1, "read", "job", "", .where = in_work, .stack = STACK(in_work), .evidence = true,
          .access = 2, .aside = true)};
static const uint64_t freed_evidence[] = {2, 3};
static const struct rp_race freed_race = {
    .object = "byte 8 of a block of 24 bytes",
    .side = {{.task = 0, .words = "frees the block", .after = 2, .stack = STACK(in_stop)},
             {.task = 1, .words = "reads 4 bytes", .after = 3, .stack = STACK(in_work)}},
    .allocated = STACK(in_main),
    .freed = true,
    .unordered = true};

/* --- goroutines and a channel */
static const struct rp_object chan_objects[] = {
    {.name = "channel jobs",
     .kind = "channel",
     .detail = "capacity 2",
     .at_first = "",
     .made = STACK(in_main)},
    {.name = "lock m", .kind = "mutex", .at_first = "free"}};
static const struct rp_change now_empty[] = {{0, "empty"}}, now_one[] = {{0, "1 of 2"}},
                              now_two[] = {{0, "2 of 2"}}, now_closed[] = {{0, "closed, 2 of 2"}},
                              m_held[] = {{1, "held by G1"}}, m_free[] = {{1, "free"}};
static const struct rp_task chan_tasks[] = {
    {.id = "T0", .name = "main", .state = "exiting", .stack = STACK(in_main)},
    {.id = "G1",
     .name = "produce",
     .state = "blocked",
     .waits_for = "sends on channel jobs (full)",
     .waits_is_phrase = true,
     .stack = STACK(in_library),
     .created = STACK(in_main)}};
static const struct rp_event chan_events[] = {
    EVENT_OF(0, 1, 0, "make", "channel jobs", "ok", .where = in_main, .act = RP_ACT_MAKE,
             .changes = now_empty, .change_count = 1),
    EVENT(2, 0, "go", "G1", "ok", .where = in_main),
    EVENT(3, 1, "start", "", "ok", .from = 2, .edge = "go-start", .switched = true),
    EVENT_OF(1, 4, 1, "lock", "lock m", "ok", .where = &in_library[1], .act = RP_ACT_TAKE,
             .changes = m_held, .change_count = 1),
    EVENT_OF(0, 5, 1, "send", "channel jobs", "ok", .where = &in_library[1],
             .stack = STACK(in_library), .act = RP_ACT_SEND, .changes = now_one, .change_count = 1),
    EVENT_OF(1, 6, 1, "unlock", "lock m", "ok", .where = &in_library[1], .act = RP_ACT_GIVE,
             .changes = m_free, .change_count = 1),
    EVENT_OF(0, 7, 1, "send", "channel jobs", "ok", .where = &in_library[1], .act = RP_ACT_SEND,
             .changes = now_two, .change_count = 1),
    EVENT_OF(0, 8, 0, "close", "channel jobs", "ok", .where = in_stop, .act = RP_ACT_CLOSE,
             .changes = now_closed, .change_count = 1, .evidence = true, .switched = true),
    EVENT_OF(0, 9, 1, "send", "channel jobs", "waits", .where = &in_library[1], .act = RP_ACT_SEND,
             .evidence = true, .switched = true)};
static const uint64_t chan_evidence[] = {8, 9};
static const struct rp_wait leak_waits[] = {{1, SIZE_MAX, "channel jobs", "send", false}};
static const struct rp_wait blocked_waits[] = {{0, SIZE_MAX, "channel jobs", "receive", false}};

/* --- a circle of locks that was predicted, and one task that polls */
static const struct rp_held holds_m[] = {{"lock m", 4, STACK(in_work)}};
static const struct rp_task order_tasks[] = {
    {.id = "T0", .name = "main", .state = "ready", .stack = STACK(in_stop)},
    {.id = "T1",
     .name = "work",
     .state = "running",
     .holds = holds_m,
     .hold_count = 1,
     .stack = STACK(in_work),
     .created = STACK(in_main)}};
static const struct rp_event order_events[] = {
    EVENT(1, 0, "create", "T1", "ok", .where = in_main),
    EVENT(2, 1, "start", "", "ok", .from = 1, .edge = "create", .switched = true),
    EVENT(3, 1, "yield", "", "ok", .times = 4000, .where = in_work),
    EVENT(4003, 1, "trylock", "lock m", "busy", .where = in_work, .evidence = true),
    EVENT(4004, 0, "unlock", "lock m", "not permitted", .where = in_stop, .evidence = true,
          .switched = true),
    EVENT(4005, 1, "lock", "lock m", "ok", .from = 4004, .edge = "unlock-lock", .where = in_work,
          .switched = true)};
static const uint64_t order_evidence[] = {4003, 4004};
static const struct rp_source sources[] = {
    {"src/pool.c", 20,
     (const char *const[]){"static int next(struct pool *p) {", "    return p->at++;", "}"}, 3}};

struct row {
    const char *name;
    struct rp_finding f;
};

static const struct row rows[] = {
    {"use-after-free",
     {.kind = "use-after-free",
      .title = "T1 (work) reads 4 bytes of a block that T0 (main) has freed",
      .explanation = "The block is job.\n\nNothing orders the two.",
      .evidence = freed_evidence,
      .evidence_count = COUNT(freed_evidence),
      .tasks = freed_tasks,
      .task_count = COUNT(freed_tasks),
      .events = freed_events,
      .event_count = COUNT(freed_events),
      .events_total = 3,
      .race = &freed_race,
      .sources = sources,
      .source_count = COUNT(sources)}},
    {"goroutine-leak",
     {.kind = "goroutine-leak",
      .subkind = "blocked",
      .title = "G1 (produce) sends on channel jobs for ever",
      .explanation = "G1 sends.\n- T0 (main) has left.\n\nGive it a second way out.",
      .waits = leak_waits,
      .wait_count = 1}},
    {"channel-blocked",
     {.kind = "channel-blocked",
      .title = "T0 (main) receives from channel jobs for ever",
      .explanation = "Nobody sends any more.",
      .waits = blocked_waits,
      .wait_count = 1}},
    {"send-on-closed",
     {.kind = "send-on-closed",
      .title = "G1 (produce) sends on closed channel jobs",
      .explanation = "T0 (main) had closed it at event 8."}},
    {"misuse",
     {.kind = "misuse",
      .subkind = "unlock-by-another",
      .title = "T0 (main) unlocks lock m, which T1 holds",
      .explanation = "Only the owner may unlock."}},
    {"assert",
     {.kind = "assert",
      .title = "assertion failed: left == 0",
      .explanation = "T1 came in between.",
      .errors = "pool: src/pool.c:21: next: Assertion `left == 0' failed.\n"}},
    {"livelock",
     {.kind = "livelock",
      .subkind = "starvation",
      .title = "T1 (work) polls for ever",
      .explanation = "The fair continuation does not end either.",
      .needs_early_timeout = true}},
    {"lock-order",
     {.kind = "lock-order",
      .severity = RP_WARNING,
      .title = "lock m and lock n are taken in both orders",
      .explanation = "No seed came to the deadlock."}}};

static bool is_of_channel(const char *name) {
    return strstr(name, "channel") || strstr(name, "goroutine") || strstr(name, "closed");
}

static void fill(struct rp_finding *f, size_t number, const char *name, struct rp_arena *arena) {
    if (strcmp(name, "lock-order") != 0)
        f->severity = RP_ERROR;
    f->fingerprint = rp_arena_printf(arena, "%016zx", 0xabc0 + number);
    f->seed = number;
    f->strategy = "pos";
    f->count = number + 1;
    f->runs = f->same = 10;
    f->token = rp_arena_printf(arena, "ds1-%zu", number);
    f->replay = rp_arena_printf(arena, "detsched replay %s -- ./pool", f->token);
    if (f->event_count)
        return;
    bool channel = is_of_channel(name);
    f->tasks = channel ? chan_tasks : order_tasks;
    f->task_count = 2;
    f->events = channel ? chan_events : order_events;
    f->event_count = channel ? COUNT(chan_events) : COUNT(order_events);
    f->events_total = channel ? COUNT(chan_events) : 4005;
    f->evidence = channel ? chan_evidence : order_evidence;
    f->evidence_count = 2;
    f->objects = channel ? chan_objects : NULL;
    f->object_count = channel ? COUNT(chan_objects) : 0;
}

bool model_more(struct rp_arena *arena, const char *name, struct rp_finding *out) {
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (strcmp(rows[i].name, name) != 0)
            continue;
        *out = rows[i].f;
        fill(out, i, name, arena);
        return true;
    }
    return false;
}
