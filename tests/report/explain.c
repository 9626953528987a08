/* explain.c: tests of symbols, names, fingerprints and the words of explanations. */
#define _GNU_SOURCE /* mkdtemp */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/explain.h"
#include "harness/symbolize.h"
#include "play.h"

static const char ab_ba[] = "mutex a\nmutex b\n"
                            "main: create A; create B; join A; join B\n"
                            "A: lock a; lock b; unlock b; unlock a\n"
                            "B: lock b; lock a; unlock a; unlock b\n";

static char self_path[PATH_MAX];

static struct hn_symbols *symbols(void) {
    struct hn_symbols *sy = hn_symbols_new();
    hn_symbols_program(sy, self_path);
    return sy;
}

static void explain_root(struct play *p, size_t which, struct hn_symbols *sy,
                         struct rp_arena *arena, struct rp_finding *f) {
    assert_true(which < p->found.count);
    hn_explain(&p->run, &p->found, which, sy, arena, f);
}

static uint64_t print_of(struct play *p) {
    struct hn_symbols *sy = symbols();
    uint64_t h = hn_fingerprint(&p->run, &p->found.items[0], sy);
    hn_symbols_free(sy);
    return h;
}

static void lines(void **state) {
    (void)state;
    struct play *p = play_empty();
    struct hn_symbols *sy = symbols();
    const struct rp_frame *frames;
    size_t n = hn_symbols_frames(sy, &p->run, play_pc(0), false, &frames);
    assert_int_equal(n, 1);
    assert_string_equal(frames[0].function, "site_first");
    assert_non_null(strstr(frames[0].file, "play.c"));
    assert_true(frames[0].line > 0);
    assert_false(frames[0].inlined);
    assert_int_equal(frames[0].offset, play_pc(0) - p->run.modules[0].bias);
    hn_symbols_free(sy);
    play_free(p);
}

static void inlines(void **state) {
    (void)state;
    struct play *p = play_empty();
    struct hn_symbols *sy = symbols();
    const struct rp_frame *frames;
    size_t n = hn_symbols_frames(sy, &p->run, play_pc(3), false, &frames);
    assert_int_equal(n, 2);
    assert_string_equal(frames[0].function, "site_inlined");
    assert_true(frames[0].inlined);
    assert_string_equal(frames[1].function, "site_around");
    assert_false(frames[1].inlined);
    assert_true(frames[1].line > frames[0].line);
    hn_symbols_free(sy);
    play_free(p);
}

static void data(void **state) {
    (void)state;
    struct play *p = play_empty();
    struct hn_symbols *sy = symbols();
    uint64_t at = (uint64_t)(uintptr_t)play_table - p->run.modules[0].bias;
    assert_string_equal(hn_symbols_data(sy, &p->run, 0, at), "play_table");
    assert_string_equal(hn_symbols_data(sy, &p->run, 0, at + 8), "play_table+8");
    assert_null(hn_symbols_data(sy, &p->run, 0, 1));
    assert_null(hn_symbols_data(sy, &p->run, 7, at));
    hn_symbols_free(sy);
    play_free(p);
}

static void cxx_data(void **state) {
    (void)state;
    static const char *const want[] = {
        "jobs",      "bank::table::lock", "(anonymous)::queue", "Stack<int>::held",
        "_Z99short", "_ZN4bank"};
    struct play *p = play_empty();
    struct hn_symbols *sy = symbols();
    for (size_t i = 0; i < 6; i++) {
        uint64_t at = (uint64_t)(uintptr_t)play_mangled[i] - p->run.modules[0].bias;
        assert_string_equal(hn_symbols_data(sy, &p->run, 0, at), want[i]);
    }
    hn_symbols_free(sy);
    play_free(p);
}

/* Nothing is known but module and offset. */
static void expect_bare(const char *path, const char *name) {
    struct play *p = play_empty();
    struct hn_symbols *sy = hn_symbols_new();
    snprintf(p->run.modules[0].path, sizeof p->run.modules[0].path, "%s", path);
    const struct rp_frame *frames;
    assert_int_equal(hn_symbols_frames(sy, &p->run, play_pc(1), false, &frames), 1);
    assert_string_equal(frames[0].function, "??");
    assert_string_equal(frames[0].file, "");
    assert_int_equal(frames[0].line, 0);
    assert_string_equal(frames[0].module, name);
    assert_int_equal(frames[0].offset, play_pc(1) - p->run.modules[0].bias);
    assert_null(hn_symbols_data(sy, &p->run, 0, 64));
    hn_symbols_free(sy);
    play_free(p);
}

static void put_file(const char *path, const char *bytes, size_t n) {
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void useless_files(void **state) {
    (void)state;
    char dir[] = "symbols-XXXXXX", path[64];
    assert_non_null(mkdtemp(dir));
    expect_bare("/nonexistent/libgone.so", "libgone.so");
    expect_bare("[vdso]", "[vdso]");
    expect_bare("", "program");
    expect_bare("/dev", "dev");
    snprintf(path, sizeof path, "%s/x", dir);
    put_file(path, "", 0);
    expect_bare(path, "x");
    put_file(path, "not an ELF file at all, just words", 34);
    expect_bare(path, "x");
    put_file(path, "\177ELF\2\1\1\0garbagegarbagegarbagegarbagegarbagegarbagegarbagegarbage", 64);
    expect_bare(path, "x");
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    expect_bare(path, "x");
    unlink(path);
    rmdir(dir);
}

/* Whatever is cut off, an answer comes; what it is does not matter. */
static void cut_files(void **state) {
    (void)state;
    char dir[] = "symbols-XXXXXX", path[64];
    FILE *own = fopen(self_path, "r");
    assert_non_null(own);
    assert_int_equal(fseek(own, 0, SEEK_END), 0);
    size_t size = (size_t)ftell(own);
    rewind(own);
    char *bytes = malloc(size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, size, own), size);
    fclose(own);
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/x", dir);
    for (size_t part = 1; part < 12; part++) {
        put_file(path, bytes, size * part / 12);
        struct play *p = play_empty();
        struct hn_symbols *sy = hn_symbols_new();
        hn_symbols_program(sy, path);
        const struct rp_frame *frames;
        assert_true(hn_symbols_frames(sy, &p->run, play_pc(3), false, &frames) > 0);
        assert_non_null(frames[0].function);
        hn_symbols_data(sy, &p->run, 0, 64);
        hn_symbols_free(sy);
        play_free(p);
    }
    unlink(path);
    rmdir(dir);
    free(bytes);
}

static void no_network(void **state) {
    (void)state;
    setenv("DEBUGINFOD_URLS", "http://127.0.0.1:1", 1);
    struct play *p = play_empty();
    struct hn_symbols *sy = symbols();
    const struct rp_frame *frames;
    hn_symbols_frames(sy, &p->run, play_pc(0), false, &frames);
    assert_null(getenv("DEBUGINFOD_URLS"));
    hn_symbols_free(sy);
    play_free(p);
}

static void same_over_seeds(void **state) {
    (void)state;
    uint64_t first = 0;
    unsigned seen = 0;
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct play *p = play_seed(ab_ba, DS_STRAT_RANDOM, seed);
        if (play_root(p, HN_DEADLOCK)) {
            uint64_t print = print_of(p);
            if (seen++ == 0)
                first = print;
            assert_true(print == first);
        }
        play_free(p);
    }
    assert_true(seen >= 2);
}

static void same_elsewhere(void **state) {
    (void)state;
    struct play *p = play_until(ab_ba, HN_DEADLOCK, 200);
    uint64_t before = print_of(p);
    const uint64_t shift = 0x7000000;
    p->run.modules[0].start += shift;
    p->run.modules[0].end += shift;
    p->run.modules[0].bias += shift;
    for (size_t i = 1; i <= p->run.stack_count; i++)
        for (uint32_t k = 0; k < p->run.stacks[i].depth; k++)
            p->run.stacks[i].pc[k] += shift;
    assert_true(print_of(p) == before);
    play_free(p);
}

static void same_explained(void **state) {
    (void)state;
    struct play *p = play_until(ab_ba, HN_DEADLOCK, 200);
    uint64_t before = print_of(p);
    for (size_t i = 0; i < p->run.event_count; i++)
        p->run.events[i].stack = play_stack(p, 3, 1);
    p->run.explained = true;
    play_detect(p);
    assert_true(print_of(p) == before);
    play_free(p);
}

static void different_places(void **state) {
    (void)state;
    struct play *p = play_until(ab_ba, HN_DEADLOCK, 200);
    uint64_t before = print_of(p);
    uint32_t stack = p->run.task_info[p->found.items[0].tasks[0]].final_stack;
    p->run.stacks[stack].pc[0] = play_pc(3);
    assert_true(print_of(p) != before);
    p->run.stacks[stack].pc[0] = play_pc(0);
    assert_true(print_of(p) == before);
    p->found.items[0].kind = HN_PARTIAL_DEADLOCK;
    assert_true(print_of(p) != before);
    play_free(p);
}

static void names(void **state) {
    (void)state;
    struct play *p = play_seed("mutex m\nmain: create A; create B; join A; join B\n"
                               "A: create C; create D; join C; join D\nB: yield\nC: yield\n"
                               "D: lock m; lock m\n",
                               DS_STRAT_ORDER, 0);
    struct hn_symbols *sy = symbols();
    struct rp_arena *arena = rp_arena_new();
    struct rp_finding f;
    explain_root(p, 0, sy, arena, &f);
    assert_int_equal(f.task_count, 5);
    for (size_t i = 0; i < f.task_count; i++) {
        static const char *const want[][2] = {
            {"main", "T0"}, {"A", "T1"}, {"B", "T2"}, {"C", "T1.1"}, {"D", "T1.2"}};
        for (size_t k = 0; k < 5; k++)
            if (strcmp(f.tasks[i].name, want[k][0]) == 0)
                assert_string_equal(f.tasks[i].id, want[k][1]);
    }
    rp_arena_free(arena);
    hn_symbols_free(sy);
    play_free(p);
}

static const char *object_name(struct play *p, struct rp_arena *arena, struct hn_symbols *sy) {
    struct rp_finding f;
    explain_root(p, 0, sy, arena, &f);
    for (size_t i = 0; i < f.wait_count; i++)
        if (f.waits[i].from == 1)
            return f.waits[i].object;
    return "";
}

static void places(void **state) {
    (void)state;
    struct play *p =
        play_seed("mutex m\nmain: create A; join A\nA: lock m; lock m\n", DS_STRAT_ORDER, 0);
    struct ds_obj_place *place = &p->run.places[p->found.items[0].object];
    struct hn_symbols *sy = symbols();
    struct rp_arena *arena = rp_arena_new();
    assert_string_equal(object_name(p, arena, sy), "m");
    *place = (struct ds_obj_place){.place = DS_PLACE_STATIC};
    place->a = (uint64_t)(uintptr_t)&play_table[1] - p->run.modules[0].bias;
    assert_string_equal(object_name(p, arena, sy), "play_table+4");
    *place = (struct ds_obj_place){.place = DS_PLACE_HEAP, .task = 1, .a = 3, .b = 24};
    assert_string_equal(object_name(p, arena, sy), "block 3 of T1 +24");
    *place = (struct ds_obj_place){.place = DS_PLACE_STACK, .task = 0, .a = 120};
    assert_string_equal(object_name(p, arena, sy), "local of T0 (depth 120)");
    rp_arena_free(arena);
    hn_symbols_free(sy);
    play_free(p);
}

static const struct rp_task *task_named(const struct rp_finding *f, const char *name) {
    for (size_t i = 0; i < f->task_count; i++)
        if (strcmp(f->tasks[i].name, name) == 0)
            return &f->tasks[i];
    return NULL;
}

static void deadlock_words(void **state) {
    (void)state;
    struct play *p = play_until(ab_ba, HN_DEADLOCK, 200);
    struct hn_symbols *sy = symbols();
    struct rp_arena *arena = rp_arena_new();
    struct rp_finding f;
    explain_root(p, 0, sy, arena, &f);
    assert_string_equal(f.kind, "deadlock");
    assert_int_equal(f.severity, RP_ERROR);
    assert_int_equal(strlen(f.fingerprint), 16);
    assert_int_equal(f.cycle_count, 2);
    const struct rp_task *a = task_named(&f, "A");
    assert_string_equal(a->state, "blocked");
    assert_int_equal(a->hold_count, 1);
    assert_string_equal(a->holds[0].object, "a");
    const struct rp_task *b = task_named(&f, "B");
    char words[64];
    snprintf(words, sizeof words, "lock b held by %s", b->id);
    assert_string_equal(a->waits_for, words);
    assert_string_equal(a->stack.frames[0].function, "site_first");
    assert_string_equal(a->created.frames[0].function, "site_third");
    assert_non_null(strstr(f.explanation, words));
    assert_non_null(strstr(f.explanation, "site_first (play.c:"));
    unsigned in_cycle = 0;
    for (size_t i = 0; i < f.wait_count; i++)
        in_cycle += f.waits[i].in_cycle;
    assert_int_equal(in_cycle, 2);
    assert_non_null(strstr(f.created_at, "site_third (play.c:"));
    assert_int_equal(f.count, 0);
    assert_string_equal(f.replay, "");
    rp_arena_free(arena);
    hn_symbols_free(sy);
    play_free(p);
}

static bool has_edge(const struct rp_finding *f, const char *edge) {
    for (size_t i = 0; i < f->event_count; i++)
        if (f->events[i].from && strcmp(f->events[i].edge, edge) == 0)
            return true;
    return false;
}

static void edges(void **state) {
    (void)state;
    struct play *p = play_seed(
        "mutex m\ncond c\nsem s 0\nsem z 0\nbarrier r 2\nonce o\n"
        "main: create A; lock m; unlock m; once o; ?once-done o; lock m; signal c; unlock m\n"
        "; sem-post s; barrier-wait r; join A; sem-wait z\n"
        "A: once o; ?once-done o; lock m; cond-wait c m for 1s; unlock m; sem-wait s; barrier-wait "
        "r\n",
        DS_STRAT_ORDER, 0);
    struct hn_symbols *sy = symbols();
    struct rp_arena *arena = rp_arena_new();
    struct rp_finding f;
    explain_root(p, 0, sy, arena, &f);
    static const char *const kinds[] = {"create",    "join",    "unlock-lock",
                                        "post-wait", "barrier", "once"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!has_edge(&f, kinds[i]))
            fail_msg("no %s edge in\n%s", kinds[i], world_trace(p->w));
    rp_arena_free(arena);
    hn_symbols_free(sy);
    play_free(p);
}

static void related(void **state) {
    (void)state;
    struct play *p =
        play_seed("mutex m\nmain: create A; join A; lock m\nA: lock m\n", DS_STRAT_ORDER, 0);
    struct hn_symbols *sy = symbols();
    struct rp_arena *arena = rp_arena_new();
    struct rp_finding f;
    explain_root(p, 0, sy, arena, &f);
    assert_string_equal(f.kind, "deadlock");
    assert_int_equal(f.related_count, 1);
    assert_string_equal(f.related[0], "misuse: T1 (A) ended while it held m");
    assert_non_null(strstr(f.explanation, "T1 (A) ended without giving m back."));
    rp_arena_free(arena);
    hn_symbols_free(sy);
    play_free(p);
}

static void all_kinds(void **state) {
    (void)state;
    struct hn_symbols *sy = symbols();
    struct rp_arena *arena = rp_arena_new();
    for (int kind = 0; kind < HN_KIND_COUNT; kind++) {
        struct play *p = play_until(ab_ba, HN_DEADLOCK, 200);
        struct hn_raw *raw = &p->found.items[0];
        raw->kind = (enum hn_kind)kind;
        for (size_t i = 0; kind == HN_MISUSE && i < p->run.event_count; i++)
            p->run.events[i].misuse = DS_MISUSE_RELOCK;
        if (kind == HN_DATA_RACE || kind == HN_USE_AFTER_FREE) {
            struct ds_access write = {
                .task = 1, .position = 1, .size = 4, .flags = DS_ACCESS_WRITE};
            struct ds_access read = {.task = 2, .position = 1, .size = 4};
            play_race(p, write, 0, read, 1);
            raw->race = 1;
        }
        struct rp_finding f;
        if (kind == HN_NONDETERMINISM)
            hn_explain_nondeterminism(&p->run, raw, "event 3 differs", sy, arena, &f);
        else
            explain_root(p, 0, sy, arena, &f);
        assert_string_equal(f.kind, hn_kind_text((enum hn_kind)kind));
        assert_true(strlen(f.title) > 10 && !strchr(f.title, '\n'));
        assert_true(strlen(f.explanation) > 20);
        if (kind == HN_NONDETERMINISM)
            assert_non_null(strstr(f.explanation, "event 3 differs"));
        play_free(p);
    }
    rp_arena_free(arena);
    hn_symbols_free(sy);
}

/* A region that the program wrote over: handles and stack numbers point anywhere. */
static void wild_handles(void **state) {
    (void)state;
    struct play *p = play_until(ab_ba, HN_DEADLOCK, 200);
    for (uint32_t i = 0; i < p->run.totals.tasks; i++) {
        p->run.tasks[i].want.obj = 0xfffffff0u + i;
        p->run.tasks[i].want.obj2 = 0x7fffffff;
        p->run.tasks[i].parent = 0x7ffffff0;
        p->run.task_info[i].final_stack = 0xffffffff;
    }
    for (size_t i = 0; i < p->run.event_count; i++) {
        p->run.events[i].obj = 0xffffff00;
        p->run.events[i].stack = 0xfffffff;
        p->run.events[i].op = 999;
        p->run.events[i].misuse = (uint16_t)(i % 40);
        p->run.events[i].result = -5;
    }
    play_detect(p);
    struct hn_symbols *sy = symbols();
    struct rp_arena *arena = rp_arena_new();
    for (size_t i = 0; i < p->found.count; i++) {
        struct rp_finding f;
        explain_root(p, i, sy, arena, &f);
        assert_non_null(f.title);
    }
    rp_arena_free(arena);
    hn_symbols_free(sy);
    play_free(p);
}

#define ROW(name, function) \
    { name, function, NULL, NULL, NULL }

int main(void) {
    static const struct CMUnitTest tests[] = {
        ROW("a code address becomes function, file and line", lines),
        ROW("an inlined call is a frame of its own", inlines),
        ROW("a data address becomes symbol and offset", data),
        ROW("a C++ variable is named without its mangling", cxx_data),
        ROW("missing, special and garbage files leave module and offset", useless_files),
        ROW("a file cut anywhere gives an answer", cut_files),
        ROW("no server is asked for debug information", no_network),
        ROW("a deadlock has one fingerprint over seeds", same_over_seeds),
        ROW("a fingerprint does not depend on load addresses", same_elsewhere),
        ROW("a fingerprint does not depend on stacks of events", same_explained),
        ROW("another place or kind is another fingerprint", different_places),
        ROW("tasks are numbered by who created them", names),
        ROW("objects are named by where they live", places),
        ROW("a deadlock says who holds what and waits where", deadlock_words),
        ROW("edges of events are named by what made them", edges),
        ROW("a consequence stands under its cause", related),
        ROW("every kind has a title and an explanation", all_kinds),
        ROW("handles out of range harm nobody", wild_handles),
    };
    ssize_t n = readlink("/proc/self/exe", self_path, sizeof self_path - 1);
    if (n < 0)
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
