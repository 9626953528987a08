/* panic.c: defer statements, panic and recover. */
#include <string.h>

#include "case.h"

static char trail[32];
static void note(const char *letter) {
    trail[strlen(trail)] = *letter;
}
static void mark(void *arg) {
    note(arg);
}

static void leaves_by_end(void) {
    GO_DEFER_FRAME;
    go_defer(mark, "1");
    go_defer(mark, "2");
    go_defer(mark, "3");
    note("b");
}
RETURNS(defer_last_first, "spec: Defer statements",
        "deferred functions run as the function returns, in reverse order") {
    leaves_by_end();
    SAME_TEXT(trail, "b321");
}
static int leaves_by_return(int n) {
    GO_DEFER_FRAME;
    go_defer(mark, "d");
    if (n > 0)
        return n;
    go_defer(mark, "x");
    return 0;
}
RETURNS(defer_on_return, "spec: Defer statements",
        "also by a return statement; only those reached") {
    EQUAL(leaves_by_return(5), 5);
    SAME_TEXT(trail, "d");
}
static void adds(void *arg) {
    int *n = arg;
    *n += 1;
}
RETURNS(defer_in_loop, "spec: Defer statements",
        "each execution of the statement defers a call anew") {
    int n = 0;
    {
        GO_DEFER_FRAME;
        for (int i = 0; i < 100; i++)
            go_defer(adds, &n);
        EQUAL(n, 0);
    }
    EQUAL(n, 100);
}
RETURNS(defer_evaluates_now, "spec: Defer statements",
        "arguments are evaluated when it is deferred") {
    const char *what = "a";
    {
        GO_DEFER_FRAME;
        go_defer(mark, what);
        what = "z";
    }
    SAME_TEXT(trail, "a");
    SAME_TEXT(what, "z");
}
static void defers_itself(void *arg) {
    GO_DEFER_FRAME;
    go_defer(mark, "i");
    mark(arg);
}
RETURNS(defer_within_deferred, "spec: Defer statements", "a deferred function may defer") {
    {
        GO_DEFER_FRAME;
        go_defer(mark, "o");
        go_defer(defers_itself, "f");
    }
    SAME_TEXT(trail, "fio");
}

PANICS(panic_ends_program, "on purpose 42", "spec: Handling panics",
       "if nothing recovers, the program terminates and the error is reported") {
    go_panic("on %s %d", "purpose", 42);
}
static void panics(void *arg) {
    go_panic("%s", (const char *)arg);
}
static void panics_in_goroutine(void *arg) {
    panics(arg);
}
PANICS(panic_in_goroutine_ends_program, "in a goroutine", "spec: Handling panics",
       "the whole program terminates, not the goroutine alone") {
    static char text[] = "in a goroutine";
    ints never = go_make(ints, 0);
    go_ref(panics_in_goroutine, text);
    (void)go_recv(never);
}
static void exits_wrongly(void *arg) {
    go_panic("deferred after %s", trail);
    (void)arg;
}
static void panics_marked(void) {
    GO_DEFER_FRAME;
    go_defer(mark, "b");
    go_defer(mark, "a");
    go_panic("first");
}
PANICS(panic_runs_deferred, "deferred after ab", "spec: Handling panics",
       "the deferred functions run as usual, then those of the callers") {
    GO_DEFER_FRAME;
    go_defer(exits_wrongly, NULL);
    panics_marked();
}

static const struct go_panic_value *caught;
static char caught_text[40];
static void *caught_value;
static void catches(void *arg) {
    caught = go_recover();
    if (caught) {
        strncpy(caught_text, caught->text, sizeof caught_text - 1);
        caught_value = caught->value;
    }
    if (arg)
        mark(arg);
}
static int recovering(void (*body)(void *), const void *arg) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(catches, NULL);
    body((void *)(uintptr_t)arg);
    return 1;
}
RETURNS(recover_stops_panic, "spec: Handling panics",
        "the panicking sequence ends, the function returns to its caller") {
    EQUAL(recovering(panics, "stopped"), -1);
    SAME_TEXT(caught_text, "stopped");
    CHECK(caught_value == NULL);
}
static void panics_with(void *arg) {
    go_panic_with(arg, "with a value");
}
RETURNS(recover_gives_value, "spec: Handling panics", "recover returns the value passed to panic") {
    int thing = 0;
    EQUAL(recovering(panics_with, &thing), -1);
    CHECK(caught_value == &thing);
    SAME_TEXT(caught_text, "with a value");
}
RETURNS(recover_without_panic, "spec: Handling panics", "nil when the goroutine is not panicking") {
    CHECK(!go_recover());
    EQUAL(recovering(mark, "m"), 1);
    CHECK(caught == NULL);
}
static void catches_deeper(void *arg) {
    catches(arg);
}
static int recovering_deeper(void) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(catches_deeper, NULL);
    go_panic("found from below");
}
static void outer_and_deeper(void *arg) {
    (void)arg;
    recovering_deeper();
}
RETURNS(recover_frames_decide, "spec: Handling panics",
        "recover is for calls deferred by the function; in C a call of theirs may hold it") {
    recovering(outer_and_deeper, NULL);
    SAME_TEXT(caught_text, "found from below");
}
RETURNS(recover_panics_again_later, "spec: Handling panics", "after a recovery all is as before") {
    for (int i = 0; i < 50; i++)
        EQUAL(recovering(panics, "once more"), -1);
    EQUAL(recovering(mark, "m"), 1);
}
static int three_deep(int n) {
    GO_DEFER_FRAME;
    go_defer(mark, n == 0 ? "0" : n == 1 ? "1" : "2");
    if (n == 0 && !trail[1])
        go_panic("bottom");
    return n ? three_deep(n - 1) : 0;
}
static void calls_three(void *arg) {
    (void)arg;
    three_deep(2);
}
RETURNS(recover_after_unwinding, "spec: Handling panics",
        "deferred functions of each frame run before, inner first") {
    EQUAL(recovering(calls_three, NULL), -1);
    SAME_TEXT(trail, "012");
}
static int two_deferred(void) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(mark, "l");
    go_defer(catches, "c");
    go_defer(mark, "f");
    go_panic("in the middle");
}
RETURNS(recover_then_rest_of_deferred, "spec: Handling panics",
        "after a recovery the remaining deferred functions still run") {
    EQUAL(two_deferred(), -1);
    SAME_TEXT(trail, "fcl");
}
static void panics_anew(void *arg) {
    go_panic("second, %s", (const char *)arg);
}
static void first_then_second(void *arg) {
    GO_DEFER_FRAME;
    go_defer(panics_anew, arg);
    go_panic("first");
}
RETURNS(recover_gets_newest, "spec: Handling panics",
        "a deferred function that panics replaces what is recovered") {
    EQUAL(recovering(first_then_second, "newer"), -1);
    SAME_TEXT(caught_text, "second, newer");
}
static int recovers_and_panics(void) {
    GO_RECOVER_FRAME {
        go_panic("after recovery");
    }
    go_defer(catches, NULL);
    go_panic("before");
}
static void calls_that(void *arg) {
    (void)arg;
    recovers_and_panics();
}
RETURNS(panic_after_recovery, "spec: Handling panics", "one may panic again after a recovery") {
    EQUAL(recovering(calls_that, NULL), -1);
    SAME_TEXT(caught_text, "after recovery");
}
static void catches_inside(void *arg) {
    EQUAL(recovering(panics, "inner"), -1);
    SAME_TEXT(caught_text, "inner");
    mark(arg);
}
static int panics_with_nested(void) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(catches, NULL);
    go_defer(catches_inside, "n");
    go_panic("outer");
}
RETURNS(recover_nested_leaves_outer, "spec: Handling panics",
        "a panic recovered within a deferred function leaves the first one") {
    EQUAL(panics_with_nested(), -1);
    SAME_TEXT(caught_text, "outer");
    SAME_TEXT(trail, "n");
}
struct told {
    ints out;
};
static void panics_and_recovers(void *arg) {
    struct told *t = arg;
    int r = recovering(panics, "elsewhere");
    go_send(t->out, r);
}
RETURNS(recover_in_goroutine, "spec: Handling panics", "panics are a goroutine's own") {
    struct told t = {go_make(ints, 0)};
    go(panics_and_recovers, t);
    EQUAL(go_recv(t.out), -1);
    CHECK(!go_recover());
}
static void goes(void *arg) {
    (void)arg;
    go_exit();
}
static void panics_then_goes(void) {
    GO_DEFER_FRAME;
    go_defer(goes, NULL);
    go_panic("given up");
}
static void closes_out(void *arg) {
    go_close(((struct told *)arg)->out);
}
static void starts_that(void *arg) {
    GO_DEFER_FRAME;
    go_defer(closes_out, arg);
    panics_then_goes();
    go_send(((struct told *)arg)->out, 1);
}
RETURNS(goexit_in_deferred_ends_panic, "runtime: Goexit",
        "a Goexit in a deferred call ends the goroutine; the panic is gone") {
    struct told t = {go_make(ints, 0)};
    go(starts_that, t);
    CHECK(!go_recv_ok(t.out, NULL));
}
static go_mutex guarded;
static void panics_locked(void *arg) {
    GO_LOCK_GUARD(&guarded);
    panics(arg);
}
RETURNS(panic_unlocks_guard, "spec: Defer statements",
        "a deferred Unlock runs when the function panics") {
    EQUAL(recovering(panics_locked, "locked"), -1);
    CHECK(go_mutex_trylock(&guarded));
    go_mutex_unlock(&guarded);
}
