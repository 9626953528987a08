/* race_facts.c: what the core of the data-race runtime promises, one by one: memory of any size and place,
 * stacks, long runs, many tasks, scheduling points, the record of accesses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "runtime/race/limits.h"
#include "runtime/race/log.h"
#include "tests/lib/race_host.h"

enum { SIZE = 4 << 20 };
static uint8_t *const memory = (uint8_t *)0x7f1000000000; /* never touched, only spoken of */

static void *pc(uintptr_t n) {
    return (void *)(0x1000 + n);
}

/* Task 0 has created tasks up to N, which have started and know nothing else. */
static void with_tasks(uint32_t n, uint32_t preempt) {
    host.sources = NULL;
    host_begin(n + 1, preempt, NULL, 0, true);
    for (uint32_t t = 1; t <= n; t++) {
        uint64_t seq = host_event((struct ds_event){.op = DS_OP_CREATE, .obj = t});
        host_event((struct ds_event){.task = t, .op = DS_OP_START, .from = seq});
    }
}

static void writes(uint32_t task, const void *at, size_t size, uintptr_t where) {
    host_run(task);
    race_range(at, size, RACE_WRITE, pc(where));
}

static void megabytes_race_once(void **state) {
    (void)state;
    with_tasks(2, RACE_PREEMPT_ATOMIC);
    writes(1, memory + 3, SIZE, 1);
    writes(2, memory + SIZE, 100, 2);
    assert_int_equal(host.count, 1);
    assert_true(host.found[0].addr == (uintptr_t)memory + SIZE && host.found[0].unordered);
    writes(2, memory, 3, 3);
    assert_int_equal(host.count, 1);
    writes(2, memory + 2, 2, 4);
    assert_int_equal(host.count, 2);
    assert_true(host.found[1].addr == (uintptr_t)memory + 3);
}

static void each_window_of_addresses_is_its_own(void **state) {
    static const uint64_t places[] = {0x1000,         0x40001000,     0x555555555000,
                                      0x565555555000, 0x7e0000001000, 0x7f0000001000,
                                      0x7ffffffff000};
    (void)state;
    with_tasks(2, RACE_PREEMPT_ATOMIC);
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++)
        writes(1, (void *)places[i], 8, i);
    assert_int_equal(host.count, 0);
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
        writes(2, (void *)places[i], 8, 100);
        assert_int_equal(host.count, i + 1);
        assert_int_equal(host_pc(host.found[i].side[0].stack), (uintptr_t)pc(i));
    }
}

/* With and without lists of further accesses, and at ends that are no multiple of anything. */
static void a_new_life_has_no_past(void **state) {
    (void)state;
    for (unsigned lists = 0; lists < 2; lists++) {
        with_tasks(4, RACE_PREEMPT_ATOMIC);
        for (uint32_t t = 1; t <= (lists ? 4 : 1); t++) {
            host_run(t);
            race_range(memory, SIZE, t == 1 ? RACE_WRITE : 0, pc(t));
        }
        uint32_t before = host.count;
        host_run(0);
        race_table.fresh(memory + 11, SIZE - 22, NULL);
        writes(4, memory + 11, SIZE - 22, 10);
        assert_int_equal(host.count, before);
        writes(4, memory + 10, 1, 11);
        writes(4, memory + SIZE - 11, 1, 12);
        assert_in_range(host.count, before + 2, before + 6);
    }
}

static void freed_memory_is_known_until_its_next_life(void **state) {
    (void)state;
    with_tasks(1, RACE_PREEMPT_ATOMIC);
    host_run(0);
    race_table.freed(memory, 40, pc(1));
    race_plain(memory + 36, 4, 0, pc(2));
    assert_int_equal(host.count, 1);
    assert_true(host.found[0].freed && !host.found[0].unordered);
    race_plain(memory + 40, 4, 0, pc(3));
    assert_int_equal(host.count, 1);
    race_table.fresh(memory, 40, NULL);
    writes(1, memory, 40, 4);
    assert_int_equal(host.count, 1);
    race_table.freed(memory, 40, NULL); /* by code that is not instrumented */
    writes(0, memory, 40, 5);
    assert_int_equal(host.count, 1);
    race_table.freed(memory, SIZE, pc(6));
    race_plain(memory + 1000, 4, 0, pc(7));
    assert_int_equal(host.count, 2);
    race_table.fresh(memory, SIZE, NULL);
    race_plain(memory + 1000, 4, 0, pc(8));
    assert_int_equal(host.count, 2);
}

static void expect_stack(uint32_t stack, uint32_t n, const uintptr_t *expected) {
    uint64_t got[512];
    assert_int_equal(race_table.stack(stack, got, 512), n);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(got[i], expected[i]);
}

static void stacks_are_numbered_by_their_calls(void **state) {
    char frame[1024];
    (void)state;
    with_tasks(1, RACE_PREEMPT_ATOMIC);
    host_run(0);
    race_enter((void *)100, frame + 900);
    race_enter((void *)200, frame + 800);
    uint32_t a = race_table.fresh(memory, 8, pc(1));
    expect_stack(a, 3, (uintptr_t[]){(uintptr_t)pc(1), 200, 100});
    assert_int_equal(race_table.fresh(memory, 8, pc(1)), a);
    race_leave();
    race_enter((void *)201, frame + 800);
    uint32_t b = race_table.fresh(memory, 8, pc(1));
    assert_int_not_equal(a, b);
    race_enter((void *)300, frame + 700);
    race_enter((void *)400, frame + 600); /* left by longjmp, with the two before it */
    race_enter((void *)500, frame + 800);
    expect_stack(race_table.fresh(memory, 8, pc(2)), 3, (uintptr_t[]){(uintptr_t)pc(2), 500, 100});
    race_leave();
    race_leave();
    race_leave(); /* one too many */
    expect_stack(race_table.fresh(memory, 8, pc(2)), 1, (uintptr_t[]){(uintptr_t)pc(2)});
    assert_int_equal(race_table.fresh(memory, 8, NULL), 0);
}

static void deep_calls_come_back(void **state) {
    uintptr_t expected[401];
    (void)state;
    with_tasks(1, RACE_PREEMPT_ATOMIC);
    host_run(0);
    expected[0] = (uintptr_t)pc(1);
    for (unsigned i = 0; i < 400; i++) {
        race_enter((void *)(uintptr_t)(1000 + i), (void *)(uintptr_t)(0x700000 - 16 * i));
        expected[400 - i] = 1000 + i;
    }
    uint32_t deep = race_table.fresh(memory, 8, pc(1));
    expect_stack(deep, 401, expected);
    for (unsigned i = 0; i < 300; i++)
        race_leave();
    expected[300] = (uintptr_t)pc(1);
    expect_stack(race_table.fresh(memory, 8, pc(1)), 101, expected + 300);
    for (unsigned i = 100; i < 400; i++)
        race_enter((void *)(uintptr_t)(1000 + i), (void *)(uintptr_t)(0x700000 - 16 * i));
    assert_int_equal(race_table.fresh(memory, 8, pc(1)), deep);
}

static uint64_t last_unlock;
static void only_the_last_unlock(void (*mark)(uint64_t)) {
    mark(last_unlock);
}

/* Two tasks take turns with one mutex; if anything were kept of each turn, there would be no room. */
static void a_long_run_takes_no_more_memory(void **state) {
    (void)state;
    with_tasks(2, RACE_PREEMPT_ATOMIC);
    host.sources = only_the_last_unlock;
    for (unsigned i = 0; i < 1000000; i++) {
        uint32_t t = 1 + i % 2;
        host_event(
            (struct ds_event){.task = t, .op = DS_OP_MUTEX_LOCK, .obj = 1, .from = last_unlock});
        host_run(t);
        race_plain(memory, 8, RACE_WRITE, pc(t));
        last_unlock = host_event((struct ds_event){.task = t, .op = DS_OP_MUTEX_UNLOCK, .obj = 1});
    }
    last_unlock = 0;
    assert_int_equal(host.count, 0);
    assert_null(host.bound);
}

static uint64_t last_exit;
static void only_the_last_exit(void (*mark)(uint64_t)) {
    mark(last_exit);
}

static void tasks_up_to_the_last_number(void **state) {
    (void)state;
    host_begin(65536, RACE_PREEMPT_ATOMIC, NULL, 0, true);
    host.sources = only_the_last_exit;
    for (uint32_t t = 1; t < 65536; t += t < 65000 ? 97 : 1) {
        uint64_t seq = host_event((struct ds_event){.op = DS_OP_CREATE, .obj = t});
        last_exit = seq;
        host_event((struct ds_event){.task = t, .op = DS_OP_START, .from = seq});
        writes(t, memory, 8, t);
        last_exit = host_event((struct ds_event){.task = t, .op = DS_OP_EXIT});
        host_event((struct ds_event){.op = DS_OP_JOIN, .obj = t, .from = last_exit});
        writes(0, memory, 8, t);
    }
    assert_int_equal(host.count, 0);
    assert_null(host.bound);
    race_table.event(&(struct ds_event){.seq = 1u << 30, .task = 65536, .op = DS_OP_START});
    assert_non_null(host.bound);
    last_exit = 0;
}

/* A thread that nobody is known to have created comes after everything. */
static void a_task_from_nowhere_comes_last(void **state) {
    (void)state;
    host_begin(4, RACE_PREEMPT_ATOMIC, NULL, 0, true);
    writes(0, memory, 8, 1);
    host_event((struct ds_event){.task = 1, .op = DS_OP_START});
    writes(1, memory, 8, 2);
    assert_int_equal(host.count, 0);
    writes(0, memory, 8, 3);
    assert_int_equal(host.count, 1);
}

static void points_are_where_the_plan_wants_them(void **state) {
    const uintptr_t sites[] = {(uintptr_t)pc(5), (uintptr_t)pc(9)};
    (void)state;
    host_begin(1, RACE_PREEMPT_RACY, sites, 2, false);
    for (uintptr_t i = 0; i < 20; i++) {
        race_plain(memory, 4, RACE_WRITE, pc(i));
        assert_int_equal(host.events[0], (i >= 5) + (i >= 9));
    }
    for (uint32_t i = 2; i < RACE_DENSE + 10 * RACE_THIN; i++)
        race_plain(memory, 4, RACE_WRITE, pc(5));
    assert_int_equal(host.events[0], RACE_DENSE + 10);
    host_begin(1, RACE_PREEMPT_ALL, NULL, 0, false);
    race_range(memory, 100, 0, pc(1));
    assert_int_equal(host.events[0], 1);
    host_begin(1, RACE_PREEMPT_SYNC, NULL, 0, false);
    race_plain(memory, 4, 0, pc(1));
    if (race_word_begin(memory, 4, RACE_UPDATE, RACE_SEQ_CST, pc(2)))
        race_word_end(memory, 4, RACE_UPDATE, RACE_SEQ_CST, false);
    assert_int_equal(host.events[0], 0);
}

static void what_is_ignored_is_not_looked_at(void **state) {
    (void)state;
    with_tasks(2, RACE_PREEMPT_ATOMIC);
    host_run(1);
    race_ignore(0, 1);
    race_plain(memory, 4, RACE_WRITE, pc(1));
    race_plain(memory + 8, 4, 0, pc(2));
    race_ignore(0, -1);
    writes(2, memory, 4, 3);
    assert_int_equal(host.count, 0);
    writes(2, memory + 8, 4, 4);
    assert_int_equal(host.count, 1);
    race_table.off();
    writes(1, memory, 4, 5);
    assert_int_equal(host.count, 1);
}

static void the_record_has_it_all(void **state) {
    char path[] = "/tmp/race-log-XXXXXX";
    struct race_log r[4];
    int fd = mkstemp(path);
    (void)state;
    assert_true(fd >= 0);
    setenv("DETSCHED_ACCESS_LOG", path, 1);
    host_begin(2, RACE_PREEMPT_ATOMIC, NULL, 0, false);
    unsetenv("DETSCHED_ACCESS_LOG");
    race_plain(memory, 4, RACE_WRITE, pc(1));
    if (race_word_begin(memory + 8, 8, RACE_STORE, RACE_RELEASE, pc(2)))
        race_word_end(memory + 8, 8, RACE_STORE, RACE_RELEASE, false);
    race_table.fresh(memory, 64, pc(3));
    FILE *f = fdopen(fd, "r");
    assert_int_equal(fread(r, sizeof *r, 4, f), 3);
    fclose(f);
    unlink(path);
    assert_int_equal(r[0].kind, RACE_LOG_ACCESS);
    assert_true(r[0].addr == (uintptr_t)memory && r[0].size == 4 && r[0].flags == RACE_WRITE);
    assert_true(r[1].kind == RACE_LOG_WORD && r[1].op == RACE_STORE && r[1].order == RACE_RELEASE);
    assert_true(r[1].position == 1 && r[1].pc == (uintptr_t)pc(2));
    assert_true(r[2].kind == RACE_LOG_FRESH && r[2].size == 64);
}

/* The value of an atomic names the event that wrote it, for graphs. */
static void an_acquire_names_its_release(void **state) {
    (void)state;
    with_tasks(2, RACE_PREEMPT_ATOMIC);
    host_run(1);
    race_word_begin(memory, 8, RACE_STORE, RACE_RELEASE, pc(1));
    race_word_end(memory, 8, RACE_STORE, RACE_RELEASE, false);
    uint64_t stored = host.seq;
    host_run(2);
    race_word_begin(memory, 8, RACE_LOAD, RACE_ACQUIRE, pc(2));
    race_word_end(memory, 8, RACE_LOAD, RACE_ACQUIRE, false);
    assert_int_equal(host.synchronised, stored);
    race_word_begin(memory, 8, RACE_LOAD, RACE_RELAXED, pc(3));
    race_word_end(memory, 8, RACE_LOAD, RACE_RELAXED, false);
    assert_int_equal(host.synchronised, 0);
}

static void updates(uint32_t task, const void *at, enum race_order order) {
    host_run(task);
    race_word_begin(at, 8, RACE_UPDATE, order, pc(0));
    race_word_end(at, 8, RACE_UPDATE, order, false);
}

/* What was released at a location while there was no room is still released there when there is. */
static void a_location_that_gets_room_late_has_its_past(void **state) {
    const uint8_t *data = memory + SIZE, *flag = data + 64;
    (void)state;
    with_tasks(4, RACE_PREEMPT_ATOMIC);
    for (uint32_t i = 1; i < RACE_MAX_WORDS; i++)
        updates(1, memory + 8 * i, RACE_RELEASE);
    assert_null(host.bound);
    writes(2, data, 8, 1);
    updates(2, flag, RACE_RELEASE);
    assert_non_null(host.bound);
    race_table.fresh(memory, 64, NULL);
    updates(3, flag, RACE_RELEASE);
    updates(4, flag, RACE_ACQUIRE);
    writes(4, data, 8, 2);
    assert_int_equal(host.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(megabytes_race_once),
        cmocka_unit_test(each_window_of_addresses_is_its_own),
        cmocka_unit_test(a_new_life_has_no_past),
        cmocka_unit_test(freed_memory_is_known_until_its_next_life),
        cmocka_unit_test(stacks_are_numbered_by_their_calls),
        cmocka_unit_test(deep_calls_come_back),
        cmocka_unit_test(a_long_run_takes_no_more_memory),
        cmocka_unit_test(tasks_up_to_the_last_number),
        cmocka_unit_test(a_task_from_nowhere_comes_last),
        cmocka_unit_test(points_are_where_the_plan_wants_them),
        cmocka_unit_test(what_is_ignored_is_not_looked_at),
        cmocka_unit_test(the_record_has_it_all),
        cmocka_unit_test(an_acquire_names_its_release),
        cmocka_unit_test(a_location_that_gets_room_late_has_its_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
