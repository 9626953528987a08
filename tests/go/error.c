/* error.c: error values: texts, trees, and who owns what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"

GO_SENTINEL(ErrNotFound, "not found");
static const char kind_a, kind_b; /* identities */
struct data {
    int code;
    double weight;
};

static void texts(void **state) {
    (void)state;
    go_error *e = go_errorf("line %d: %s", 7, "bad");
    assert_string_equal(go_error_text(e), "line 7: bad");
    go_error *w = go_error_wrap(e, "file %s", "x");
    assert_string_equal(go_error_text(w), "file x: line 7: bad");
    assert_string_equal(go_error_text(NULL), "<nil>");
    assert_string_equal(go_error_text(ErrNotFound), "not found");
    assert_string_equal(go_error_text(go_canceled), "context canceled");
    assert_string_equal(go_error_text(go_deadline_exceeded), "context deadline exceeded");
    go_error_release(w);
}

static void a_new_error_equals_no_other(void **state) {
    (void)state;
    go_error *a = go_errorf("same"), *b = go_errorf("same");
    assert_false(go_error_is(a, b));
    assert_true(go_error_is(a, a));
    go_error_release(a);
    go_error_release(b);
}

static void wrap_takes_over_the_reference(void **state) {
    (void)state;
    go_error *cause = go_errorf("cause");
    go_error *w = go_error_wrap(go_error_retain(cause), "w");
    assert_ptr_equal(go_error_unwrap(w), cause);
    assert_true(go_error_is(w, cause));
    go_error_release(w);
    assert_string_equal(go_error_text(cause), "cause");
    go_error_release(cause);
    assert_ptr_equal(go_error_unwrap(cause = go_errorf("x")), NULL);
    go_error_release(cause);
    assert_null(go_error_unwrap(NULL));
    assert_null(go_error_unwrap(ErrNotFound));
}

static void is_finds_sentinels_through_wraps(void **state) {
    (void)state;
    go_error *w = go_error_wrap(go_error_wrap(ErrNotFound, "inner"), "outer");
    assert_string_equal(go_error_text(w), "outer: inner: not found");
    assert_true(go_error_is(w, ErrNotFound));
    assert_false(go_error_is(w, go_canceled));
    assert_false(go_error_is(w, NULL));
    assert_false(go_error_is(NULL, ErrNotFound));
    assert_true(go_error_is(NULL, NULL));
    go_error_release(w);
    assert_ptr_equal(go_error_retain(ErrNotFound), ErrNotFound);
    go_error_release(ErrNotFound);
    go_error_release(ErrNotFound);
    assert_string_equal(go_error_text(ErrNotFound), "not found");
}

static void join(void **state) {
    (void)state;
    go_error *a = go_errorf("a"), *b = go_error_wrap(ErrNotFound, "b");
    go_error *three[] = {NULL, a, NULL, b}, *none[] = {NULL, NULL}, *one[] = {a};
    go_error *j = go_error_join(three, 4);
    assert_string_equal(go_error_text(j), "a\nb: not found");
    assert_true(go_error_is(j, a) && go_error_is(j, b) && go_error_is(j, ErrNotFound));
    assert_null(go_error_unwrap(j));
    assert_null(go_error_join(none, 2));
    assert_null(go_error_join(NULL, 0));
    go_error *single = go_error_join(one, 1);
    assert_string_equal(go_error_text(single), "a");
    assert_null(go_error_unwrap(single));
    assert_true(go_error_is(single, a));
    go_error_release(a); /* the joins hold their own */
    go_error_release(b);
    assert_true(go_error_is(j, ErrNotFound));
    go_error_release(j);
    go_error_release(single);
}

static void as_finds_the_first_of_a_type(void **state) {
    (void)state;
    struct data d = {.code = 5, .weight = 0.5};
    go_error *t = go_error_typed(&kind_a, &d, sizeof d, "code %d", d.code);
    d.code = 6;
    const struct data *found = go_error_as(t, &kind_a);
    assert_non_null(found);
    assert_int_equal(found->code, 5); /* a copy */
    assert_int_equal((uintptr_t)found % _Alignof(struct data), 0);
    assert_null(go_error_as(t, &kind_b));
    go_error *second = go_error_typed(&kind_a, &d, sizeof d, "second");
    go_error *empty = go_error_typed(&kind_b, NULL, 0, "empty");
    go_error *both[] = {ErrNotFound, t, second, empty};
    go_error *j = go_error_join(both, 4);
    go_error *w = go_error_wrap(j, "w");
    found = go_error_as(w, &kind_a);
    assert_int_equal(found->code, 5);
    assert_non_null(go_error_as(w, &kind_b));
    assert_null(go_error_as(NULL, &kind_a));
    assert_null(go_error_as(ErrNotFound, &kind_a));
    assert_string_equal(go_error_text(w), "w: not found\ncode 5\nsecond\nempty");
    go_error_release(t);
    go_error_release(second);
    go_error_release(empty);
    go_error_release(w);
}

static void wrap_nil(void *arg) {
    (void)arg;
    go_error_wrap(NULL, "w");
}
static void nothing_to_wrap_panics(void **state) {
    (void)state;
    assert_panics(wrap_nil, NULL, "go_error_wrap: nil cause");
}

/* Freed without a deep stack. */
static void long_chains(void **state) {
    (void)state;
    go_error *e = go_errorf("%s", "");
    for (int i = 0; i < 3000; i++)
        e = go_error_wrap(e, "%s", "");
    assert_int_equal(strlen(go_error_text(e)), 6000);
    assert_false(go_error_is(e, ErrNotFound));
    go_error_release(e);
}

static void pass_around(void *arg) {
    go_error *e = *(go_error **)arg;
    for (int i = 0; i < 200; i++)
        go_error_release(go_error_wrap(go_error_retain(e), "w"));
    go_error_release(e);
}
static void any_goroutine_may_call(void **state) {
    go_waitgroup wg = {0};
    go_error *e = go_error_wrap(ErrNotFound, "e");
    (void)state;
    for (int i = 0; i < 4; i++)
        go_waitgroup_go(&wg, pass_around, go_error_retain(e));
    go_waitgroup_wait(&wg);
    assert_string_equal(go_error_text(e), "e: not found");
    go_error_release(e);
}

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(a_new_error_equals_no_other),
        cmocka_unit_test(wrap_takes_over_the_reference),
        cmocka_unit_test(is_finds_sentinels_through_wraps),
        cmocka_unit_test(join),
        cmocka_unit_test(as_finds_the_first_of_a_type),
        cmocka_unit_test(nothing_to_wrap_panics),
        cmocka_unit_test(long_chains),
        cmocka_unit_test(any_goroutine_may_call),
    };
    return run_cases(argc, argv, tests, sizeof tests / sizeof tests[0], NULL, 0);
}
