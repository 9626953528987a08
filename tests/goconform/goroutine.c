/* goroutine.c: go statements, program execution, Gosched, Goexit. */
#include <string.h>

#include "case.h"

go_chan_type(texts, const char *);
struct start {
    int number;
    ints out;
};
static void tells(void *arg) {
    struct start *s = arg;
    go_send(s->out, s->number);
}
RETURNS(go_copies_arguments, "spec: Go statements",
        "function value and arguments are evaluated in the calling goroutine") {
    struct start s = {1, go_make(ints, 1)};
    go(tells, s);
    s.number = 2;
    EQUAL(go_recv(s.out), 1);
}
RETURNS(go_copies_in_loops, "spec: For statements",
        "each iteration has its own variable, so each goroutine sees its own") {
    struct start s = {0, go_make(ints, 4)};
    int seen = 0;
    for (s.number = 0; s.number < 4; s.number++)
        go(tells, s);
    for (int i = 0; i < 4; i++)
        seen |= 1 << go_recv(s.out);
    EQUAL(seen, 15);
}
static void sets(void *arg) {
    struct start *s = arg;
    s->number = 9;
    go_send(s->out, 0);
}
RETURNS(go_ref_shares, "spec: Function literals",
        "captured variables are shared with the function") {
    struct start s = {1, go_make(ints, 0)};
    go_ref(sets, &s);
    (void)go_recv(s.out);
    EQUAL(s.number, 9);
}
static void waits(void *arg) {
    (void)go_recv(*(ints *)arg);
}
RETURNS(go_does_not_wait, "spec: Go statements",
        "execution does not wait for the function to complete") {
    ints c = go_make(ints, 0);
    go(waits, c);
    go_send(c, 1);
}
LEAKS(go_main_return_ends, "goroutine-leak", "spec: Program execution",
      "the program ends when main returns, others or not") {
    go(waits, go_make(ints, 0));
    yield_often(3);
}
BLOCKS(go_both_asleep, "deadlock", "spec: Receive operator", "main and the other wait for ever") {
    ints c = go_make(ints, 0), d = go_make(ints, 0);
    go(waits, c);
    (void)go_recv(d);
}
static void tells_id(void *arg) {
    go_send(*(ints *)arg, (int)go_id());
}
RETURNS(go_ids, "runtime: Stack", "main is goroutine 1; no two goroutines have one number") {
    ints c = go_make(ints, 0);
    EQUAL(go_id(), 1);
    go(tells_id, c);
    go(tells_id, c);
    int a = go_recv(c), b = go_recv(c);
    CHECK(a > 1 && b > 1 && a != b);
    EQUAL(go_id(), 1);
}
RETURNS(go_num, "runtime: NumGoroutine", "the number of goroutines that exist") {
    ints c = go_make(ints, 0);
    EQUAL(go_num_goroutine(), 1);
    go(waits, c);
    go(waits, c);
    EQUAL(go_num_goroutine(), 3);
    go_send(c, 1);
    go_send(c, 1);
    while (go_num_goroutine() > 1)
        go_yield();
}
static void spawns(void *arg) {
    struct start *s = arg;
    if (s->number > 0) {
        struct start next = {s->number - 1, s->out};
        go(spawns, next);
    } else {
        go_send(s->out, 77);
    }
}
RETURNS(go_from_goroutines, "spec: Go statements",
        "a goroutine may start others and end before them") {
    struct start s = {10, go_make(ints, 0)};
    go(spawns, s);
    EQUAL(go_recv(s.out), 77);
}
RETURNS(go_many, "spec: Go statements", "goroutines are independent of each other") {
    struct start s = {0, go_make(ints, 0)};
    int sum = 0;
    for (s.number = 0; s.number < 60; s.number++)
        go(tells, s);
    for (int i = 0; i < 60; i++)
        sum += go_recv(s.out);
    EQUAL(sum, 60 * 59 / 2);
}
static void sends_forever(void *arg) {
    struct start *s = arg;
    while (!go_select_default(go_on_recv(s->out, NULL, NULL)))
        ;
    go_close(s->out);
}
RETURNS(gosched_lets_others_run, "runtime: Gosched",
        "yields; the goroutine is not suspended and resumes by itself") {
    struct start s = {0, go_make(ints, 0)};
    go_yield();
    go(sends_forever, s);
    int v;
    bool ok = true;
    while (ok)
        if (go_select_default(go_on_recv(s.out, &v, &ok)) < 0)
            go_yield();
}
RETURNS(go_named_and_sized, "runtime: Stack",
        "names and sizes are the library's own, and change nothing") {
    struct start s = {3, go_make(ints, 0)};
    go_set_name("a rather long name of main");
    go_set_stack_size(1);
    go(tells, s);
    EQUAL(go_recv(s.out), 3);
    go_set_stack_size(1 << 20);
    go(tells, s);
    EQUAL(go_recv(s.out), 3);
}

/* --- Goexit --- */

static void says(void *arg) {
    struct start *s = arg;
    go_send(s->out, s->number);
}
static void goes_in_the_middle(void *arg) {
    struct start *s = arg;
    GO_DEFER_FRAME;
    go_defer(says, s);
    go_exit();
}
RETURNS(goexit_runs_deferred, "runtime: Goexit",
        "runs all deferred calls before it ends the goroutine") {
    struct start s = {6, go_make(ints, 0)};
    go(goes_in_the_middle, s);
    EQUAL(go_recv(s.out), 6);
}
static void inner(struct start *s) {
    struct start first = {1, s->out};
    GO_DEFER_FRAME;
    go_defer(says, &first);
    go_exit();
}
static void outer(void *arg) {
    struct start *s = arg, second = {2, s->out};
    GO_DEFER_FRAME;
    go_defer(says, &second);
    inner(s);
    go_send(s->out, 99);
}
RETURNS(goexit_from_depth, "runtime: Goexit",
        "the deferred calls of all functions run, inner first") {
    struct start s = {0, go_make(ints, 0)};
    go(outer, s);
    EQUAL(go_recv(s.out), 1);
    EQUAL(go_recv(s.out), 2);
    EQUAL(go_select_default(go_on_recv(s.out, NULL, NULL)), -1);
}
static void recovers_nothing(void *arg) {
    struct start *s = arg;
    go_send(s->out, go_recover() == NULL);
}
static void goes_and_recovers(void *arg) {
    GO_RECOVER_FRAME {
        go_send(((struct start *)arg)->out, 99);
        return;
    }
    go_defer(recovers_nothing, arg);
    go_exit();
}
RETURNS(goexit_is_no_panic, "runtime: Goexit",
        "it is no panic: recover in those deferred calls returns nil") {
    struct start s = {0, go_make(ints, 0)};
    go(goes_and_recovers, s);
    EQUAL(go_recv(s.out), 1);
    yield_often(5);
    EQUAL(go_select_default(go_on_recv(s.out, NULL, NULL)), -1);
}
RETURNS(goexit_others_unaffected, "runtime: Goexit", "no other goroutine is affected") {
    struct start s = {6, go_make(ints, 0)};
    go(tells, s);
    go(goes_in_the_middle, s);
    EQUAL(go_recv(s.out) + go_recv(s.out), 12);
}
FAILS(goexit_main_alone, "no goroutines (main called runtime.Goexit) - deadlock!",
      "runtime: Goexit", "in main: once all others are gone the program crashes") {
    go_exit();
}
static void returns(void *arg) {
    (void)arg;
    yield_often(2);
}
FAILS(goexit_main_then_others, "no goroutines (main called runtime.Goexit) - deadlock!",
      "runtime: Goexit", "in main: the others go on, and it crashes when all have ended") {
    go(returns, 0);
    go(returns, 0);
    go_exit();
}
static void prints_deferred(void *arg) {
    go_panic("deferred call of main%s", (const char *)arg);
}
PANICS(goexit_main_runs_deferred, "deferred call of main ran", "runtime: Goexit",
       "in main too the deferred calls run first") {
    GO_DEFER_FRAME;
    go_defer(prints_deferred, " ran");
    go_exit();
}
