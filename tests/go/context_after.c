/* context_after.c: context.AfterFunc. */
#include "case.h"

static go_atomic_int64 runs;

static void count(void *arg) {
    go_atomic_add(&runs, arg ? *(int *)arg : 1);
}
/* Nothing that was started runs any more. */
static void settle(void) {
    await_goroutines(1);
}

static void it_runs_when_cancelled(void **state) {
    int five = 5;
    (void)state;
    go_atomic_store(&runs, 0);
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_ctx_after *a = go_ctx_after_func(c, count, &five);
    assert_int_equal(go_num_goroutine(), 1);
    go_ctx_cancel(c);
    await(&runs, 5);
    assert_false(go_ctx_after_stop(a));
    go_ctx_cancel(c);
    settle();
    assert_int_equal(go_atomic_load(&runs), 5);
    go_ctx_after_free(a);
    go_ctx_release(c);
}

static void it_runs_at_once_if_cancelled_already(void **state) {
    (void)state;
    go_atomic_store(&runs, 0);
    go_ctx *c = go_ctx_with_timeout(go_ctx_background(), 0);
    go_ctx_after_free(go_ctx_after_func(c, count, NULL));
    await(&runs, 1);
    go_ctx_release(c);
    settle();
}

static void stop_keeps_it_from_running(void **state) {
    (void)state;
    go_atomic_store(&runs, 0);
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_ctx_after *a = go_ctx_after_func(c, count, NULL), *b = go_ctx_after_func(c, count, NULL);
    assert_true(go_ctx_after_stop(a));
    assert_false(go_ctx_after_stop(a)); /* this call did not */
    go_ctx_cancel(c);
    settle();
    assert_int_equal(go_atomic_load(&runs), 1);
    assert_false(go_ctx_after_stop(b));
    go_ctx_after_free(a);
    go_ctx_after_free(b);
    go_ctx_after_free(NULL);
    go_ctx_release(c);
}

static void free_does_not_stop_it(void **state) {
    (void)state;
    go_atomic_store(&runs, 0);
    go_ctx *top = go_ctx_with_cancel(go_ctx_background());
    go_ctx *c = go_ctx_with_value(top, &runs, NULL);
    go_ctx_after_free(go_ctx_after_func(c, count, NULL));
    go_ctx_release(c); /* it holds C itself */
    go_ctx_cancel(top);
    await(&runs, 1);
    go_ctx_release(top);
    settle();
}

static void a_context_that_is_never_cancelled(void **state) {
    (void)state;
    go_atomic_store(&runs, 0);
    go_ctx_after *a = go_ctx_after_func(go_ctx_background(), count, NULL);
    assert_true(go_ctx_after_stop(a));
    assert_false(go_ctx_after_stop(a));
    go_ctx_after_free(a);
    go_ctx_after_free(go_ctx_after_func(go_ctx_background(), count, NULL));
    assert_int_equal(go_atomic_load(&runs), 0);
}

static void after_a_deadline(void **state) {
    (void)state;
    go_atomic_store(&runs, 0);
    go_ctx *c = go_ctx_with_timeout(go_ctx_background(), GO_MILLISECOND);
    go_ctx_after_free(go_ctx_after_func(c, count, NULL));
    go_ctx_release(c); /* the last of the program's; its time comes nevertheless */
    await(&runs, 1);
    settle();
}

static void exits(void *arg) {
    count(arg);
    go_exit();
}
static void it_may_end_its_goroutine(void **state) {
    (void)state;
    go_atomic_store(&runs, 0);
    GO_CTX_GUARD(c, go_ctx_with_cancel(go_ctx_background()));
    go_ctx_after_free(go_ctx_after_func(c, exits, NULL));
    go_ctx_cancel(c);
    settle();
    assert_int_equal(go_atomic_load(&runs), 1);
}

/* Stop and cancel at the same time: exactly one of the two counts. */
static void cancels(void *arg) {
    go_ctx *c = *(go_ctx **)arg;
    go_ctx_cancel_release(c);
}
static void stop_races_cancel(void **state) {
    int64_t stopped = 0, n = is_modelled() ? 1 : 1500;
    (void)state;
    go_atomic_store(&runs, 0);
    for (int i = 0; i < n; i++) {
        go_ctx *c = go_ctx_with_cancel(go_ctx_background());
        go_ctx_after *a = go_ctx_after_func(c, count, NULL);
        go(cancels, c);
        for (int spin = 0; spin < i % 16; spin++)
            go_ctx_value(go_ctx_background(), a);
        stopped += go_ctx_after_stop(a);
        go_ctx_after_free(a);
    }
    settle();
    assert_int_equal(stopped + go_atomic_load(&runs), n);
}

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_runs_when_cancelled),
        cmocka_unit_test(it_runs_at_once_if_cancelled_already),
        cmocka_unit_test(stop_keeps_it_from_running),
        cmocka_unit_test(free_does_not_stop_it),
        cmocka_unit_test(a_context_that_is_never_cancelled),
        cmocka_unit_test(after_a_deadline),
        cmocka_unit_test(it_may_end_its_goroutine),
        cmocka_unit_test(stop_races_cancel),
    };
    return run_cases(argc, argv, tests, sizeof tests / sizeof tests[0], NULL, 0);
}
