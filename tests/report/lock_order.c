/* lock_order.c: tests of the prediction of circles of waiters, over runs of the real engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/detect/lock_order.h"
#include "harness/detect/order.h"
#include "play.h"

enum { SEEDS = 60, ROOM = 16 };

#define MAIN "main: create A; create B; join A; join B\n"

/* "A:a>b B:b>a" for each cycle of P that nothing kept apart, "; " between. */
static const char *predicted(const struct play *p) {
    static char text[1024];
    struct hn_lock_cycle *c = calloc(ROOM, sizeof *c);
    size_t n = hn_lock_cycles(&p->run, c, ROOM), at = 0;

    text[0] = 0;
    for (size_t i = 0; i < n; i++) {
        if (c[i].ordered)
            continue;
        at += (size_t)snprintf(text + at, sizeof text - at, "%s", at ? "; " : "");
        for (uint32_t k = 0; k < c[i].length; k++) {
            const struct hn_lock_use *use = &c[i].use[k];

            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s:%s>%s", k ? " " : "",
                                   p->run.task_info[use->task].name,
                                   p->run.places[use->held.obj].name,
                                   p->run.places[use->wanted.obj].name);
        }
    }
    free(c);
    return text;
}

static void check(const char *script, const char *want) {
    struct play *p = play_seed(script, DS_STRAT_ORDER, 0);

    assert_string_equal(predicted(p), want);
    play_free(p);
}

/* No run of SCRIPT, whatever its schedule, predicts anything. */
static void silent(const char *script) {
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct play *p = play_seed(script, seed ? DS_STRAT_RANDOM : DS_STRAT_ORDER, seed);

        assert_string_equal(predicted(p), "");
        play_free(p);
    }
}

static void two_locks(void **state) {
    (void)state;
    check("mutex a\nmutex b\n" MAIN "A: lock a; lock b; unlock b; unlock a\n"
          "B: lock b; lock a; unlock a; unlock b",
          "A:a>b B:b>a");
    check("spin a\nrwlock b\n" MAIN "A: spin-lock a; rdlock b; rw-unlock b; spin-unlock a\n"
          "B: wrlock b; spin-lock a; spin-unlock a; rw-unlock b",
          "A:a>b B:b>a");
    check("mutex a go\nrwlock b go\n" MAIN "A: lock a; wrlock b; rw-unlock b; unlock a\n"
          "B: rdlock b; lock a; unlock a; rw-unlock b reader",
          "A:a>b B:b>a");
    check("mutex a\nmutex b\nmain: create A; lock b; lock a; unlock a; unlock b; join A\n"
          "A: lock a; lock b; unlock b; unlock a",
          "main:b>a A:a>b");
}

static void more_locks(void **state) {
    (void)state;
    check("mutex a\nmutex b\nmutex c\nmain: create A; create B; create C; join A; join B; join C\n"
          "A: lock a; lock b; unlock b; unlock a\nB: lock b; lock c; unlock c; unlock b\n"
          "C: lock c; lock a; unlock a; unlock c",
          "A:a>b B:b>c C:c>a");
    check("mutex a\nmutex b\nmutex c\nmutex d\n"
          "main: create A; create B; create C; create D; join A; join B; join C; join D\n"
          "A: lock a; lock b; unlock b; unlock a\nB: lock b; lock c; unlock c; unlock b\n"
          "C: lock c; lock d; unlock d; unlock c\nD: lock d; lock a; unlock a; unlock d",
          "A:a>b B:b>c C:c>d D:d>a");
    /* Beside what it is about, each holds a lock of its own. */
    check("mutex a\nmutex b\nmutex x\nmutex y\n" MAIN
          "A: lock x; lock a; lock b; unlock b; unlock a; unlock x\n"
          "B: lock b; lock y; lock a; unlock a; unlock y; unlock b",
          "A:a>b B:b>a");
}

static void gate(void **state) {
    (void)state;
    silent("mutex g\nmutex a\nmutex b\n" MAIN
           "A: lock g; lock a; lock b; unlock b; unlock a; unlock g\n"
           "B: lock g; lock b; lock a; unlock a; unlock b; unlock g");
    silent("rwlock g\nmutex a\nmutex b\n" MAIN
           "A: rdlock g; lock a; lock b; unlock b; unlock a; rw-unlock g\n"
           "B: wrlock g; lock b; lock a; unlock a; unlock b; rw-unlock g");
    silent("sem g 1\nmutex a\nmutex b\n" MAIN
           "A: sem-wait g; lock a; lock b; unlock b; unlock a; sem-post g\n"
           "B: sem-wait g; lock b; lock a; unlock a; unlock b; sem-post g");
    /* Two readers do not keep each other out. */
    check("rwlock g\nmutex a\nmutex b\n" MAIN
          "A: rdlock g; lock a; lock b; unlock b; unlock a; rw-unlock g\n"
          "B: rdlock g; lock b; lock a; unlock a; unlock b; rw-unlock g",
          "A:a>b B:b>a");
    /* Given back between the two, it is no gate. */
    check("mutex g\nmutex a\nmutex b\n" MAIN
          "A: lock g; lock a; unlock g; lock b; unlock b; unlock a\n"
          "B: lock g; lock b; lock a; unlock a; unlock b; unlock g",
          "A:a>b B:b>a");
}

static void kept_apart(void **state) {
    (void)state;
    static const char a_b[] = "lock a; lock b; unlock b; unlock a";
    static const char b_a[] = "lock b; lock a; unlock a; unlock b";
    static const char *const scripts[] = {
        "mutex a\nmutex b\nmain: create A; join A; %s\nA: %s",
        "mutex a\nmutex b\nmain: %s; create A; join A\nA: %s",
        "mutex a\nmutex b\nsem s\nmain: create A; %s; sem-post s; join A\nA: sem-wait s; %s",
        "mutex a\nmutex b\nbarrier r 2\nmain: create A; %s; barrier-wait r; join A\n"
        "A: barrier-wait r; %s",
        "mutex a\nmutex b\nchan c\nmain: create A; %s; close c; join A\nA: receive c; %s",
        "mutex a\nmutex b\nnote n\nmain: create A; %s; happens-before n; join A\n"
        "A: sleep 20s; happens-after n; %s",
    };
    char script[512];

    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        snprintf(script, sizeof script, scripts[i], a_b, b_a);
        silent(script);
    }
    /* Three that meet at a barrier twice: the one in the middle is the last to arrive, or not. */
    silent(
        "mutex a\nmutex b\nbarrier r 3\nmain: create A; create B; barrier-wait r; join A; join B\n"
        "A: lock a; lock b; unlock b; unlock a; barrier-wait r\n"
        "B: barrier-wait r; lock b; lock a; unlock a; unlock b");
}

/* It says that something kept them apart, which in another run may not be so. */
static void ordered_here(void **state) {
    (void)state;
    static const char script[] =
        "mutex a\nmutex b\ncond c\n" MAIN "A: lock a; lock b; signal c; unlock b; unlock a\n"
        "B: lock b; cond-wait c b for 20s; lock a; unlock a; unlock b";
    int apart = 0, free_ones = 0;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct play *p = play_seed(script, DS_STRAT_RANDOM, seed);
        struct hn_lock_cycle c[2];

        if (hn_lock_cycles(&p->run, c, 2)) {
            apart += c[0].ordered;
            free_ones += !c[0].ordered;
        }
        play_free(p);
    }
    assert_true(apart > 0);
    assert_true(free_ones > 0);
}

static void no_waiting(void **state) {
    (void)state;
    silent("mutex a\nmutex b\n" MAIN "A: lock a; trylock b; ?unlock b; unlock a\n"
           "B: lock b; lock a; unlock a; unlock b");
    silent("mutex a\nmutex b\n" MAIN "A: lock a; lock b for 1s; ?unlock b; unlock a\n"
           "B: lock b; lock a; unlock a; unlock b");
    silent("rwlock a\nrwlock b\n" MAIN "A: rdlock a; rdlock b; rw-unlock b; rw-unlock a\n"
           "B: rdlock b; rdlock a; rw-unlock a; rw-unlock b");
    silent("mutex a recursive\nmutex b\n" MAIN
           "A: lock a; lock b; lock a; unlock a; unlock b; unlock a\n"
           "B: lock a; lock b; unlock b; unlock a");
    /* What a trylock took is held all the same. */
    check("mutex a\nmutex b\n" MAIN "A: trylock a; ?lock b; ?unlock b; unlock a\n"
          "B: lock b; lock a; unlock a; unlock b",
          "A:a>b B:b>a");
}

static void one_task(void **state) {
    (void)state;
    silent("mutex a\nmutex b\n" MAIN
           "A: lock a; lock b; unlock b; unlock a; lock b; lock a; unlock a; unlock b\nB: yield");
    silent("mutex a\nmutex b\n" MAIN "A: lock a; lock b; unlock b; unlock a\n"
           "B: lock a; lock b; unlock a; unlock b");
}

/* A condition wait gives its lock back, and takes it again while the other is held. */
static void waits(void **state) {
    (void)state;
    check("mutex a\nmutex b\ncond c\n" MAIN
          "A: lock b; lock a; cond-wait c b for 1ms; unlock a; unlock b\n"
          "B: sleep 20s; lock b; lock a; unlock a; unlock b",
          "A:a>b B:b>a");
    silent("mutex a\nmutex b\ncond c\n" MAIN
           "A: lock b; cond-wait c b for 1ms; lock a; unlock a; unlock b\n"
           "B: lock b; lock a; unlock a; unlock b");
}

/* A lock that begins a new life is another lock. */
static void lives(void **state) {
    (void)state;
    silent("mutex a\nmutex b\nmutex d\n"
           "main: create A; create B; join A; join B\n"
           "A: lock a; lock b; unlock b; unlock a; mutex-destroy a; mutex-init a\n"
           "B: sleep 20s; lock b; lock a; unlock a; unlock b");
}

static void not_in_the_drain(void **state) {
    (void)state;
    check("mutex a\nmutex b\nmain: create A; create B detached; join A\n"
          "A: lock a; lock b; unlock b; unlock a\n"
          "B: sleep 5s; lock b; lock a; unlock a; unlock b",
          "");
}

/* A large graph: what is found of it is bounded, and so is the work. */
static void large(void **state) {
    (void)state;
    char script[4096] = "mutex a\nmutex b\nmutex c\nmutex d\n";
    size_t at = strlen(script);

    at += (size_t)snprintf(script + at, sizeof script - at, "main: ");
    for (int i = 0; i < 12; i++)
        at += (size_t)snprintf(script + at, sizeof script - at, "create %c; ", 'A' + i);
    for (int i = 0; i < 12; i++)
        at += (size_t)snprintf(script + at, sizeof script - at, "join %c; ", 'A' + i);
    for (int i = 0; i < 12; i++)
        at += (size_t)snprintf(script + at, sizeof script - at,
                               "yield\n%c: lock %c; lock %c; unlock %c; unlock %c; ", 'A' + i,
                               'a' + i % 4, 'a' + (i + 1 + i / 4) % 4, 'a' + (i + 1 + i / 4) % 4,
                               'a' + i % 4);
    struct play *p = play_seed(script, DS_STRAT_ORDER, 0);
    struct hn_lock_cycle c[ROOM];

    assert_int_equal(hn_lock_cycles(&p->run, c, ROOM), ROOM);
    assert_int_equal(hn_lock_cycles(&p->run, c, 3), 3);
    /* Without its first events a run says nothing. */
    p->run.events++;
    p->run.event_count--;
    assert_int_equal(hn_lock_cycles(&p->run, c, ROOM), 0);
    p->run.events--;
    p->run.event_count++;
    play_free(p);
}

static void as_findings(void **state) {
    (void)state;
    struct play *p = play_seed("mutex a\nmutex b\n" MAIN "A: lock a; lock b; unlock b; unlock a\n"
                               "B: lock b; lock a; unlock a; unlock b",
                               DS_STRAT_ORDER, 0);

    assert_null(play_root(p, HN_LOCK_ORDER)); /* no detector of the table */
    hn_detect_lock_order(&p->run, &p->found);
    assert_string_equal(play_text(p), "lock-order[A B]");
    assert_int_equal(p->found.items[0].evidence_count, 4);
    assert_int_equal(p->found.items[0].code, 2);
    play_free(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_locks),    cmocka_unit_test(more_locks),
        cmocka_unit_test(gate),         cmocka_unit_test(kept_apart),
        cmocka_unit_test(ordered_here), cmocka_unit_test(no_waiting),
        cmocka_unit_test(one_task),     cmocka_unit_test(waits),
        cmocka_unit_test(lives),        cmocka_unit_test(not_in_the_drain),
        cmocka_unit_test(large),        cmocka_unit_test(as_findings),
    };
    return cmocka_run_group_tests_name("lock order", tests, NULL, NULL);
}
