/* models_evil.c: a campaign in which the same bytes stand wherever a name or a text can. */
#include <limits.h>

#include "models.h"

static const struct rp_frame *frames(struct rp_arena *arena, const char *evil) {
    struct rp_frame *f = rp_arena_array(arena, 2, sizeof *f);
    f[0] = (struct rp_frame){evil, evil, evil, 1, 2, false, false};
    f[1] = (struct rp_frame){evil, "", evil, 1, 0, true, false};
    return f;
}

static const struct rp_object *objects(struct rp_arena *arena, const char *evil) {
    struct rp_object *o = rp_arena_array(arena, 2, sizeof *o);
    o[0] = (struct rp_object){.name = evil, .kind = "channel", .detail = evil, .at_first = evil};
    o[1] = (struct rp_object){.name = evil, .kind = evil, .detail = evil, .at_first = "1 of 2"};
    return o;
}

static const struct rp_task *tasks(struct rp_arena *arena, const char *evil,
                                   const struct rp_stack *stack) {
    struct rp_held *held = rp_arena_alloc(arena, sizeof *held);
    *held = (struct rp_held){evil, 1, *stack};
    struct rp_task *t = rp_arena_array(arena, 2, sizeof *t);
    t[0] = (struct rp_task){.id = "T0",
                            .name = evil,
                            .state = "blocked",
                            .waits_for = evil,
                            .holds = held,
                            .hold_count = 1,
                            .stack = *stack,
                            .created = *stack};
    t[1] = (struct rp_task){.id = "T1", .name = "<b>y</b>", .state = "ready"};
    return t;
}

static const struct rp_event *events(struct rp_arena *arena, const char *evil,
                                     const struct rp_frame *where) {
    struct rp_change *change = rp_arena_alloc(arena, sizeof *change);
    *change = (struct rp_change){1, evil};
    struct rp_event *e = rp_arena_array(arena, 2, sizeof *e);
    e[0] = (struct rp_event){.seq = 1,
                             .op = "lock",
                             .object = evil,
                             .result = evil,
                             .where = where,
                             .stack = {where, 2},
                             .object_id = 1,
                             .act = RP_ACT_TAKE,
                             .changes = change,
                             .change_count = 1,
                             .evidence = true};
    e[1] = (struct rp_event){.seq = 2,
                             .from = 1,
                             .task = 1,
                             .op = "lock",
                             .object = "node",
                             .result = "ok",
                             .edge = evil,
                             .where = where + 1,
                             .object_id = SIZE_MAX};
    return e;
}

static struct rp_finding finding(struct rp_arena *arena, const char *evil,
                                 const char *const *lines) {
    const struct rp_stack stack = {frames(arena, evil), 2};
    struct rp_wait *waits = rp_arena_array(arena, 2, sizeof *waits);
    waits[0] = (struct rp_wait){0, 1, evil, evil, true};
    waits[1] = (struct rp_wait){1, SIZE_MAX, evil, "x", false};
    struct rp_source *source = rp_arena_alloc(arena, sizeof *source);
    *source = (struct rp_source){evil, 1, lines, 2};
    return (struct rp_finding){.kind = "misuse",
                               .subkind = evil,
                               .severity = RP_WARNING,
                               .fingerprint = "2222222222222222",
                               .title = evil,
                               .explanation = evil,
                               .strategy = evil,
                               .replay = evil,
                               .token = evil,
                               .created_at = evil,
                               .related = lines,
                               .related_count = 2,
                               .tasks = tasks(arena, evil, &stack),
                               .task_count = 2,
                               .events = events(arena, evil, stack.frames),
                               .event_count = 2,
                               .events_total = 2,
                               .waits = waits,
                               .wait_count = 2,
                               .objects = objects(arena, evil),
                               .object_count = 2,
                               .sources = source,
                               .source_count = 1,
                               .output = evil,
                               .errors = evil};
}

struct rp_campaign *model_evil(struct rp_arena *arena, const char *evil) {
    const char **lines = rp_arena_array(arena, 2, sizeof *lines);
    lines[0] = evil;
    lines[1] = "";
    struct rp_finding f = finding(arena, evil, lines);
    struct rp_campaign *c = model_campaign(arena, &f, 1);
    struct rp_suppression *suppression = rp_arena_alloc(arena, sizeof *suppression);
    *suppression = (struct rp_suppression){evil, evil, UINT_MAX, UINT64_MAX / 2};
    struct rp_strategy_count *strategy = rp_arena_alloc(arena, sizeof *strategy);
    *strategy = (struct rp_strategy_count){evil, 1000};
    c->fail_on = RP_WARNING;
    c->program = evil;
    c->argv = c->limits = c->warnings = c->uncontrolled = lines;
    c->argc = c->limit_count = c->warning_count = c->uncontrolled_count = 2;
    c->suppressions = suppression;
    c->suppression_count = 1;
    c->strategies = strategy;
    c->strategy_count = 1;
    c->seeds = c->isolation = c->carrier = c->races = c->openmp = evil;
    return c;
}
