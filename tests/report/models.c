/* models.c: campaigns written by hand, one for each shape that a writer must cope with. */
#include "models.h"

#include <string.h>

const char *const model_names[] = {"deadlock",   "lost-wakeup", "crash",    "race",
                                   "clean",      "long",        "evil",     "huge",
                                   "incomplete", "cannot",      "no-seeds", NULL};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct rp_frame lock_a[] = {
    {"take_both", "src/bank.c", "bank", 0x1234, 31, true, false},
    {"transfer", "src/bank.c", "bank", 0x1234, 40, false, false},
    {"worker", "src/bank.c", "bank", 0x1300, 55, false, false}};
static const struct rp_frame lock_b[] = {
    {"transfer", "src/bank.c", "bank", 0x1250, 42, false, false},
    {"worker", "src/bank.c", "bank", 0x1300, 55, false, false}};
static const struct rp_frame creation[] = {
    {"main", "src/bank.c", "bank", 0x1400, 70, false, false}};
static const struct rp_frame joining[] = {{"main", "src/bank.c", "bank", 0x1420, 73, false, false}};
static const struct rp_frame stripped[] = {{"??", "", "libplug.so", 0xbeef, 0, false, false},
                                           {"run", "", "bank", 0x1500, 0, false, false}};

static const struct rp_held hold_1[] = {{"account[0]", 6, {lock_a, COUNT(lock_a)}}};
static const struct rp_held hold_2[] = {{"account[1]", 8, {lock_a, COUNT(lock_a)}}};
static const struct rp_task bank_tasks[] = {
    {.id = "T0",
     .name = "main",
     .state = "blocked",
     .waits_for = "the end of T1",
     .stack = {joining, 1}},
    {.id = "T1",
     .name = "worker",
     .state = "blocked",
     .waits_for = "lock account[1] held by T2",
     .holds = hold_1,
     .hold_count = 1,
     .stack = {lock_b, COUNT(lock_b)},
     .created = {creation, 1}},
    {.id = "T2",
     .name = "worker",
     .state = "blocked",
     .waits_for = "lock account[0] held by T1",
     .holds = hold_2,
     .hold_count = 1,
     .stack = {lock_b, COUNT(lock_b)},
     .created = {creation, 1}},
    {.id = "T3", .name = "logger", .state = "ended", .created = {creation, 1}}};
static const struct rp_event bank_events[] = {
    {.seq = 1, .task = 0, .op = "create", .object = "T1", .result = "ok", .where = creation},
    {.seq = 2, .task = 0, .op = "create", .object = "T2", .result = "ok", .where = creation},
    {.seq = 3, .task = 0, .op = "create", .object = "T3", .result = "ok", .where = creation},
    {.seq = 4,
     .from = 3,
     .task = 3,
     .op = "start",
     .result = "ok",
     .edge = "create",
     .switched = true},
    {.seq = 5,
     .from = 1,
     .task = 1,
     .op = "start",
     .result = "ok",
     .edge = "create",
     .switched = true},
    {.seq = 6,
     .task = 1,
     .op = "lock",
     .object = "account[0]",
     .result = "ok",
     .where = lock_a,
     .evidence = true},
    {.seq = 7,
     .from = 2,
     .task = 2,
     .op = "start",
     .result = "ok",
     .edge = "create",
     .switched = true},
    {.seq = 8,
     .task = 2,
     .op = "lock",
     .object = "account[1]",
     .result = "ok",
     .where = lock_a,
     .evidence = true},
    {.seq = 9,
     .task = 3,
     .op = "trylock",
     .object = "account[0]",
     .result = "busy",
     .where = lock_b,
     .switched = true},
    {.seq = 10, .task = 3, .op = "exit", .result = "ok"}};
static const struct rp_wait bank_waits[] = {{0, 1, "", "join", false},
                                            {1, 2, "account[1]", "lock", true},
                                            {2, 1, "account[0]", "lock", true}};
static const size_t bank_cycle[] = {1, 2};
static const uint64_t bank_evidence[] = {6, 8};
static const char *const bank_related[] = {"thread-leak: T4 can never finish"};

static struct rp_finding deadlock_finding(void) {
    return (struct rp_finding){
        .kind = "deadlock",
        .subkind = "",
        .severity = RP_ERROR,
        .fingerprint = "0123456789abcdef",
        .title = "T1 and T2 wait for each other in a circle, for account[1] and account[0]",
        .explanation = "T1 (worker) holds account[0] since event 6, and waits for account[1].\n"
                       "T2 (worker) holds account[1] since event 8, and waits for account[0].\n\n"
                       "Each waits for the next one in the circle.",
        .seed = 17,
        .strategy = "pct:3",
        .count = 5,
        .runs = 10,
        .same = 10,
        .replay = "detsched replay ds1-17-abcdef -- ./bank 'two words'",
        .token = "ds1-17-abcdef",
        .created_at = "main (bank.c:70)",
        .cycle = bank_cycle,
        .cycle_count = 2,
        .evidence = bank_evidence,
        .evidence_count = 2,
        .related = bank_related,
        .related_count = 1,
        .tasks = bank_tasks,
        .task_count = COUNT(bank_tasks),
        .events = bank_events,
        .event_count = COUNT(bank_events),
        .events_total = 10,
        .waits = bank_waits,
        .wait_count = COUNT(bank_waits),
        .output = "opening\ntransferring\n",
        .errors = ""};
}

static const char *const bank_argv[] = {"./bank", "two words"};
static const struct rp_strategy_count bank_strategies[] = {
    {"order", 1}, {"pct:3", 499}, {"random", 500}};
static const char *const bank_limits[] = {"2 seeds reached the step bound"};
static const char *const bank_warnings[] = {"hardly any scheduling points in 3 seeds"};
static const char *const bank_uncontrolled[] = {"waited for a descriptor of another process"};

struct rp_campaign *model_campaign(struct rp_arena *arena, const struct rp_finding *f, size_t n) {
    struct rp_campaign *c = rp_arena_alloc(arena, sizeof *c);
    *c = (struct rp_campaign){.program = "./bank",
                              .argv = bank_argv,
                              .argc = COUNT(bank_argv),
                              .seeds = "0..1000",
                              .seeds_asked = 1000,
                              .seeds_done = 1000,
                              .distinct = 814,
                              .points_min = 9,
                              .points_median = 20,
                              .points_max = 41,
                              .strategies = bank_strategies,
                              .strategy_count = COUNT(bank_strategies),
                              .isolation = "fork",
                              .carrier = "fiber",
                              .races = "not checked: synchronisation points only",
                              .verdict = n ? RP_FINDINGS : RP_CLEAN,
                              .fail_on = RP_ERROR,
                              .exit_status = n ? 1 : 0,
                              .finding_count = n};
    struct rp_finding *copies = rp_arena_array(arena, n, sizeof *copies);
    for (size_t i = 0; i < n; i++)
        copies[i] = f[i];
    c->findings = copies;
    return c;
}

static struct rp_campaign *deadlock(struct rp_arena *arena) {
    struct rp_finding f = deadlock_finding();
    struct rp_campaign *c = model_campaign(arena, &f, 1);
    c->limits = bank_limits;
    c->limit_count = 1;
    c->warnings = bank_warnings;
    c->warning_count = 1;
    c->uncontrolled = bank_uncontrolled;
    c->uncontrolled_count = 1;
    return c;
}

static const struct rp_frame adding[] = {
    {"add", "src/bank.c", "bank", 0x1190, 20, false, false},
    {"worker", "src/bank.c", "bank", 0x1300, 55, false, false}};
static const struct rp_frame summing[] = {
    {"sum", "src/bank.c", "bank", 0x11d0, 27, true, false},
    {"audit", "src/bank.c", "bank", 0x1340, 61, false, false}};
static const struct rp_held audit_holds[] = {{"audit_lock", 4, {summing + 1, 1}}};
static const struct rp_task race_tasks[] = {
    {.id = "T0", .name = "main", .state = "running", .stack = {joining, 1}},
    {.id = "T1", .name = "worker", .state = "ended", .created = {creation, 1}},
    {.id = "T2", .name = "audit", .state = "ended", .created = {creation, 1}}};
static const struct rp_event race_events[] = {
    {.seq = 1, .task = 0, .op = "create", .object = "T1", .result = "ok", .where = creation},
    {.seq = 2, .task = 0, .op = "create", .object = "T2", .result = "ok", .where = creation},
    {.seq = 3, .from = 2, .task = 2, .op = "start", .result = "ok", .edge = "create"},
    {.seq = 4,
     .task = 2,
     .op = "lock",
     .object = "audit_lock",
     .result = "ok",
     .where = summing + 1,
     .evidence = true},
    {.seq = 4,
     .task = 2,
     .op = "read",
     .object = "total",
     .where = summing,
     .evidence = true,
     .access = 1,
     .aside = true},
    {.seq = 5, .from = 1, .task = 1, .op = "start", .result = "ok", .edge = "create"},
    {.seq = 6,
     .task = 1,
     .op = "write",
     .object = "total",
     .result = "ok",
     .where = adding,
     .evidence = true,
     .access = 2},
    {.seq = 7, .task = 1, .times = 4, .op = "relaxed load", .object = "stop", .result = "ok"},
    {.seq = 11, .task = 1, .op = "exit", .result = "ok"}};
static const uint64_t race_evidence[] = {4, 6};
static const char *const race_related[] = {
    "assert: assertion failed: total == 0 (in this run; see there)"};
static const struct rp_race race_of_total = {
    .object = "total",
    .type = "long",
    .declared = "bank.c:12",
    .side = {{.task = 2,
              .words = "reads 8 bytes",
              .after = 4,
              .stack = {summing, COUNT(summing)},
              .holds = audit_holds,
              .hold_count = 1},
             {.task = 1, .words = "writes 8 bytes", .after = 6, .stack = {adding, COUNT(adding)}}},
    .allocated = {creation, 1},
    .unordered = true};

static struct rp_campaign *race(struct rp_arena *arena) {
    struct rp_finding f = deadlock_finding();
    f.kind = "data-race";
    f.title = "data race on total (bank.c:12): T2 (audit) reads 8 bytes in sum (bank.c:27), T1 "
              "(worker) writes 8 bytes in add (bank.c:20)";
    f.explanation = "The memory is total (bank.c:12).\n\nNothing that the program does orders the "
                    "two.";
    f.cycle_count = f.wait_count = 0;
    f.evidence = race_evidence;
    f.related = race_related;
    f.tasks = race_tasks;
    f.task_count = COUNT(race_tasks);
    f.events = race_events;
    f.event_count = COUNT(race_events);
    f.events_total = 11;
    f.race = &race_of_total;
    return model_campaign(arena, &f, 1);
}

static const struct rp_task lost_tasks[] = {{.id = "T0",
                                             .name = "main",
                                             .state = "blocked",
                                             .waits_for = "the end of T1",
                                             .stack = {joining, 1}},
                                            {.id = "T1",
                                             .name = "consumer",
                                             .state = "blocked",
                                             .waits_for = "a signal on ready",
                                             .stack = {lock_b, 1},
                                             .created = {creation, 1}}};
static const struct rp_event lost_events[] = {
    {.seq = 1, .task = 0, .op = "create", .object = "T1", .result = "ok", .where = creation},
    {.seq = 2,
     .from = 1,
     .task = 1,
     .op = "start",
     .result = "ok",
     .edge = "create",
     .switched = true},
    {.seq = 3, .task = 1, .op = "lock", .object = "m", .result = "ok", .where = lock_b},
    {.seq = 4,
     .task = 0,
     .op = "signal",
     .object = "ready",
     .result = "no one waits",
     .where = joining,
     .evidence = true,
     .switched = true},
    {.seq = 5,
     .task = 1,
     .op = "cond-wait",
     .object = "ready",
     .result = "ok",
     .where = lock_b,
     .evidence = true,
     .switched = true}};
static const struct rp_wait lost_waits[] = {{0, 1, "", "join", false},
                                            {1, SIZE_MAX, "ready", "signal", false}};
static const uint64_t lost_evidence[] = {4, 5};

static struct rp_campaign *lost(struct rp_arena *arena) {
    struct rp_finding f = {
        .kind = "lost-wakeup",
        .severity = RP_ERROR,
        .fingerprint = "00000000000000ff",
        .title = "T1 waits for ever: the signal on ready came before the wait",
        .explanation = "T0 (main) signalled ready at event 4, when nobody was waiting there.",
        .seed = 3,
        .strategy = "random",
        .count = 1,
        .runs = 10,
        .same = 9,
        .needs_spurious = true,
        .needs_early_timeout = true,
        .replay = "detsched replay ds1-3-ff",
        .token = "ds1-3-ff",
        .evidence = lost_evidence,
        .evidence_count = 2,
        .tasks = lost_tasks,
        .task_count = 2,
        .events = lost_events,
        .event_count = COUNT(lost_events),
        .events_total = 5,
        .waits = lost_waits,
        .wait_count = 2};
    return model_campaign(arena, &f, 1);
}

static const struct rp_task crash_tasks[] = {
    {.id = "T0", .name = "main", .state = "ready"},
    {.id = "T1", .name = "", .state = "running", .stack = {stripped, 2}}};
static const struct rp_event crash_events[] = {
    {.seq = 101, .task = 0, .op = "unlock", .object = "libplug.so+0x40", .result = "ok"},
    {.seq = 102,
     .from = 101,
     .task = 1,
     .op = "lock",
     .object = "libplug.so+0x40",
     .result = "ok",
     .edge = "unlock-lock",
     .where = stripped,
     .evidence = true,
     .switched = true}};
static const uint64_t crash_evidence[] = {102};

/* No debug info, events cut at the front, a second finding of lower severity. */
static struct rp_campaign *crash(struct rp_arena *arena) {
    struct rp_finding f[] = {{.kind = "crash",
                              .subkind = "signal",
                              .severity = RP_ERROR,
                              .fingerprint = "fedcba9876543210",
                              .title = "T1 died of SIGSEGV in ?? (libplug.so+0xbeef)",
                              .explanation = "T1 died.",
                              .seed = UINT64_MAX,
                              .strategy = "pos",
                              .count = 12,
                              .runs = 10,
                              .same = 10,
                              .replay = "detsched replay ds1-x",
                              .token = "ds1-x",
                              .evidence = crash_evidence,
                              .evidence_count = 1,
                              .tasks = crash_tasks,
                              .task_count = 2,
                              .events = crash_events,
                              .event_count = 2,
                              .events_total = 102,
                              .errors = "first\n\nlast line without end"},
                             {.kind = "thread-leak",
                              .subkind = "unjoined",
                              .severity = RP_NOTE,
                              .fingerprint = "1111111111111111",
                              .title = "T1, never joined or detached",
                              .explanation = "It ended.",
                              .seed = 0,
                              .strategy = "order",
                              .count = 1000,
                              .replay = "detsched replay ds1-0",
                              .token = "ds1-0",
                              .tasks = crash_tasks,
                              .task_count = 2}};
    return model_campaign(arena, f, 2);
}

static struct rp_campaign *clean(struct rp_arena *arena) {
    static const struct rp_suppression suppressions[] = {{"race:counter", "known.supp", 2, 120},
                                                         {"deadlock:^log_", "known.supp", 5, 0}};
    struct rp_campaign *c = model_campaign(arena, NULL, 0);
    c->failure_rate_bound_95 = 0.0029957;
    c->suppressions = suppressions;
    c->suppression_count = COUNT(suppressions);
    return c;
}

/* Eight tasks and 400 events: what a schedule looks like when it is cut. */
static struct rp_campaign *run_of(struct rp_arena *arena, size_t count) {
    enum { TASKS = 8 };
    struct rp_finding f = deadlock_finding();
    struct rp_task *tasks = rp_arena_array(arena, TASKS, sizeof *tasks);
    struct rp_event *events = rp_arena_array(arena, count, sizeof *events);
    for (size_t i = 0; i < TASKS; i++) {
        tasks[i].id = rp_arena_printf(arena, "T%zu", i);
        tasks[i].name = "worker";
        tasks[i].state = i % 2 ? "blocked" : "ended";
    }
    for (size_t i = 0; i < count; i++) {
        events[i].seq = i + 1;
        events[i].task = i * 7 % TASKS;
        events[i].op = i % 2 ? "lock" : "unlock";
        events[i].object = "queue.mutex_with_a_rather_long_name";
        events[i].result = "ok";
        events[i].from = i % 2 ? i : 0;
        events[i].edge = i % 2 ? "unlock-lock" : "";
        events[i].where = i % 3 ? lock_b : NULL;
        events[i].evidence = i == 50 || i == 398;
    }
    f.tasks = tasks;
    f.task_count = TASKS;
    f.events = events;
    f.event_count = f.events_total = count;
    f.cycle_count = f.wait_count = 0;
    return model_campaign(arena, &f, 1);
}

static struct rp_campaign *long_run(struct rp_arena *arena) {
    return run_of(arena, 400);
}

static struct rp_campaign *huge_run(struct rp_arena *arena) {
    return run_of(arena, 65536);
}

#define EVIL                                                                                      \
    "\\N <b>x</b> \"q\" &amp; \033]0;x\007 \r\n\xff\xc0\xaf \xe2\x80\xae \xf0\x9f\x92\xa5 {a|b} " \
    "\\"

static struct rp_campaign *evil(struct rp_arena *arena) {
    return model_evil(arena, EVIL);
}

/* More than a page of Markdown may hold. */
static struct rp_campaign *flood(struct rp_arena *arena) {
    struct rp_finding many[60];
    char *text = rp_arena_alloc(arena, 20001);
    memset(text, '<', 20000);
    struct rp_campaign *c = model_evil(arena, text);
    for (size_t i = 0; i < COUNT(many); i++)
        many[i] = c->findings[0];
    return model_campaign(arena, many, COUNT(many));
}

/* Nothing was found, and that says nothing. */
static struct rp_campaign *incomplete(struct rp_arena *arena) {
    struct rp_campaign *c = model_campaign(arena, NULL, 0);
    c->verdict = RP_INCOMPLETE;
    c->exit_status = 4;
    c->seeds_done = 12;
    c->limits = bank_limits;
    c->limit_count = 1;
    return c;
}

static struct rp_campaign *cannot(struct rp_arena *arena) {
    struct rp_campaign *c = model_campaign(arena, NULL, 0);
    c->verdict = RP_FAILED;
    c->exit_status = 3;
    c->seeds_done = c->distinct = c->points_min = c->points_median = c->points_max = 0;
    c->warnings = bank_warnings;
    c->warning_count = 1;
    return c;
}

static struct rp_campaign *no_seeds(struct rp_arena *arena) {
    struct rp_campaign *c = model_campaign(arena, NULL, 0);
    c->seeds = "0..0";
    c->seeds_asked = c->seeds_done = c->distinct = 0;
    return c;
}

const struct rp_campaign *model_named(struct rp_arena *arena, const char *name) {
    static struct rp_campaign *(*const make[])(struct rp_arena *) = {
        deadlock, lost, crash, race, clean, long_run, evil, huge_run, incomplete, cannot, no_seeds};
    struct rp_finding f;
    for (size_t i = 0; model_names[i]; i++)
        if (strcmp(model_names[i], name) == 0)
            return make[i](arena);
    if (strcmp(name, "flood") == 0)
        return flood(arena);
    if (strncmp(name, "name:", 5) == 0)
        return model_evil(arena, name + 5);
    return model_more(arena, name, &f) ? model_campaign(arena, &f, 1) : NULL;
}
