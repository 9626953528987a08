/* races.c: tests of what is made of recorded data races: findings, fingerprints, words, the schedule. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/detect/races.h"
#include "harness/explain.h"
#include "harness/link.h"
#include "harness/symbolize.h"
#include "play.h"

static char self_path[PATH_MAX];

#define WRITE DS_ACCESS_WRITE
#define access(t, at, how) \
    ((struct ds_access){.task = (t), .position = (at), .size = 4, .flags = (how)})

/* A and B, started by main, each with its own mutex. */
static const char own_locks[] = "mutex a\nmutex b\n"
                                "main: create A; create B; join A; join B\n"
                                "A: lock a; unlock a\nB: lock b; unlock b\n";

static struct play *locks(void) {
    struct play *p = play_seed(own_locks, DS_STRAT_ORDER, 0);
    assert_int_equal(p->run.totals.tasks, 3);
    assert_string_equal(p->run.task_info[1].name, "A");
    return p;
}

struct told {
    struct hn_symbols *sy;
    struct rp_arena *arena;
    struct rp_finding f;
};

static struct told tell(struct play *p, size_t which) {
    struct told t = {.sy = hn_symbols_new(), .arena = rp_arena_new()};
    hn_symbols_program(t.sy, self_path);
    play_detect(p);
    assert_true(p->found.count > which);
    hn_explain(&p->run, &p->found, which, t.sy, t.arena, &t.f);
    return t;
}

static void forget(struct told *t, struct play *p) {
    rp_arena_free(t->arena);
    hn_symbols_free(t->sy);
    play_free(p);
}

static void expect_part(const char *text, const char *part) {
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static void kinds(void **state) {
    (void)state;
    struct play *p = locks();
    play_race(p, access(1, 1, WRITE), 0, access(2, 1, 0), 1);
    play_race(p, access(1, 2, DS_ACCESS_FREE | WRITE), 0, access(2, 2, 0), 1)->freed = 1;
    play_race(p, access(1, 1, 0), 0, access(2, 2, DS_ACCESS_FREE | WRITE), 1);
    play_race(p, access(1, 1, WRITE), 2, access(2, 1, 0), 1)->foreign = 1;
    play_detect(p);
    assert_string_equal(play_text(p), "data-race[A B] data-race:uninstrumented[A B] "
                                      "use-after-free[A B] use-after-free[A B]");
    struct told t = tell(p, 1);
    assert_int_equal(t.f.severity, RP_WARNING);
    expect_part(t.f.explanation, "not compiled for race detection");
    forget(&t, p);
}

/* Who takes a block apart and then frees it races twice: that is one finding. */
static void taken_apart(void **state) {
    (void)state;
    struct play *p = locks();
    for (unsigned k = 0; k < 2; k++) {
        uint32_t frees = k ? DS_ACCESS_FREE : 0;
        struct ds_race *race =
            play_race(p, access(1, 1, 0), 0, access(2, 1 + k, WRITE | frees), 1 + k);
        race->place = (struct ds_obj_place){.place = DS_PLACE_HEAP, .a = 3, .b = k};
        race->block_size = 24;
    }
    play_detect(p);
    assert_string_equal(play_text(p), "use-after-free[A B] data-race[A B](0)");
    p->run.races[0].place.a = 4; /* another block */
    play_detect(p);
    assert_string_equal(play_text(p), "data-race[A B] use-after-free[A B]");
    play_free(p);
}

static uint64_t print_of(struct play *p, size_t which) {
    struct hn_symbols *sy = hn_symbols_new();
    hn_symbols_program(sy, self_path);
    play_detect(p);
    uint64_t print = hn_fingerprint(&p->run, &p->found.items[which], sy);
    hn_symbols_free(sy);
    return print;
}

/* Which came first, which task it was, where in its function and in the object: none of it counts. */
static void one_fingerprint(void **state) {
    (void)state;
    struct play *p = locks();
    play_race(p, access(1, 1, WRITE), 0, access(2, 1, 0), 1);
    uint64_t first = print_of(p, 0);
    play_race(p, access(1, 2, 0), 1, access(2, 2, WRITE), 0);
    struct ds_race *third = play_race(p, access(2, 1, WRITE), 0, access(1, 2, WRITE), 1);
    third->place.a += sizeof play_table[0];
    play_race(p, access(1, 1, WRITE), 0, access(2, 1, 0), 2);
    assert_int_equal(print_of(p, 1), first);
    assert_int_equal(print_of(p, 2), first);
    assert_int_not_equal(print_of(p, 3), first); /* another function */
    struct hn_symbols *sy = hn_symbols_new();
    hn_symbols_program(sy, self_path);
    hn_merge(&p->run, &p->found, sy);
    assert_int_equal(p->found.count, 2);
    assert_int_equal(p->found.items[0].more, 2);
    assert_int_equal(hn_fingerprint(&p->run, &p->found.items[0], sy), first);
    hn_symbols_free(sy);
    play_free(p);
}

static void another_object(void **state) {
    (void)state;
    struct play *p = locks();
    struct ds_race *race = play_race(p, access(1, 1, WRITE), 0, access(2, 1, 0), 1);
    uint64_t table = print_of(p, 0);
    race->place.a = (uint64_t)(uintptr_t)play_mangled[0] - p->run.modules[0].bias;
    assert_int_not_equal(print_of(p, 0), table);
    race->place = (struct ds_obj_place){.place = DS_PLACE_HEAP, .task = 1, .a = 7};
    race->block_stack = play_stack(p, 0, PLAY_SITES);
    uint64_t block = print_of(p, 0);
    race->place = (struct ds_obj_place){.place = DS_PLACE_HEAP, .task = 2, .a = 1, .b = 8};
    assert_int_equal(print_of(p, 0), block);
    race->block_stack = play_stack(p, 1, PLAY_SITES);
    assert_int_not_equal(print_of(p, 0), block);
    play_free(p);
}

static void words(void **state) {
    (void)state;
    struct play *p = locks();
    play_race(p, access(1, 2, WRITE), 0, access(2, 2, DS_ACCESS_LIBC), 3);
    struct told t = tell(p, 0);
    assert_string_equal(t.f.kind, "data-race");
    assert_int_equal(t.f.severity, RP_ERROR);
    expect_part(t.f.title, "data race on play_table[1] (play.c:");
    expect_part(t.f.title, "T1 (A) writes 4 bytes in site_first (play.c:");
    expect_part(t.f.title,
                "T2 (B) reads 4 bytes, by a call of the C library in site_inlined (play.c:");
    expect_part(t.f.explanation, "of type int");
    expect_part(t.f.explanation, "T1 gave back a after its access");
    expect_part(t.f.explanation, "T2 took b before its own");
    expect_part(t.f.explanation, "T1 holds a, T2 holds b: different locks keep nobody out.");
    assert_non_null(t.f.race);
    assert_string_equal(t.f.race->object, "play_table[1]");
    assert_string_equal(t.f.race->type, "int");
    assert_int_equal(t.f.race->side[0].hold_count, 1);
    assert_string_equal(t.f.race->side[1].holds[0].object, "b");
    assert_int_equal(t.f.race->side[1].task, 2);
    assert_int_equal(t.f.race->side[0].after, hn_race_after(&p->run, &p->run.races[0].side[0]));
    assert_true(t.f.race->unordered);
    forget(&t, p);
}

static void one_lock(void **state) {
    (void)state;
    struct play *p = locks();
    play_race(p, access(1, 2, WRITE), 0, access(2, 3, 0), 1);
    struct told t = tell(p, 0);
    expect_part(t.f.explanation, "T1 holds a and T2 holds no lock");
    forget(&t, p);
    p = locks();
    play_race(p, access(1, 1, WRITE), 0, access(2, 1, 0), 1);
    t = tell(p, 0);
    expect_part(t.f.explanation, "Neither holds a lock.");
    expect_part(t.f.explanation, "T2 waited for nothing before its own");
    forget(&t, p);
}

static void readers(void **state) {
    (void)state;
    struct play *p = play_seed("rwlock r\nmain: create A; create B; join A; join B\n"
                               "A: rdlock r; rw-unlock r\nB: rdlock r; rw-unlock r\n",
                               DS_STRAT_ORDER, 0);
    play_race(p, access(1, 2, WRITE), 0, access(2, 2, 0), 1);
    struct told t = tell(p, 0);
    expect_part(t.f.explanation, "Both hold r, but for reading");
    forget(&t, p);
}

/* main reads what A writes, and joins it later; main writes what A reads, after it has started it. */
static void families(void **state) {
    (void)state;
    struct play *p = locks();
    play_race(p, access(1, 1, WRITE), 0, access(0, 4, 0), 1);
    struct told t = tell(p, 0);
    expect_part(t.f.explanation, "T0 joins T1 only later, at event ");
    forget(&t, p);
    p = locks();
    play_race(p, access(0, 3, WRITE), 0, access(1, 1, 0), 1);
    t = tell(p, 0);
    expect_part(t.f.explanation, "T1 was started before, at event ");
    forget(&t, p);
}

/* Events of a run that are the loads and stores of an atomic flag. */
static void relaxed(void **state) {
    (void)state;
    static const char *const words[] = {"the store and the load are relaxed",
                                        "the store is relaxed", "the load is relaxed"};
    const uint32_t store[] = {0, 0, 3}, load[] = {0, 2, 0};
    for (int i = 0; i < 3; i++) {
        struct play *p = locks();
        uint32_t flag = 0;
        for (size_t k = 0; k < p->run.event_count; k++) {
            struct ds_event *ev = &p->run.events[k];
            if (ev->op == DS_OP_MUTEX_LOCK) {
                flag = flag ? flag : ev->obj;
                ev->op = ev->task == 1 ? DS_OP_MEM_STORE : DS_OP_MEM_LOAD;
                ev->obj = flag;
                ev->arg = 4 | (ev->task == 1 ? store[i] : load[i]) << 16;
            }
            if (ev->op == DS_OP_MUTEX_UNLOCK)
                ev->op = DS_OP_YIELD;
        }
        play_race(p, access(1, 1, WRITE), 0, access(2, 2, 0), 1);
        struct told t = tell(p, 0);
        expect_part(t.f.explanation, words[i]);
        size_t named = 0;
        for (size_t k = 0; k < t.f.event_count; k++)
            named += strcmp(t.f.events[k].op, store[i] ? "release store" : "relaxed store") == 0;
        assert_int_equal(named, 1);
        forget(&t, p);
    }
}

/* An access has its line right behind the last event of its task. */
static void schedule(void **state) {
    (void)state;
    struct play *p = locks();
    play_race(p, access(0, 0, WRITE), 0, access(2, 2, 0), 1);
    struct told t = tell(p, 0);
    assert_int_equal(t.f.event_count, p->run.event_count + 2);
    assert_true(t.f.events[0].aside);
    assert_int_equal(t.f.events[0].access, 1);
    assert_string_equal(t.f.events[0].op, "write");
    assert_string_equal(t.f.events[0].object, "play_table[1]");
    size_t found = 0;
    for (size_t i = 1; i < t.f.event_count; i++) {
        const struct rp_event *e = &t.f.events[i];
        if (!e->aside)
            continue;
        found++;
        assert_int_equal(e->access, 2);
        assert_string_equal(t.f.events[i - 1].op, "lock");
        assert_int_equal(t.f.events[i - 1].seq, e->seq);
        assert_true(t.f.events[i - 1].evidence);
        assert_int_equal(t.f.events[i - 1].task, e->task);
    }
    assert_int_equal(found, 1);
    assert_int_equal(t.f.events_total, p->run.totals.points);
    forget(&t, p);
}

static uint64_t both(const struct rp_finding *a, const struct rp_finding *b, void *context) {
    (void)a, (void)b;
    return *(const uint64_t *)context;
}

static void consequence(void **state) {
    (void)state;
    struct play *p = play_until("mutex a\nmutex b\nmain: create A; create B; join A; join B\n"
                                "A: lock a; lock b; unlock b; unlock a\n"
                                "B: lock b; lock a; unlock a; unlock b\n",
                                HN_DEADLOCK, 200);
    play_race(p, access(1, 1, WRITE), 0, access(2, 1, 0), 1);
    struct told t = tell(p, 1);
    assert_int_equal(play_roots(p), 2);
    struct rp_finding f[2] = {t.f};
    hn_explain(&p->run, &p->found, 0, t.sy, t.arena, &f[1]);
    bool linked[2] = {false, false};
    uint64_t seeds = 0;
    f[0].count = f[1].count = 7;
    hn_link(f, 2, both, &seeds, t.arena, linked);
    assert_false(linked[0] || linked[1]);
    assert_int_equal(f[0].related_count, 0);
    seeds = 3;
    hn_link(f, 2, both, &seeds, t.arena, linked);
    assert_true(linked[0] && linked[1]);
    assert_string_equal(f[0].kind, "data-race");
    assert_int_equal(f[0].related_count, 1);
    expect_part(f[0].related[0], "perhaps deadlock: T");
    expect_part(f[0].related[0], "(in 3 of the 7 seeds that showed this)");
    assert_string_equal(f[1].kind, "deadlock");
    assert_int_equal(f[1].related_count, 0);
    expect_part(f[1].explanation, "- data race on play_table[1]");
    f[0].severity = RP_WARNING;
    assert_false(hn_link_follows(&f[0], &f[1]));
    assert_false(hn_link_follows(&f[1], &f[0]));
    forget(&t, p);
}

static void freed(void **state) {
    (void)state;
    for (int ordered = 0; ordered < 2; ordered++) {
        struct play *p = locks();
        struct ds_race *race =
            play_race(p, access(1, 2, DS_ACCESS_FREE | WRITE), 0, access(2, 2, 0), 1);
        race->freed = 1;
        race->unordered = !ordered;
        race->place = (struct ds_obj_place){.place = DS_PLACE_HEAP, .task = 1, .a = 1, .b = 8};
        race->block_size = 24;
        race->block_stack = play_stack(p, 2, PLAY_SITES);
        struct told t = tell(p, 0);
        assert_string_equal(t.f.kind, "use-after-free");
        expect_part(t.f.title, "T2 (B) reads 4 bytes in site_second");
        expect_part(t.f.title, "of a freed block of 24 bytes, allocated in site_third");
        expect_part(t.f.title, "after T1 (A) freed it in site_first");
        expect_part(t.f.explanation,
                    ordered ? "The two are in order" : "Nothing that the program does");
        assert_string_equal(t.f.race->object, "byte 8 of a block of 24 bytes");
        assert_int_equal(t.f.race->allocated.count, 1);
        forget(&t, p);
    }
}

#define ROW(name, f) \
    { name, f, NULL, NULL, NULL }

int main(void) {
    ssize_t n = readlink("/proc/self/exe", self_path, sizeof self_path - 1);
    self_path[n > 0 ? n : 0] = 0;
    const struct CMUnitTest tests[] = {
        ROW("what is freed, and what hangs on uninstrumented code, is told apart", kinds),
        ROW("a block that is taken apart before it is freed is one finding", taken_apart),
        ROW("pairs of one bug have one fingerprint", one_fingerprint),
        ROW("another object, or another allocation, is another fingerprint", another_object),
        ROW("a race is told with its field, its stacks and its locks", words),
        ROW("a lock that only one takes, and none", one_lock),
        ROW("a lock that both have for reading", readers),
        ROW("starting too early and joining too late", families),
        ROW("a flag that orders nothing, because it is relaxed", relaxed),
        ROW("the accesses stand in the schedule where they happened", schedule),
        ROW("a deadlock in the same run stays a finding, and both name each other", consequence),
        ROW("a use after free, in order and not", freed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("races", tests, NULL, NULL);
}
