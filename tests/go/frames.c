/* frames.c: in which order deferred calls run when a scope is left by its end, panic or Goexit, what
 * recover gives, and that other cleanups of the scopes in between run too. The orders are those of the Go
 * specification, "Defer statements" and "Handling panics", and of package runtime, Goexit.
 */
#include "test.h"

static void cleaned(const char *const *word) {
    note(*word);
}
#define CLEANUP(name, word) __attribute__((unused, cleanup(cleaned))) const char *name = (word)

static void recovers(void *arg) {
    const struct go_panic_value *v = go_recover();
    (void)arg;
    note(v != NULL ? v->text : "nil");
}
static void panics(void *text) {
    go_panic("%s", (const char *)text);
}

/* --- leaving normally --- */

static int returns_early(int n) {
    GO_DEFER_FRAME;
    go_defer(noted, "first");
    if (n > 0)
        return n;
    go_defer(noted, "second");
    return 0;
}
static void calls_run_last_first(void **state) {
    (void)state;
    assert_int_equal(returns_early(0), 0);
    assert_log("second first");
    assert_int_equal(returns_early(4), 4);
    assert_log("first");
}

static void frames_nest_in_a_loop(void **state) {
    (void)state;
    GO_DEFER_FRAME;
    for (int i = 0; i < 3; i++) {
        GO_DEFER_FRAME;
        go_defer(noted, "out");
        if (i == 1)
            continue;
        note("in");
    }
    assert_log("in out out in out");
}

static void no_panic_no_recovery(void **state) {
    (void)state;
    {
        GO_RECOVER_FRAME {
            note("landed");
        }
        go_defer(recovers, NULL);
    }
    assert_log("nil");
    assert_null(go_recover());
}

/* --- panics --- */

static void three_deep(void) {
    CLEANUP(deepest, "cleanup3");
    GO_DEFER_FRAME;
    go_defer(noted, "call3");
    go_panic("p%d", 1);
}
static void two_deep(void) {
    CLEANUP(deeper, "cleanup2");
    three_deep();
    note("not reached");
}
static int recovering(void) {
    CLEANUP(outermost, "cleanup1");
    GO_RECOVER_FRAME {
        note("landed");
        return -1;
    }
    go_defer(noted, "last");
    go_defer(recovers, NULL);
    go_defer(noted, "before");
    {
        CLEANUP(inner, "inner");
        two_deep();
    }
    return 1;
}
static void a_panic_runs_calls_then_unwinds(void **state) {
    (void)state;
    assert_int_equal(recovering(), -1);
    assert_log("call3 before p1 cleanup3 cleanup2 inner landed last cleanup1");
}

static int panics_at_its_end(void) {
    CLEANUP(outermost, "cleanup");
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(noted, "last");
    go_defer(recovers, NULL);
    go_defer(panics, "late");
    return 1;
}
static void a_call_that_panics_after_a_return(void **state) {
    (void)state;
    assert_int_equal(panics_at_its_end(), -1);
    assert_log("late last cleanup");
}

static int replaced(void) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(recovers, NULL);
    go_defer(panics, "second");
    go_panic("first");
}
static void a_second_panic_replaces_the_first(void **state) {
    (void)state;
    assert_int_equal(replaced(), -1);
    assert_log("second");
}

static void contained(void *arg) {
    (void)arg;
    {
        GO_RECOVER_FRAME {
            note("inner landed");
            return;
        }
        go_defer(recovers, NULL);
        go_panic("inner");
    }
}
static int recovers_inside_a_call(void) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(recovers, NULL);
    go_defer(contained, NULL);
    go_panic("outer");
}
static void a_panic_inside_a_call_is_its_own(void **state) {
    (void)state;
    assert_int_equal(recovers_inside_a_call(), -1);
    assert_log("inner inner landed outer");
}

/* The specification: a frame opened by the deferred call itself does not panic. */
static void helper(void *arg) {
    (void)arg;
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(recovers, NULL);
}
static int helped(void) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(recovers, NULL);
    go_defer(helper, NULL);
    go_panic("p");
}
static void recover_below_a_helper_gives_nil(void **state) {
    (void)state;
    assert_int_equal(helped(), -1);
    assert_log("nil p");
}

static void recovers_twice(void *arg) {
    recovers(arg);
    recovers(arg);
}
static int twice(void) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(recovers, NULL);
    go_defer(recovers_twice, NULL);
    go_panic("once");
}
static void only_the_first_recover_gets_it(void **state) {
    (void)state;
    assert_int_equal(twice(), -1);
    assert_log("once nil nil");
}

static void passing_on(void) {
    GO_DEFER_FRAME;
    go_defer(recovers, NULL);
    go_panic("p");
}
static int receiving(void) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(recovers, NULL);
    passing_on();
    return 1;
}
static void a_plain_frame_does_not_recover(void **state) {
    (void)state;
    assert_int_equal(receiving(), -1);
    assert_log("nil p");
}

static void raises_again(void *arg) {
    (void)arg;
    const struct go_panic_value *v = go_recover();
    go_panic_with(v->value, "again %s", v->text);
}
static int again(int *value) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(recovers, NULL);
    {
        GO_RECOVER_FRAME {
            return 1;
        }
        go_defer(raises_again, NULL);
        go_panic_with(value, "p");
    }
}
static void a_recovered_panic_may_be_raised_again(void **state) {
    int value;
    (void)state;
    assert_int_equal(again(&value), -1);
    assert_log("again p");
}

static void *got;
static void keeps_value(void *arg) {
    (void)arg;
    got = go_recover()->value;
}
static int valued(int *value) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(keeps_value, NULL);
    go_panic_with(value, "p");
}
static void the_value_is_the_programs_own(void **state) {
    int value;
    (void)state;
    assert_int_equal(valued(&value), -1);
    assert_ptr_equal(got, &value);
}

static volatile int rounds;
static int many(void) {
    GO_RECOVER_FRAME {
        return ++rounds < 1000 ? many() : rounds;
    }
    go_defer(keeps_value, NULL);
    go_panic("p");
}
static void a_landing_may_recover_anew(void **state) {
    (void)state;
    assert_int_equal(many(), 1000);
}

/* --- Goexit --- */

static go_signal over;
static void ended(const int *unused) {
    (void)unused;
    go_close(over);
}
/* Declared first, so that its end is the last that the goroutine does. */
#define SAYS_WHEN_OVER __attribute__((unused, cleanup(ended))) const int over_ = 0

static void run_to_its_end(void (*fn)(void *)) {
    over = go_make(go_signal, 0);
    go_ref(fn, NULL);
    go_recv(over);
    go_chan_release(over.tx.ch);
}

static void exits(void *arg) {
    (void)arg;
    SAYS_WHEN_OVER;
    CLEANUP(outermost, "cleanup");
    GO_RECOVER_FRAME {
        note("landed");
    }
    go_defer(recovers, NULL);
    {
        CLEANUP(inner, "inner");
        GO_DEFER_FRAME;
        go_defer(noted, "call");
        go_exit();
    }
}
static void goexit_runs_calls_then_unwinds(void **state) {
    (void)state;
    run_to_its_end(exits);
    assert_log("call nil inner cleanup");
}

static void exits_now(void *arg) {
    (void)arg;
    go_exit();
}
static void exits_while_panicking(void *arg) {
    (void)arg;
    SAYS_WHEN_OVER;
    GO_RECOVER_FRAME {
        note("landed");
    }
    go_defer(recovers, NULL);
    go_defer(exits_now, NULL);
    go_panic("p");
}
static void goexit_ends_a_panic(void **state) {
    (void)state;
    run_to_its_end(exits_while_panicking);
    assert_log("nil");
}

static void panics_while_exiting(void *arg) {
    (void)arg;
    SAYS_WHEN_OVER;
    GO_DEFER_FRAME;
    go_defer(noted, "outer");
    {
        GO_RECOVER_FRAME {
            note("landed");
        }
        go_defer(noted, "rest");
        go_defer(recovers, NULL);
        go_defer(panics, "p");
        go_exit();
    }
}
static void goexit_goes_on_after_a_recovery(void **state) {
    (void)state;
    run_to_its_end(panics_while_exiting);
    assert_log("p rest outer");
}

static void exits_in_a_call_at_the_end(void *arg) {
    (void)arg;
    SAYS_WHEN_OVER;
    GO_DEFER_FRAME;
    go_defer(noted, "first");
    go_defer(exits_now, NULL);
    note("body");
}
static void goexit_from_a_call(void **state) {
    (void)state;
    run_to_its_end(exits_in_a_call_at_the_end);
    assert_log("body first");
}

static void recovers_in_a_goroutine(void *arg) {
    (void)arg;
    SAYS_WHEN_OVER;
    GO_RECOVER_FRAME {
        note("landed");
        return;
    }
    go_defer(recovers, NULL);
    go_panic("p");
}
static void a_goroutine_that_recovers_ends(void **state) {
    (void)state;
    run_to_its_end(recovers_in_a_goroutine);
    assert_log("p landed");
}

/* --- guards and panics of the library's --- */

static go_mutex mu;
static void guarded(void) {
    GO_LOCK_GUARD(&mu);
    go_panic("p");
}
static int around_guarded(void) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(recovers, NULL);
    guarded();
    return 1;
}
static void a_guard_unlocks_when_a_panic_passes(void **state) {
    (void)state;
    assert_int_equal(around_guarded(), -1);
    assert_true(go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
    assert_log("p");
}

static go_chan *panicking_on;
static void sends(void) {
    int v = 1;
    go_chan_send(panicking_on, &v);
}
static void selects(void) {
    int v = 1;
    struct go_case c = {.ch = panicking_on, .value = &v, .sends = true};
    go_select_poll(&c, 1);
}
static void closes(void) {
    go_chan_close(panicking_on);
}
static void makes_negative(void) {
    go_chan_release(go_chan_make(1, -1, "bytes"));
}
static void makes_huge(void) {
    go_chan_release(go_chan_make(SIZE_MAX / 4, 8, "bytes"));
}
static void makes_a_bad_ticker(void) {
    go_ticker_free(go_ticker_new(0));
}
static int around(void (*fn)(void)) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(recovers, NULL);
    fn();
    return 1;
}
static void the_librarys_panics(void **state) {
    (void)state;
    ints c = go_make(ints, 1);
    go_close(c);
    panicking_on = go_chan_of(c);
    assert_int_equal(around(sends), -1);
    assert_log("send on closed channel");
    assert_int_equal(around(selects), -1);
    assert_log("send on closed channel");
    assert_int_equal(around(closes), -1);
    assert_log("close of closed channel");
    go_chan_release(go_chan_of(c));
    panicking_on = NULL;
    assert_int_equal(around(closes), -1);
    assert_log("close of nil channel");
    assert_int_equal(around(makes_negative), -1);
    assert_log("makechan: size out of range");
    assert_int_equal(around(makes_huge), -1);
    assert_log("makechan: size out of range");
    assert_int_equal(around(makes_a_bad_ticker), -1);
    assert_log("non-positive interval for NewTicker");
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_run_last_first),
        cmocka_unit_test(frames_nest_in_a_loop),
        cmocka_unit_test(no_panic_no_recovery),
        cmocka_unit_test(a_panic_runs_calls_then_unwinds),
        cmocka_unit_test(a_call_that_panics_after_a_return),
        cmocka_unit_test(a_second_panic_replaces_the_first),
        cmocka_unit_test(a_panic_inside_a_call_is_its_own),
        cmocka_unit_test(recover_below_a_helper_gives_nil),
        cmocka_unit_test(only_the_first_recover_gets_it),
        cmocka_unit_test(a_plain_frame_does_not_recover),
        cmocka_unit_test(a_recovered_panic_may_be_raised_again),
        cmocka_unit_test(the_value_is_the_programs_own),
        cmocka_unit_test(a_landing_may_recover_anew),
        cmocka_unit_test(goexit_runs_calls_then_unwinds),
        cmocka_unit_test(goexit_ends_a_panic),
        cmocka_unit_test(goexit_goes_on_after_a_recovery),
        cmocka_unit_test(goexit_from_a_call),
        cmocka_unit_test(a_goroutine_that_recovers_ends),
        cmocka_unit_test(a_guard_unlocks_when_a_panic_passes),
        cmocka_unit_test(the_librarys_panics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
