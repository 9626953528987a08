/* context.c: package context: cancellation, causes, deadlines, values. */
#include "case.h"

#include <stdio.h>
#include <stdlib.h>

static bool is_done(const go_ctx *ctx) {
    return go_select_default(go_on_recv(go_ctx_done(ctx), NULL, NULL)) == 0;
}
static void assert_alive(const go_ctx *ctx) {
    assert_false(is_done(ctx));
    assert_null(go_ctx_err(ctx));
    assert_null(go_ctx_cause(ctx));
}
static void assert_cancelled(const go_ctx *ctx, go_error *err, const go_error *cause) {
    assert_true(is_done(ctx));
    assert_ptr_equal(go_ctx_err(ctx), err);
    assert_ptr_equal(go_ctx_cause(ctx), cause);
}

static void background(void **state) {
    go_ctx *b = go_ctx_background();
    go_time t;
    (void)state;
    assert_ptr_equal(b, go_ctx_background());
    assert_null(go_ctx_done(b).rx.ch);
    assert_null(go_ctx_err(b));
    assert_null(go_ctx_cause(b));
    assert_false(go_ctx_deadline(b, &t));
    assert_null(go_ctx_value(b, &t));
    go_ctx_cancel(b); /* has none */
    go_ctx_release(go_ctx_retain(b));
    go_ctx_release(b);
    go_ctx_release(NULL);
    assert_null(go_ctx_err(b));
}

static void cancel(void **state) {
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_signal_rx done = go_ctx_done(c);
    (void)state;
    assert_alive(c);
    go_ctx_cancel(c);
    assert_cancelled(c, go_canceled, go_canceled);
    assert_ptr_equal(done.rx.ch, go_ctx_done(c).rx.ch); /* the same for each call */
    go_ctx_cancel(c);                                   /* nothing more */
    assert_cancelled(c, go_canceled, go_canceled);
    go_ctx_release(c);
}

static void children_are_cancelled_and_parents_not(void **state) {
    go_ctx *top = go_ctx_with_cancel(go_ctx_background());
    go_ctx *value = go_ctx_with_value(top, &top, &top);
    go_ctx *mid = go_ctx_with_cancel(value);
    go_ctx *low[3];
    (void)state;
    for (int i = 0; i < 3; i++)
        low[i] = go_ctx_with_cancel(i ? mid : top);
    go_ctx *below = go_ctx_with_cancel(low[2]);
    go_ctx_cancel(mid);
    assert_alive(top);
    assert_alive(value);
    assert_alive(low[0]);
    assert_cancelled(mid, go_canceled, go_canceled);
    assert_cancelled(low[1], go_canceled, go_canceled);
    assert_cancelled(below, go_canceled, go_canceled);
    go_ctx_cancel(top);
    assert_cancelled(low[0], go_canceled, go_canceled);
    assert_cancelled(value, go_canceled, go_canceled);
    go_ctx_release(below);
    for (int i = 0; i < 3; i++)
        go_ctx_release(low[i]);
    go_ctx_release(mid);
    go_ctx_release(value);
    go_ctx_release(top);
}

static void a_child_of_a_cancelled_one_is_cancelled(void **state) {
    go_ctx *top = go_ctx_with_cancel(go_ctx_background());
    go_error *cause = go_errorf("cause");
    (void)state;
    go_ctx_cancel_cause(top, cause);
    go_ctx *child = go_ctx_with_cancel(top);
    go_ctx *late = go_ctx_with_timeout(top, 1000 * GO_SECOND);
    assert_cancelled(child, go_canceled, cause);
    assert_cancelled(late, go_canceled, cause);
    go_ctx_release(late);
    go_ctx_release(child);
    go_ctx_release(top);
    go_error_release(cause);
}

static void the_first_cause_counts(void **state) {
    go_error *first = go_errorf("first"), *second = go_errorf("second");
    (void)state;
    go_ctx *top = go_ctx_with_cancel(go_ctx_background());
    go_ctx *child = go_ctx_with_cancel(top);
    go_ctx *value = go_ctx_with_value(child, &top, NULL);
    go_ctx_cancel_cause(child, first);
    go_ctx_cancel_cause(child, second);
    go_ctx_cancel_cause(top, second);
    assert_cancelled(child, go_canceled, first);
    assert_cancelled(value, go_canceled, first);
    assert_cancelled(top, go_canceled, second);
    go_ctx *none = go_ctx_with_cancel(go_ctx_background());
    go_ctx_cancel_cause(none, NULL);
    assert_cancelled(none, go_canceled, go_canceled);
    go_error_release(first); /* the contexts hold theirs */
    go_error_release(second);
    assert_string_equal(go_error_text(go_ctx_cause(value)), "first");
    go_ctx_release(none);
    go_ctx_release(value);
    go_ctx_release(child);
    go_ctx_release(top);
}

static void a_value_context_has_no_cancel(void **state) {
    go_ctx *top = go_ctx_with_cancel(go_ctx_background());
    go_ctx *value = go_ctx_with_value(top, &top, NULL);
    (void)state;
    go_ctx_cancel(value);
    assert_alive(top);
    assert_alive(value);
    assert_ptr_equal(go_ctx_done(value).rx.ch, go_ctx_done(top).rx.ch);
    go_ctx_release(top);
    assert_alive(value); /* which holds its parent */
    go_ctx_release(value);
}

static void values(void **state) {
    int a, b, c;
    (void)state;
    go_ctx *top = go_ctx_with_value(go_ctx_background(), &a, &a);
    go_ctx *mid = go_ctx_with_cancel(top);
    go_ctx *low = go_ctx_with_value(mid, &b, &b);
    go_ctx *again = go_ctx_with_value(low, &a, &c);
    assert_ptr_equal(go_ctx_value(low, &a), &a);
    assert_ptr_equal(go_ctx_value(low, &b), &b);
    assert_ptr_equal(go_ctx_value(again, &a), &c); /* the nearest */
    assert_null(go_ctx_value(mid, &b));
    assert_null(go_ctx_value(again, &c));
    go_ctx_cancel(mid);
    assert_ptr_equal(go_ctx_value(again, &b), &b);
    go_ctx_release(again);
    go_ctx_release(low);
    go_ctx_release(mid);
    go_ctx_release(top);
}

static void without_cancel(void **state) {
    int key;
    (void)state;
    go_ctx *value = go_ctx_with_value(go_ctx_background(), &key, &key);
    go_ctx *top = go_ctx_with_timeout(value, 1000 * GO_SECOND);
    go_ctx *cut = go_ctx_without_cancel(top);
    go_ctx *below = go_ctx_with_cancel(cut);
    go_ctx_cancel(top);
    assert_null(go_ctx_done(cut).rx.ch);
    assert_null(go_ctx_err(cut));
    assert_null(go_ctx_cause(cut));
    assert_false(go_ctx_deadline(cut, NULL));
    assert_ptr_equal(go_ctx_value(cut, &key), &key);
    assert_alive(below);
    assert_false(go_ctx_deadline(below, NULL));
    go_ctx_cancel(below);
    assert_cancelled(below, go_canceled, go_canceled);
    go_ctx_release(below);
    go_ctx_release(cut);
    go_ctx_release(top);
    go_ctx_release(value);
}

static void from_nil(void *arg) {
    switch (*(int *)arg) {
    case 0:
        go_ctx_with_cancel(NULL);
        break;
    case 1:
        go_ctx_with_timeout(NULL, 1);
        break;
    case 2:
        go_ctx_with_value(NULL, arg, NULL);
        break;
    case 3:
        go_ctx_without_cancel(NULL);
        break;
    default:
        go_ctx_with_value(go_ctx_background(), NULL, arg);
    }
}
static void misuse_panics(void **state) {
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_panics(from_nil, &i, "cannot create context from nil parent");
    assert_panics(from_nil, &(int){4}, "nil key");
}

/* --- deadlines --- */

static void a_deadline_passes(void **state) {
    go_error *late = go_errorf("too late");
    go_time before = go_now(), deadline;
    (void)state;
    go_ctx *c = go_ctx_with_timeout(go_ctx_background(), 2 * GO_MILLISECOND);
    go_ctx *child = go_ctx_with_cancel(c);
    go_ctx *caused = go_ctx_with_timeout_cause(go_ctx_background(), 2 * GO_MILLISECOND, late);
    assert_true(go_ctx_deadline(child, &deadline));
    assert_true(deadline >= before + 2 * GO_MILLISECOND);
    go_recv(go_ctx_done(child));
    assert_true(go_now() >= deadline);
    assert_cancelled(c, go_deadline_exceeded, go_deadline_exceeded);
    assert_cancelled(child, go_deadline_exceeded, go_deadline_exceeded);
    go_ctx_cancel(c); /* too late */
    assert_cancelled(c, go_deadline_exceeded, go_deadline_exceeded);
    go_recv(go_ctx_done(caused));
    assert_cancelled(caused, go_deadline_exceeded, late);
    go_error_release(late);
    assert_string_equal(go_error_text(go_ctx_cause(caused)), "too late");
    go_ctx_release(caused);
    go_ctx_release(child);
    go_ctx_release(c);
}

static void a_deadline_that_has_passed(void **state) {
    go_error *late = go_errorf("too late");
    (void)state;
    go_ctx *zero = go_ctx_with_timeout(go_ctx_background(), 0);
    go_ctx *past = go_ctx_with_timeout_cause(go_ctx_background(), INT64_MIN, late);
    go_ctx *at = go_ctx_with_deadline_cause(go_ctx_background(), go_now() - 1, NULL);
    assert_cancelled(zero, go_deadline_exceeded, go_deadline_exceeded);
    assert_cancelled(past, go_deadline_exceeded, late);
    assert_cancelled(at, go_deadline_exceeded, go_deadline_exceeded);
    go_ctx_release(at);
    go_ctx_release(past);
    go_ctx_release(zero);
    go_error_release(late);
}

static void the_earlier_deadline_counts(void **state) {
    go_error *never = go_errorf("never");
    go_time now = go_now(), got;
    (void)state;
    go_ctx *early = go_ctx_with_deadline(go_ctx_background(), now + 1000 * GO_SECOND);
    go_ctx *later = go_ctx_with_deadline_cause(early, now + 2000 * GO_SECOND, never);
    go_ctx *earlier = go_ctx_with_deadline(early, now + 500 * GO_SECOND);
    assert_true(go_ctx_deadline(later, &got));
    assert_true(got == now + 1000 * GO_SECOND);
    assert_true(go_ctx_deadline(earlier, &got));
    assert_true(got == now + 500 * GO_SECOND);
    assert_true(go_ctx_deadline(earlier, NULL));
    go_ctx_cancel(early);
    assert_cancelled(later, go_canceled, go_canceled);
    assert_cancelled(earlier, go_canceled, go_canceled);
    go_ctx *forever = go_ctx_with_timeout(go_ctx_background(), INT64_MAX);
    assert_true(go_ctx_deadline(forever, &got));
    assert_true(got == INT64_MAX);
    go_ctx_cancel_release(forever);
    go_ctx_release(earlier);
    go_ctx_release(later);
    go_ctx_release(early);
    go_error_release(never);
}

/* --- lifetimes --- */

static void guard_scope(go_ctx **kept, bool panics) {
    GO_CTX_GUARD(c, go_ctx_with_timeout(go_ctx_background(), 1000 * GO_SECOND));
    *kept = go_ctx_retain(c);
    if (panics)
        go_panic("in scope");
}
static void guard_and_panic(void *kept) {
    guard_scope(kept, true);
}
static void the_guard_cancels_and_releases(void **state) {
    go_ctx *c;
    (void)state;
    guard_scope(&c, false);
    assert_cancelled(c, go_canceled, go_canceled);
    go_ctx_release(c);
    assert_panics(guard_and_panic, &c, "in scope");
    assert_cancelled(c, go_canceled, go_canceled);
    go_ctx_release(c);
}

/* Released children leave their parent; what is left of it is checked by valgrind and LeakSanitizer. */
static void released_children_leave(void **state) {
    go_ctx *top = go_ctx_with_cancel(go_ctx_background()), *kept[3];
    (void)state;
    for (int i = 0; i < 30; i++)
        go_ctx_release(i % 2 ? go_ctx_with_cancel(top) : go_ctx_with_timeout(top, GO_SECOND));
    for (int i = 0; i < 3; i++)
        kept[i] = go_ctx_with_cancel(top);
    go_ctx_release(kept[1]);
    go_ctx_cancel_release(kept[0]);
    go_ctx_cancel(top);
    assert_cancelled(kept[2], go_canceled, go_canceled);
    go_ctx_release(kept[2]);
    go_ctx_release(top);
}

static void deep(void **state) {
    go_ctx *top = go_ctx_with_cancel(go_ctx_background()), *c = go_ctx_retain(top), *next;
    (void)state;
    for (int i = 0; i < (is_modelled() ? 20 : 20000); i++, c = next) {
        next = go_ctx_with_cancel(c);
        go_ctx_release(c);
    }
    go_ctx_cancel(top);
    assert_cancelled(c, go_canceled, go_canceled);
    go_ctx_release(c);
    go_ctx_release(top);
}

/* --- many goroutines --- */

static go_atomic_int64 wrong;
struct worker {
    go_ctx *ctx;
    int depth;
};
static void watch(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    go_recv(go_ctx_done(ctx));
    if (!go_ctx_err(ctx) || !go_ctx_cause(ctx))
        go_atomic_add(&wrong, 1);
    go_ctx_release(ctx);
}
/* An error that is seen says that the channel is closed. */
static void poll(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    while (!go_ctx_err(ctx))
        go_yield();
    if (!is_done(ctx))
        go_atomic_add(&wrong, 1);
    go_ctx_release(ctx);
}
static void grow(void *arg) {
    struct worker *w = arg;
    for (int i = 0; i < 3; i++) {
        go_ctx *c = i == 1 ? go_ctx_with_timeout(w->ctx, (i + 1) * 100 * GO_MICROSECOND)
                           : go_ctx_with_cancel(w->ctx);
        if (w->depth)
            go(grow, ((struct worker){go_ctx_retain(c), w->depth - 1}));
        else
            go(watch, go_ctx_retain(c));
        if (i == 2)
            go_ctx_cancel(c);
        go_ctx_release(c);
    }
    go_ctx_release(w->ctx);
}
static void a_tree_is_cancelled_while_it_grows(void **state) {
    int before = go_num_goroutine();
    (void)state;
    for (int round = 0; round < (is_modelled() ? 1 : 60); round++) {
        go_ctx *top = go_ctx_with_timeout(go_ctx_background(), 300 * GO_MICROSECOND);
        go_ctx *mid = go_ctx_with_cancel(top);
        go(grow, ((struct worker){go_ctx_retain(mid), is_modelled() ? 0 : 2}));
        go(poll, go_ctx_retain(mid));
        if (round % 2)
            go_sleep(150 * GO_MICROSECOND);
        if (round % 3)
            go_ctx_cancel(mid);
        go_ctx_cancel(top);
        assert_true(is_done(mid)); /* all below is cancelled when cancel returns, by whomever */
        go_ctx_release(mid);
        go_ctx_release(top);
    }
    await_goroutines(before);
    assert_int_equal(go_atomic_load(&wrong), 0);
}

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(background),
        cmocka_unit_test(cancel),
        cmocka_unit_test(children_are_cancelled_and_parents_not),
        cmocka_unit_test(a_child_of_a_cancelled_one_is_cancelled),
        cmocka_unit_test(the_first_cause_counts),
        cmocka_unit_test(a_value_context_has_no_cancel),
        cmocka_unit_test(values),
        cmocka_unit_test(without_cancel),
        cmocka_unit_test(misuse_panics),
        cmocka_unit_test(a_deadline_passes),
        cmocka_unit_test(a_deadline_that_has_passed),
        cmocka_unit_test(the_earlier_deadline_counts),
        cmocka_unit_test(the_guard_cancels_and_releases),
        cmocka_unit_test(released_children_leave),
        cmocka_unit_test(deep),
        cmocka_unit_test(a_tree_is_cancelled_while_it_grows),
    };
    return run_cases(argc, argv, tests, sizeof tests / sizeof tests[0], NULL, 0);
}
