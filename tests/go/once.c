/* once.c: sync.Once, OnceFunc, OnceValue(s). */
#include <stdlib.h>

#include "case.h"

static int runs;
static go_atomic_int64 started, seen;
static bool finished;

static void run_slowly(void *arg) {
    go_atomic_int64 *others = arg;
    runs++;
    await(others, 3);
    finished = true;
}
struct doer {
    go_once *once;
};
static void do_it(void *arg) {
    struct doer *d = arg;
    go_atomic_add(&started, 1);
    go_once_do(d->once, run_slowly, &started);
    if (finished)
        go_atomic_add(&seen, 1);
}
static void it_runs_once_and_all_wait_for_it(void **state) {
    static go_once once;
    go_waitgroup wg = {0};
    (void)state;
    for (int i = 0; i < 3; i++)
        go_waitgroup_go(&wg, do_it, (struct doer){&once});
    go_waitgroup_wait(&wg);
    assert_int_equal(runs, 1);
    assert_int_equal(go_atomic_load(&seen), 3);
}

static void count(void *arg) {
    ++*(int *)arg;
}
static void another_function_does_not_run(void **state) {
    go_once once = {0};
    int a = 0, b = 0;
    (void)state;
    go_once_do(&once, count, &a);
    go_once_do(&once, count, &b);
    go_once_do(&once, count, &a);
    assert_int_equal(a, 1);
    assert_int_equal(b, 0);
}

static void explode(void *arg) {
    count(arg);
    go_panic("boom %d", *(int *)arg);
}
struct exploding {
    go_once once;
    int runs;
};
static void do_exploding(void *arg) {
    struct exploding *e = arg;
    go_once_do(&e->once, explode, &e->runs);
}
static void a_panic_counts_as_done(void **state) {
    struct exploding e = {0};
    (void)state;
    assert_panics(do_exploding, &e, "boom 1");
    assert_null(panic_of(do_exploding, &e));
    assert_int_equal(e.runs, 1);
}

static void leave(void *arg) {
    count(arg);
    go_exit();
}
static void do_leaving(void *arg) {
    struct exploding *e = *(struct exploding **)arg;
    go_once_do(&e->once, leave, &e->runs);
    e->runs = 100;
}
static void goexit_counts_as_done(void **state) {
    struct exploding e = {0};
    go_waitgroup wg = {0};
    (void)state;
    go_waitgroup_go(&wg, do_leaving, &e);
    go_waitgroup_wait(&wg);
    go_once_do(&e.once, count, &e.runs);
    assert_int_equal(e.runs, 1);
}

static void *answer(void *arg, go_error **error) {
    count(arg);
    *error = go_errorf("kept");
    return arg;
}
static void get_in_goroutine(void *arg) {
    go_once_value *v = *(go_once_value **)arg;
    go_error *error;
    if (go_once_value_get(v, &error) == v->arg && error == v->error)
        go_atomic_add(&seen, 1);
}
static void value_and_error_are_kept(void **state) {
    go_waitgroup wg = {0};
    go_once_value v;
    go_error *error, *again;
    int n = 0;
    (void)state;
    go_once_value_init(&v, answer, &n);
    go_atomic_store(&seen, 0);
    for (int i = 0; i < 4; i++)
        go_waitgroup_go(&wg, get_in_goroutine, &v);
    go_waitgroup_wait(&wg);
    assert_int_equal(go_atomic_load(&seen), 4);
    assert_ptr_equal(go_once_value_get(&v, &error), &n);
    assert_ptr_equal(go_once_value_get(&v, &again), &n);
    assert_ptr_equal(go_once_value_get(&v, NULL), &n);
    assert_ptr_equal(error, again);
    assert_string_equal(go_error_text(error), "kept");
    assert_int_equal(n, 1);
    go_once_value_free(&v);
}

static void *no_value(void *arg, go_error **error) {
    (void)error;
    count(arg);
    go_panic("no value %d", *(int *)arg);
}
static void get(void *v) {
    go_once_value_get(v, NULL);
}
static void every_call_panics_with_the_same_text(void **state) {
    go_once_value v;
    int n = 0;
    (void)state;
    go_once_value_init(&v, no_value, &n);
    for (int i = 0; i < 3; i++)
        assert_panics(get, &v, "no value 1");
    assert_int_equal(n, 1);
    go_once_value_free(&v);
}

static void *depart(void *arg, go_error **error) {
    (void)arg;
    (void)error;
    go_exit();
}
/* The panic may be recovered, but the Goexit that it interrupted goes on. */
static void recover_any(void *arg) {
    (void)arg;
    if (go_recover())
        go_atomic_add(&seen, 1);
}
static void get_guarded(void *v) {
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(recover_any, NULL);
    get(v);
}
static void get_departing(void *v) {
    get_guarded(*(go_once_value **)v);
    go_atomic_add(&seen, 10);
}
static void a_function_that_exits_panics_with_nil(void **state) {
    go_waitgroup wg = {0};
    go_once_value v;
    (void)state;
    go_once_value_init(&v, depart, NULL);
    go_atomic_store(&seen, 0);
    go_waitgroup_go(&wg, get_departing, &v);
    go_waitgroup_wait(&wg);
    assert_int_equal(go_atomic_load(&seen), 1);
    assert_panics(get, &v, "panic called with nil argument (use GODEBUG=panicnil=1 to disable)");
    go_once_value_free(&v);
}

static void recursive_do(void *once);
static void nothing(void *arg) {
    (void)arg;
}
static void recursive_do(void *once) {
    go_once_do(once, nothing, NULL);
}
static void recursion(void) {
    static go_once once;
    go_once_do(&once, recursive_do, &once);
}
static void panic_in_value(void) {
    static go_once_value v;
    static int n;
    go_once_value_init(&v, no_value, &n);
    go_once_value_get(&v, NULL);
}
static const struct death deaths[] = {
    {"recursion", recursion, "fatal error: all goroutines are asleep - deadlock!"},
    {"panic-in-value", panic_in_value, "panic: no value 1 [recovered, repanicked]"},
};

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_runs_once_and_all_wait_for_it),
        cmocka_unit_test(another_function_does_not_run),
        cmocka_unit_test(a_panic_counts_as_done),
        cmocka_unit_test(goexit_counts_as_done),
        cmocka_unit_test(value_and_error_are_kept),
        cmocka_unit_test(every_call_panics_with_the_same_text),
        cmocka_unit_test(a_function_that_exits_panics_with_nil),
    };
    return RUN_CASES(argc, argv, tests, deaths);
}
