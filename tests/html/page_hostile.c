/* page_hostile.c: a campaign in which every text is an attack on the page that shows it. */
#include <limits.h>
#include <string.h>

#include "pages.h"

#define EVIL                                                                               \
    "</script><script>window.canary=1</script></style></title></pre>"                      \
    "\"><img src=x onerror=\"window.canary=2\"> ' onfocus='window.canary=3' autofocus='' " \
    "<!--<script> ]]> javascript:window.canary=4 &lt;&#x3c; ${window.canary=5} %s %r "     \
    "\033]0;x\007 \r\n\xff\xc0\xaf\xed\xa0\x80 \xe2\x80\xae \xe2\x80\xa8 \xf0\x9f\x92\xa5 \\"

static const struct rp_frame frames[] = {{EVIL, EVIL, EVIL, 1, 2, false, false},
                                         {EVIL, "", EVIL, 1, 0, true, true}};
static const struct rp_held held = {EVIL, 1, {frames, 2}};
static const struct rp_object objects[] = {{EVIL, EVIL, EVIL, EVIL, {frames, 2}}};
static const struct rp_change changes[] = {{0, EVIL}, {1, "of no object"}};
static const char *const texts[] = {EVIL, ""};
static const struct rp_source source = {EVIL, 1, texts, 2};
static const struct rp_picture picture = {
    EVIL,
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\" onload=\"window.canary=6\">"
    "<script>window.canary=7</script></svg>"};
static const struct rp_race race = {
    EVIL,        EVIL,  EVIL, {{0, EVIL, 1, {frames, 2}, &held, 1}, {9, EVIL, 0, {0}, NULL, 0}},
    {frames, 2}, false, true};
static const struct rp_suppression suppression = {EVIL, EVIL, UINT_MAX, UINT64_MAX / 2};

/* "std::map<std::map<..." of 64 kB. */
static char *template_name(struct rp_arena *arena) {
    char *name = rp_arena_alloc(arena, 65537);
    for (size_t i = 0; i < 65536; i++)
        name[i] = "std::map<"[i % 9];
    return name;
}

static struct rp_event *events_of(struct rp_arena *arena, const char *longest) {
    struct rp_event *e = rp_arena_array(arena, 3, sizeof *e);
    for (size_t i = 0; i < 3; i++)
        e[i] = (struct rp_event){.seq = i ? UINT64_MAX / 2 - 3 + i : 1,
                                 .from = i ? 1 : 77,
                                 .times = i == 1 ? UINT64_MAX / 2 : 0,
                                 .time = INT64_MAX,
                                 .task = i == 2 ? 7 : i,
                                 .op = i == 1 ? longest : EVIL,
                                 .object = EVIL,
                                 .result = EVIL,
                                 .edge = EVIL,
                                 .where = &frames[i % 2],
                                 .stack = {frames, 2},
                                 .object_id = i ? 5 : 0,
                                 .changes = changes,
                                 .change_count = 2,
                                 .access = (unsigned)i % 3,
                                 .evidence = true};
    return e;
}

struct rp_campaign *page_hostile(struct rp_arena *arena) {
    const char *longest = template_name(arena);
    struct rp_task *tasks = rp_arena_array(arena, 2, sizeof *tasks);
    for (size_t i = 0; i < 2; i++)
        tasks[i] = (struct rp_task){.id = EVIL,
                                    .name = i ? longest : EVIL,
                                    .state = EVIL,
                                    .waits_for = EVIL,
                                    .holds = &held,
                                    .hold_count = 1,
                                    .stack = {frames, 2},
                                    .created = {frames, 2}};
    static const uint64_t evidence[] = {1};
    struct rp_finding f = {.kind = EVIL,
                           .subkind = EVIL,
                           .severity = RP_WARNING,
                           .fingerprint = EVIL,
                           .title = EVIL,
                           .explanation = EVIL "\n\n" EVIL,
                           .seed = UINT64_MAX,
                           .strategy = EVIL,
                           .replay = EVIL,
                           .token = EVIL,
                           .created_at = EVIL,
                           .evidence = evidence,
                           .evidence_count = 1,
                           .related = texts,
                           .related_count = 2,
                           .tasks = tasks,
                           .task_count = 2,
                           .events = events_of(arena, longest),
                           .event_count = 3,
                           .events_total = 3,
                           .race = &race,
                           .objects = objects,
                           .object_count = 1,
                           .sources = &source,
                           .source_count = 1,
                           .pictures = &picture,
                           .picture_count = 1,
                           .output = EVIL,
                           .errors = longest};
    struct rp_finding both[] = {f, f};
    both[1].kind = longest;
    both[1].title = longest;
    struct rp_campaign *c = page_campaign(arena, both, 2);
    c->name = c->program = c->seeds = c->isolation = c->carrier = c->races = c->openmp = EVIL;
    c->argv = c->limits = c->warnings = c->uncontrolled = texts;
    c->argc = c->limit_count = c->warning_count = c->uncontrolled_count = 2;
    c->suppressions = &suppression;
    c->suppression_count = 1;
    return c;
}
