/* detect.c: tests of the detectors over runs of the real engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>

#include "play.h"

#define expect(p, text) assert_string_equal(play_text(p), text)

static const char ab_ba[] = "mutex a\nmutex b\n"
                            "main: create A; create B; join A; join B\n"
                            "A: lock a; lock b; unlock b; unlock a\n"
                            "B: lock b; lock a; unlock a; unlock b\n";

static void circle(void **state) {
    (void)state;
    struct play *p = play_until(ab_ba, HN_DEADLOCK, 200);
    expect(p, "deadlock[A B]");
    assert_true(p->found.items[0].cycle);
    assert_int_equal(p->found.items[0].stack_count, 2);
    assert_int_equal(p->found.items[0].evidence_count, 2);
    play_free(p);
}

static void silent(void **state) {
    (void)state;
    static const char clean[] = "mutex a\nmutex b\n"
                                "main: create A; create B; join A; join B\n"
                                "A: lock a; lock b; unlock b; unlock a\n"
                                "B: lock a; lock b; unlock b; unlock a\n";
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct play *p = play_seed(clean, DS_STRAT_RANDOM, seed);
        expect(p, "");
        play_free(p);
    }
}

static void self(void **state) {
    (void)state;
    struct play *p = play_seed("mutex m\nmain: create A; join A\nA: lock m; lock m; unlock m\n",
                               DS_STRAT_RANDOM, 1);
    const struct hn_raw *raw = play_root(p, HN_SELF_DEADLOCK);
    assert_non_null(raw);
    assert_int_equal(raw->task_count, 1);
    assert_int_equal(play_roots(p), 1);
    assert_null(play_root(p, HN_DEADLOCK));
    play_free(p);
}

static void no_circle(void **state) {
    (void)state;
    struct play *p =
        play_seed("sem s 0\nmain: create A; join A\nA: sem-wait s\n", DS_STRAT_RANDOM, 1);
    expect(p, "deadlock[main A]");
    assert_false(p->found.items[0].cycle);
    /* main only waits for A, so its stack is no part of the identity. */
    assert_int_equal(p->found.items[0].stack_count, 1);
    play_free(p);
}

static void once_twice(void **state) {
    (void)state;
    struct play *p = play_seed("once o\nmain: create A; join A\nA: once o; once o; once-done o\n",
                               DS_STRAT_RANDOM, 1);
    assert_non_null(play_root(p, HN_SELF_DEADLOCK));
    assert_int_equal(play_roots(p), 1);
    play_free(p);
}

static void upgrade(void **state) {
    (void)state;
    struct play *p = play_until("rwlock r\nmain: create A; create B; join A; join B\n"
                                "A: rdlock r; wrlock r; rw-unlock r; rw-unlock r\n"
                                "B: rdlock r; rw-unlock r\n",
                                HN_SELF_DEADLOCK, 50);
    assert_int_equal(play_roots(p), 1);
    play_free(p);
}

static void partial(void **state) {
    (void)state;
    struct play *p = play_until("mutex a\nmutex b\n"
                                "main: create A detached; create B detached; sleep 1s\n"
                                "A: lock a; lock b; unlock b; unlock a\n"
                                "B: lock b; lock a; unlock a; unlock b\n",
                                HN_PARTIAL_DEADLOCK, 500);
    assert_int_equal(play_roots(p), 1);
    assert_true(play_root(p, HN_PARTIAL_DEADLOCK)->cycle);
    play_free(p);
}

/* The gap between check and wait: the signal is sent without the lock. */
static void lost_in_gap(void **state) {
    (void)state;
    struct play *p = play_until("mutex m\ncond c\nmain: create A; signal c; join A\n"
                                "A: lock m; cond-wait c m; unlock m\n",
                                HN_LOST_WAKEUP, 200);
    const struct hn_raw *raw = play_root(p, HN_LOST_WAKEUP);
    assert_int_equal(raw->task_count, 1);
    assert_string_equal(p->run.task_info[raw->tasks[0]].name, "A");
    assert_int_equal(raw->evidence_count, 2);
    assert_int_equal(play_roots(p), 1);
    play_free(p);
}

static void others_spin(void **state) {
    (void)state;
    struct play *p = play_until("mutex m\ncond c\nmain: create A; create B; signal c; join A\n"
                                "A: lock m; cond-wait c m; unlock m\nB: yield; again\n",
                                HN_LOST_WAKEUP, 50);
    assert_int_equal(play_roots(p), 1);
    assert_int_equal(p->run.totals.status, DS_ST_LIVELOCK);
    play_free(p);
}

static void looked_again(void **state) {
    (void)state;
    struct play *p = play_seed("mutex m\ncond c\nmain: signal c; create A; join A\n"
                               "A: lock m; unlock m; lock m; cond-wait c m; unlock m\n",
                               DS_STRAT_RANDOM, 1);
    expect(p, "deadlock[main A]");
    play_free(p);
}

static void never_signalled(void **state) {
    (void)state;
    struct play *p = play_seed("mutex m\ncond c\nmain: create A; join A\n"
                               "A: lock m; cond-wait c m; unlock m\n",
                               DS_STRAT_RANDOM, 1);
    expect(p, "deadlock[main A]");
    play_free(p);
}

/* The first of two signals is void, the second is taken by the only one it could serve. */
static void later_signal_counts(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct play *p = play_seed("mutex m\ncond c\nmain: signal c; create A; create B; join A\n"
                                   "A: lock m; cond-wait c m; unlock m\n"
                                   "B: sleep 1ms; lock m; signal c; unlock m\n",
                                   DS_STRAT_RANDOM, seed);
        const struct ds_event *signal = world_find(p->w, "B", DS_OP_COND_SIGNAL);
        if (signal && !(signal->flags & DS_EV_VOID))
            assert_null(play_root(p, HN_LOST_WAKEUP));
        play_free(p);
    }
}

static void leak(void **state) {
    (void)state;
    struct play *p =
        play_seed("sem s 0\nmain: create A detached\nA: sem-wait s\n", DS_STRAT_RANDOM, 1);
    expect(p, "thread-leak[A]");
    play_free(p);
}

static void two_leaks_one_site(void **state) {
    (void)state;
    struct play *p = play_seed("sem s 0\nmain: create A detached; create B detached\n"
                               "A: sem-wait s\nB: sem-wait s\n",
                               DS_STRAT_RANDOM, 1);
    expect(p, "thread-leak[A B]");
    play_free(p);
}

static void unjoined(void **state) {
    (void)state;
    struct play *p = play_seed("main: create A\nA: yield\n", DS_STRAT_RANDOM, 1);
    expect(p, "thread-leak:unjoined[A]");
    play_free(p);
}

static void stuck_behind(void **state) {
    (void)state;
    struct play *p = play_until("mutex m\nmain: create A detached; create B detached; sleep 1s\n"
                                "A: lock m; lock m\nB: lock m; unlock m\n",
                                HN_SELF_DEADLOCK, 50);
    for (size_t i = 0; i < p->found.count; i++)
        if (p->found.items[i].kind == HN_THREAD_LEAK)
            assert_int_equal(p->found.items[i].related_to, 0);
    assert_int_equal(play_roots(p), 1);
    play_free(p);
}

static void misuse(void **state) {
    (void)state;
    struct play *p = play_seed("mutex m\nmain: unlock m\n", DS_STRAT_RANDOM, 1);
    expect(p, "misuse:unlock-of-unlocked[main]");
    play_free(p);
}

static void forgotten_unlock(void **state) {
    (void)state;
    struct play *p = play_seed("mutex m\nmain: create A; join A; lock m; unlock m\nA: lock m\n",
                               DS_STRAT_RANDOM, 1);
    assert_int_equal(play_roots(p), 1);
    assert_non_null(play_root(p, HN_DEADLOCK));
    play_free(p);
}

static void livelock(void **state) {
    (void)state;
    struct play *p = play_seed("main: create A; join A\nA: yield; again\n", DS_STRAT_RANDOM, 1);
    assert_non_null(play_root(p, HN_LIVELOCK));
    assert_string_equal(play_root(p, HN_LIVELOCK)->subkind, "");
    assert_int_equal(play_roots(p), 1);
    play_free(p);
}

/* Whoever locks, writes or signals may be a long way from its end; one who polls beside it does not matter. */
static void long_runs(void **state) {
    static const char ping_pong[] = "sem s\nsem t\nmain: create A; create B; join A\n"
                                    "A: sem-post s; sem-wait t; again\n"
                                    "B: sem-wait s; sem-post t; again\n";
    static const char *const runs[] = {
        ping_pong,
        "mutex m\nmain: create A; join A\nA: lock m; unlock m; again\n",
        "mutex m\nmain: create A; create B; join A\nA: lock m; unlock m; again\nB: yield; again\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            struct play *p = play_seed(runs[i], DS_STRAT_RANDOM, seed);
            assert_int_equal(p->run.totals.status, DS_ST_LIVELOCK);
            expect(p, "");
            play_free(p);
        }
}

static void starvation(void **state) {
    (void)state;
    /* Each reader gives the lock back only when the other has it. */
    struct play *p =
        play_seed("rwlock r readers\nsem a 0\nsem b 0\nsem d 0\n"
                  "main: create A; sem-wait d; create B; create W; join W\n"
                  "W: wrlock r; rw-unlock r\n"
                  "A: rdlock r; sem-post b; sem-post d; sem-wait a; rw-unlock r; again\n"
                  "B: sem-wait b; rdlock r; sem-post a; sem-wait d; rw-unlock r; again\n",
                  DS_STRAT_RANDOM, 1);
    const struct hn_raw *raw = play_root(p, HN_LIVELOCK);
    assert_non_null(raw);
    assert_string_equal(raw->subkind, "starvation");
    assert_string_equal(p->run.task_info[raw->tasks[0]].name, "W");
    play_free(p);
}

static void died(struct play *p, int wait_status, const char *err) {
    p->run.result.wait_status = wait_status;
    strcpy(p->run.err, err);
    p->run.err_len = strlen(err);
    play_detect(p);
}

static void deaths(void **state) {
    (void)state;
    static const struct {
        int status, signal;
        bool asserted;
        const char *err, *found;
    } rows[] = {
        {0, 0, false, "", ""},
        {3 << 8, 0, false, "", "exit-status[]"},
        {SIGSEGV, SIGSEGV, false, "", "crash:signal[]"},
        {SIGABRT, SIGABRT, false, "", "crash:abort[]"},
        {SIGABRT, SIGABRT, false, "terminate called after throwing\n", "crash:exception[]"},
        {SIGABRT, SIGABRT, true, "", "assert[] crash:abort[](0)"},
        {1 << 8, 0, false, "==7==ERROR: AddressSanitizer: heap\n",
         "crash:sanitizer[] exit-status[](0)"},
        {23 << 8, 0, false, "x\n==7==ERROR: LeakSanitizer: d\n",
         "crash:sanitizer[] exit-status[](0)"},
        {0, 0, false, "a.c:3:4: runtime error: overflow\n", "crash:sanitizer[]"},
        {0, 0, false, "panic: runtime error: index\n", ""},
        {0, 0, false, "he said ERROR: AddressSanitizer\n", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct play *p = play_empty();
        p->run.fatal_signal = (uint32_t)rows[i].signal;
        p->run.fatal_task = 0;
        p->run.result.asserted = rows[i].asserted;
        died(p, rows[i].status, rows[i].err);
        expect(p, rows[i].found);
        play_free(p);
    }
}

static void watchdog_kill(void **state) {
    (void)state;
    struct play *p = play_empty();
    p->run.wall_limit = true;
    died(p, SIGKILL, "");
    expect(p, "");
    p->run.wall_limit = false;
    play_detect(p);
    expect(p, "crash:signal[]");
    play_free(p);
}

static void corrupt(void **state) {
    (void)state;
    struct play *p = play_empty();
    p->run.corrupt = true;
    p->run.totals.status = DS_ST_DEADLOCK;
    p->run.result.asserted = 1;
    died(p, SIGSEGV, "");
    expect(p, "crash:signal[]");
    play_free(p);
}

static void spreading_misuse(void **state) {
    (void)state;
    struct play *p =
        play_seed("mutex m errorcheck\nsem s 0\nmain: create A; sem-wait s; unlock m; join A\n"
                  "A: lock m; sem-post s\n",
                  DS_STRAT_ORDER, 0);
    assert_non_null(strstr(play_text(p), "misuse:unlock-by-another[main]"));
    assert_int_equal(play_roots(p), 1);
    play_free(p);
    p = play_seed("mutex m\nsem s 0\nmain: create A; sem-wait s; mutex-destroy m; join A\n"
                  "A: lock m; sem-post s; yield; unlock m\n",
                  DS_STRAT_ORDER, 0);
    assert_non_null(strstr(play_text(p), "misuse:destroy-in-use[main]"));
    assert_int_equal(play_roots(p), 1);
    play_free(p);
}

static void reaction_to_misuse(void **state) {
    (void)state;
    struct play *p = play_seed("mutex m errorcheck\nmain: unlock m\n", DS_STRAT_RANDOM, 1);
    p->run.result.wait_status = 1 << 8;
    play_detect(p);
    expect(p, "misuse:unlock-of-unlocked[main] exit-status[main](0)");
    play_free(p);
}

static void busy(void **state) {
    (void)state;
    struct play *p = play_empty();
    p->run.result.preempted = 2;
    play_detect(p);
    expect(p, "busy-loop[]");
    play_free(p);
}

#define ROW(name, function) \
    { name, function, NULL, NULL, NULL }

int main(void) {
    static const struct CMUnitTest tests[] = {
        ROW("two tasks that lock in opposite order are a deadlock with a circle", circle),
        ROW("one lock order is silent over 300 seeds", silent),
        ROW("relocking a normal mutex is a self-deadlock and nothing else", self),
        ROW("a post that never comes is a deadlock of everybody", no_circle),
        ROW("an initialiser that needs its own once waits for itself", once_twice),
        ROW("a reader that wants to write waits for itself", upgrade),
        ROW("a circle beside a main that ends is a partial deadlock without leaks", partial),
        ROW("a signal in the gap before the wait is a lost wake-up", lost_in_gap),
        ROW("a long run is no livelock", long_runs),
        ROW("a loop beside a lost wake-up is its consequence", others_spin),
        ROW("a waiter that had looked again is no lost wake-up", looked_again),
        ROW("a wait without any signal is no lost wake-up", never_signalled),
        ROW("a later signal that is taken clears an earlier void one", later_signal_counts),
        ROW("a thread that waits for ever after the drain is a leak", leak),
        ROW("two leaks from one creation site are one finding", two_leaks_one_site),
        ROW("an ended thread that nobody joined is told as unjoined", unjoined),
        ROW("a leak behind a self-deadlock is its consequence", stuck_behind),
        ROW("an unlock of an unlocked mutex is a misuse", misuse),
        ROW("a lock that an ended thread kept is one finding, the deadlock", forgotten_unlock),
        ROW("a loop that fair turns do not end is a livelock", livelock),
        ROW("a writer that readers never let in is starved", starvation),
        ROW("the end of a process is an assertion, a crash or a status, once", deaths),
        ROW("what the watchdog kills has not crashed", watchdog_kill),
        ROW("of a corrupted region only the wait status counts", corrupt),
        ROW("what a destroyed lock's holder cannot give back is no finding of its own",
            spreading_misuse),
        ROW("an exit status after a refused unlock is its consequence", reaction_to_misuse),
        ROW("a timer pre-emption is a busy loop", busy),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("detect", tests, NULL, NULL);
}
