/* goroutines.c: tests of what is found in runs of goroutines and channels, and of the words for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "harness/detect/goroutines.h"
#include "harness/detect/order.h"
#include "harness/explain.h"
#include "play.h"

#define expect(p, text) assert_string_equal(play_text(p), text)

/* The whole text of the finding numbered WHICH: title, explanation. Static. */
static const char *words(struct play *p, size_t which) {
    static char text[8192];
    struct hn_symbols *sy = hn_symbols_new();
    struct rp_arena *arena = rp_arena_new();
    struct rp_finding f;
    assert_true(which < p->found.count);
    hn_symbols_program(sy, "/proc/self/exe");
    hn_explain(&p->run, &p->found, which, sy, arena, &f);
    snprintf(text, sizeof text, "%s\n%s", f.title, f.explanation);
    rp_arena_free(arena);
    hn_symbols_free(sy);
    return text;
}

static void says(struct play *p, size_t which, const char *part) {
    const char *all = words(p, which);
    if (!strstr(all, part))
        fail_msg("\"%s\" is not in:\n%s", part, all);
}

/* Nothing at all in any of the first 200 seeds. */
static void silent(const char *script) {
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct play *p = play_seed(script, DS_STRAT_RANDOM, seed);
        expect(p, "");
        play_free(p);
    }
}

static void early_return(void **state) {
    (void)state;
    struct play *p =
        play_seed("chan answers\nmain: create g1; create g2; create g3; receive answers\n"
                  "g1: send answers\ng2: send answers\ng3: send answers\n",
                  DS_STRAT_ORDER, 0);
    expect(p, "goroutine-leak:blocked[g2 g3]");
    says(p, 0, "sends on channel answers (unbuffered, nobody receives)");
    says(p, 0, "T0 (main), which received from it once");
    says(p, 0, "has left main");
    play_free(p);
    silent("chan answers 3\nmain: create g1; create g2; create g3; receive answers\n"
           "g1: send answers\ng2: send answers\ng3: send answers\n");
}

/* One go statement in a function that was called from two places is one creation site. */
static void one_site(void **state) {
    (void)state;
    struct play *p = play_seed("chan c\nmain: create g1; create g2\ng1: send c\ng2: send c\n",
                               DS_STRAT_ORDER, 0);
    struct hn_symbols *sy = hn_symbols_new();
    hn_symbols_program(sy, "/proc/self/exe");
    p->run.task_info[2].create_stack = play_stack(p, 2, 1);
    play_detect(p);
    expect(p, "goroutine-leak:blocked[g1] goroutine-leak:blocked[g2]");
    hn_merge(&p->run, &p->found, sy);
    expect(p, "goroutine-leak:blocked[g1 g2]");
    p->run.task_info[2].create_stack = play_stack(p, 1, PLAY_SITES);
    play_detect(p);
    hn_merge(&p->run, &p->found, sy);
    expect(p, "goroutine-leak:blocked[g1] goroutine-leak:blocked[g2]");
    hn_symbols_free(sy);
    play_free(p);
}

static void never_closed(void **state) {
    (void)state;
    struct play *p = play_seed("chan jobs 4\nmain: create g1; send jobs; send jobs\n"
                               "g1: receive jobs; receive jobs; receive jobs\n",
                               DS_STRAT_RANDOM, 3);
    expect(p, "goroutine-leak:blocked[g1]");
    says(p, 0, "receives from channel jobs (open, empty)");
    says(p, 0, "T0 (main), which sent on it twice");
    says(p, 0, "Nobody ever closed it.");
    play_free(p);
    silent(
        "chan jobs 4\nmain: create g1; send jobs; close jobs\ng1: receive jobs; receive jobs 0\n");
}

static void nobody_else(void **state) {
    (void)state;
    struct play *p = play_seed("chan quit\nmain: create g1\ng1: receive quit\n", DS_STRAT_ORDER, 0);
    expect(p, "goroutine-leak:blocked[g1]");
    says(p, 0, "Nobody else ever used channel quit.");
    play_free(p);
}

static void goes_on(void **state) {
    (void)state;
    struct play *p = play_seed("main: create g1; yield\ng1: sleep 1s; again\n", DS_STRAT_ORDER, 0);
    expect(p, "goroutine-leak:sleeping[g1]");
    says(p, 0, "it looks at no channel and no context");
    play_free(p);
    p = play_seed("main: create g1; yield\ng1: yield; again\n", DS_STRAT_ORDER, 0);
    expect(p, "goroutine-leak:running[g1]");
    play_free(p);
}

/* The one who waits for the group is there because of the one who sends. */
static void one_cause(void **state) {
    (void)state;
    struct play *p = play_seed("chan out\nwg w\nmain: add w 1; create g1; create g2\n"
                               "g1: send out; done w\ng2: wait-group w; close out\n",
                               DS_STRAT_ORDER, 0);
    expect(p, "goroutine-leak:blocked[g1] goroutine-leak:blocked[g2](0)");
    says(p, 1, "wait group w (counter 1)");
    play_free(p);
}

static void alone(void **state) {
    (void)state;
    struct play *p = play_seed("chan results\nmain: create g1; receive results; receive results\n"
                               "g1: send results\n",
                               DS_STRAT_ORDER, 0);
    expect(p, "channel-blocked[main] deadlock[main](0)");
    says(p, 0, "G1 (g1), which sent on it once");
    says(p, 0, "has ended");
    play_free(p);
}

static void asleep(void **state) {
    (void)state;
    struct play *p =
        play_seed("chan errors 1\nwg w\nmain: add w 2; create g1; create g2; wait-group w\n"
                  "g1: send errors; send errors; done w\ng2: send errors; done w\n",
                  DS_STRAT_ORDER, 0);
    expect(p, "deadlock[main g1 g2]");
    says(p, 0, "all goroutines are asleep");
    says(p, 0, "(full, 1 of 1)");
    play_free(p);
}

/* What is true of several who wait alike is said once. */
static void said_once(void **state) {
    (void)state;
    struct play *p =
        play_seed("chan pages\nwg w\nmain: add w 1; create g1; create g2; wait-group w\n"
                  "g1: send pages\ng2: send pages\n",
                  DS_STRAT_ORDER, 0);
    expect(p, "deadlock[main g1 g2]");
    says(p, 0, "Nobody else ever received from channel pages; G2 only sent on it.");
    play_free(p);
    p = play_seed(
        "chan quit\nchan a\nmain: create g1; create g2; receive a; receive quit; receive a\n"
        "g1: send a; receive quit\ng2: send quit; receive quit\n",
        DS_STRAT_ORDER, 0);
    const char *text = words(p, 0), *first = strstr(text, "Who else sent on channel quit");
    assert_non_null(first);
    assert_null(strstr(first + 1, "Who else sent on channel quit"));
    play_free(p);
}

static void wide_select(void **state) {
    (void)state;
    struct play *p = play_seed("chan a\nmain: select >a >a >a >a >a >a\n", DS_STRAT_ORDER, 0);
    says(p, 0, "sends on channel a (unbuffered, nobody receives) and 2 more");
    play_free(p);
}

static void nil(void **state) {
    (void)state;
    struct play *p = play_seed("main: create g1\ng1: receive nil\n", DS_STRAT_ORDER, 0);
    expect(p, "nil-channel:receive[g1] goroutine-leak:blocked[g1](0)");
    play_free(p);
    p = play_seed("main: select >nil <nil\n", DS_STRAT_ORDER, 0);
    expect(p, "nil-channel:receive[main] channel-blocked[main](0) deadlock[main](0)");
    play_free(p);
}

static void selects(void **state) {
    (void)state;
    struct play *p = play_seed("chan a\nchan b 1\nmain: create g1; send b; send a\n"
                               "g1: select <a <b; select <a <b; select >a <b\n",
                               DS_STRAT_ORDER, 0);
    expect(p, "goroutine-leak:blocked[g1]");
    says(
        p, 0,
        "selects: sends on channel a (unbuffered, nobody receives), receives from channel b (open, "
        "empty)");
    play_free(p);
}

/* The Wait that an Add overtakes panics in some schedules: one finding all the same. */
static void add_overtakes(void) {
    const char *script = "wg w\nmain: create g1; create g2; wait-group w\ng1: add w 1; done w\n"
                         "g2: add w 1; yield; done w\n";
    bool reused = false;
    for (uint64_t seed = 0; seed < 500 && !reused; seed++) {
        struct play *p = play_seed(script, DS_STRAT_RANDOM, seed);
        const struct ds_event *wait = world_find(p->w, "main", DS_OP_WG_WAIT);
        reused = wait && wait->result == DS_REUSED;
        if (reused) {
            p->run.panic = (struct ds_panic){
                .kind = DS_PANIC_WAITGROUP, .obj = 1, .text = "sync: WaitGroup is reused before"};
            play_detect(p);
            assert_int_equal(play_roots(p), 1);
            assert_int_equal(p->found.count, 2);
            assert_string_equal(p->found.items[0].subkind, "add-races-wait");
            assert_string_equal(p->found.items[1].subkind, "reused");
            says(p, 0, "panicked when it found the counter above zero again");
            says(p, 0, "Call Add before the go statement");
        }
        play_free(p);
    }
    assert_true(reused);
}

static void add_inside(void **state) {
    (void)state;
    add_overtakes();
    struct play *p = play_until("wg w\nmain: create g1; wait-group w\ng1: add w 1; done w\n",
                                HN_WAITGROUP_MISUSE, 50);
    expect(p, "waitgroup-misuse:add-races-wait[g1 main]");
    play_free(p);
    silent("wg w\nmain: add w 1; create g1; wait-group w\ng1: add w 1; done w; done w\n");
    /* Rounds that are ordered. */
    silent("wg w\nmain: wait-group w; add w 1; create g1; wait-group w\ng1: done w\n");
    silent("wg w\nmutex m go\nchan c\nmain: create g1; wait-group w; send c; receive c\n"
           "g1: receive c; add w 1; done w; send c\n");
}

/* The event of TASK's last OP becomes the use of a copy of FROM (0: of an original that was copied). */
static void copied_at(struct play *p, const char *task, enum ds_op op, uint32_t obj,
                      uint32_t from) {
    for (size_t i = p->run.event_count; i-- > 0;) {
        struct ds_event *ev = &p->run.events[i];
        if (ev->op != op || ev->obj != obj || strcmp(p->run.task_info[ev->task].name, task) != 0)
            continue;
        ev->misuse = DS_MISUSE_COPIED;
        p->run.places[obj].copy_of = from;
        play_detect(p);
        return;
    }
    fail_msg("%s does no %s", task, ds_op_text(op));
}

static void copied(void **state) {
    (void)state;
    static const struct {
        const char *object, *uses;
        enum ds_op op;
        const char *name;
    } rows[] = {
        {"mutex %s go\n", "lock %s; unlock %s", DS_OP_MUTEX_LOCK, "mutex"},
        {"cond %s go\n", "broadcast %s", DS_OP_COND_BROADCAST, "condition"},
        {"once %s\n", "once %s; ?once-done %s", DS_OP_ONCE_BEGIN, "once control"},
        {"wg %s\n", "add %s 1; done %s", DS_OP_WG_ADD, "wait group"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char a[32], b[32], use_a[64], use_b[64], script[512], want[128];
        snprintf(a, sizeof a, rows[i].object, "a");
        snprintf(b, sizeof b, rows[i].object, "b");
        snprintf(use_a, sizeof use_a, rows[i].uses, "a", "a");
        snprintf(use_b, sizeof use_b, rows[i].uses, "b", "b");
        snprintf(script, sizeof script, "%s%smain: %s; create g1; join g1; %s\ng1: %s\n", a, b,
                 use_a, use_a, use_b);
        struct play *p = play_seed(script, DS_STRAT_ORDER, 0);
        copied_at(p, "g1", rows[i].op, 2, 1);
        expect(p, "copied-lock[g1]");
        snprintf(want, sizeof want, "G1 (g1) uses a copy of %s a", rows[i].name);
        says(p, 0, want);
        play_free(p);
        p = play_seed(script, DS_STRAT_ORDER, 0);
        p->run.places[2].copy_of = 1;
        copied_at(p, "main", rows[i].op, 1, 0);
        expect(p, "copied-lock[main]");
        snprintf(want, sizeof want, "T0 (main) uses %s a, after a copy of it was used",
                 rows[i].name);
        says(p, 0, want);
        says(p, 0, "G1 (g1) used the copy at event");
        play_free(p);
    }
}

static void kept_lock(void **state) {
    (void)state;
    struct play *p = play_seed("mutex m go\nmain: create g1; create g2; yield\ng1: lock m\n"
                               "g2: lock m; unlock m\n",
                               DS_STRAT_ORDER, 0);
    expect(p, "lock-held-at-exit[g1] goroutine-leak:blocked[g2](0)");
    play_free(p);
    p = play_seed("mutex m go\nmain: create g1; join g1; lock m\ng1: lock m\n", DS_STRAT_ORDER, 0);
    expect(p, "lock-held-at-exit[g1] deadlock[main](0)");
    play_free(p);
    /* Another one may give it back. */
    silent("mutex m go\nmain: create g1; join g1; create g2\ng1: lock m\ng2: unlock m\n");
}

static void panicked(void **state) {
    (void)state;
    struct play *p = play_seed("chan c\nmain: create g1; close c\ng1: send c\n", DS_STRAT_ORDER, 0);
    p->run.panic = (struct ds_panic){.kind = DS_PANIC_SEND_CLOSED,
                                     .task = 1,
                                     .obj = 1,
                                     .stack = play_stack(p, 0, PLAY_SITES),
                                     .text = "send on closed channel"};
    p->run.totals.status = DS_ST_RUN;
    p->run.result.stage = DS_STAGE_PANICKED;
    p->run.result.wait_status = 2 << 8;
    play_detect(p);
    expect(p, "send-on-closed[g1] exit-status[main](0)");
    play_free(p);
}

/* Main has called Goexit, and the others have ended. */
static void nobody_left(void **state) {
    (void)state;
    struct play *p = play_seed("main: create g1; main-goexit\ng1: yield\n", DS_STRAT_ORDER, 0);
    p->run.panic = (struct ds_panic){.kind = DS_PANIC_ASLEEP, .text = "no goroutines"};
    p->run.result.stage = DS_STAGE_PANICKED;
    p->run.result.wait_status = 2 << 8;
    play_detect(p);
    expect(p, "deadlock[main] exit-status[main](0)");
    says(p, 0, "T0 (main) has called Goexit, and no other goroutine is left");
    play_free(p);
}

static void lock_channel(void **state) {
    (void)state;
    struct play *p =
        play_seed("chan mu 1\nwg w\nmain: add w 2; create g1; create g2; wait-group w\n"
                  "g1: send mu; receive mu; done w\ng2: send mu; receive mu; done w\n",
                  DS_STRAT_ORDER, 0);
    expect(p, "channel-as-mutex[]");
    play_free(p);
    p = play_seed("chan mu 1\nwg w\nmain: send mu; add w 2; create g1; create g2; wait-group w\n"
                  "g1: receive mu; send mu; done w\ng2: receive mu; send mu; done w\n",
                  DS_STRAT_ORDER, 0);
    expect(p, "channel-as-mutex[]");
    play_free(p);
    silent(
        "chan c 1\nmain: create g1; send c; send c; send c\ng1: receive c; receive c; receive c\n");
}

static void slept(void **state) {
    (void)state;
    struct play *p =
        play_seed("chan done\nmain: create g1; sleep 20ms; yield\ng1: yield; close done\n",
                  DS_STRAT_ORDER, 0);
    expect(p, "sleep-sync[g1 main]");
    play_free(p);
    silent("chan done\nmain: create g1; sleep 20ms; receive done\ng1: yield; close done\n");
}

static void locked_wait(void **state) {
    (void)state;
    struct play *p = play_seed("chan c\nmutex m go\nmain: create g1; receive c\n"
                               "g1: lock m; send c; unlock m\n",
                               DS_STRAT_RANDOM, 1);
    for (uint64_t seed = 0; !play_root(p, HN_LOCK_ACROSS_BLOCKING) && seed < 50; seed++) {
        play_free(p);
        p = play_seed("chan c\nmutex m go\nmain: create g1; receive c\n"
                      "g1: lock m; send c; unlock m\n",
                      DS_STRAT_RANDOM, seed);
    }
    expect(p, "lock-across-blocking[g1]");
    play_free(p);
    /* Where it is part of a deadlock, too; but not what was over by then. */
    p = play_until("chan c\nmutex m go\nmain: create g1; yield; lock m; unlock m; receive c\n"
                   "g1: lock m; send c; unlock m\n",
                   HN_DEADLOCK, 50);
    expect(p, "deadlock[main g1] lock-across-blocking[g1]");
    play_free(p);
    for (uint64_t seed = 0; seed < 50; seed++) {
        p = play_seed("chan c\nchan d\nmutex m go\nmain: create g1; yield; receive c; receive d\n"
                      "g1: lock m; send c; unlock m\n",
                      DS_STRAT_RANDOM, seed);
        assert_null(play_root(p, HN_LOCK_ACROSS_BLOCKING));
        play_free(p);
    }
}

static void uncancelled(void **state) {
    (void)state;
    struct play *p = play_seed("context x\nmain: context-err x\n", DS_STRAT_ORDER, 0);
    expect(p, "context-not-cancelled[]");
    play_free(p);
    silent("context x\nmain: cancel x\n");
}

static void ordered(void **state) {
    (void)state;
    struct play *p = play_seed("chan c\nchan d 1\nmain: create g1; create g2; send c; receive d\n"
                               "g1: receive c; send d\ng2: yield\n",
                               DS_STRAT_RANDOM, 5);
    struct hn_order *o = hn_order_new(&p->run);
    uint64_t sent = world_find(p->w, "main", DS_OP_CHAN_SEND)->seq;
    uint64_t passed = world_find(p->w, "g1", DS_OP_CHAN_SEND)->seq;
    uint64_t apart = world_find(p->w, "g2", DS_OP_YIELD)->seq;
    assert_true(hn_order_complete(o));
    assert_true(hn_order_before(o, sent, passed));
    assert_false(hn_order_before(o, passed, sent));
    assert_true(hn_order_before(o, passed, p->run.events[p->run.event_count - 1].seq) ||
                hn_last_seq(&p->run, 0) < passed);
    assert_true(hn_order_unordered(o, apart, passed));
    assert_false(hn_order_before(o, sent, sent));
    assert_false(hn_order_before(o, sent, 100000));
    hn_order_free(o);
    play_free(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(early_return), cmocka_unit_test(one_site),
        cmocka_unit_test(never_closed), cmocka_unit_test(nobody_else),
        cmocka_unit_test(goes_on),      cmocka_unit_test(one_cause),
        cmocka_unit_test(alone),        cmocka_unit_test(asleep),
        cmocka_unit_test(said_once),    cmocka_unit_test(wide_select),
        cmocka_unit_test(nil),          cmocka_unit_test(selects),
        cmocka_unit_test(add_inside),   cmocka_unit_test(kept_lock),
        cmocka_unit_test(copied),       cmocka_unit_test(nobody_left),
        cmocka_unit_test(panicked),     cmocka_unit_test(lock_channel),
        cmocka_unit_test(slept),        cmocka_unit_test(locked_wait),
        cmocka_unit_test(uncancelled),  cmocka_unit_test(ordered),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("goroutines", tests, NULL, NULL);
}
