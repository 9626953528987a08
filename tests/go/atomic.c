/* atomic.c: sync/atomic's types. */
#include "case.h"

static go_atomic_int64 n;
static go_atomic_pointer p;

static void values(void **state) {
    int a, b;
    (void)state;
    assert_int_equal(go_atomic_load(&n), 0);
    go_atomic_store(&n, INT64_MAX);
    assert_true(go_atomic_add(&n, 1) == INT64_MIN); /* wraps, as Go's int64 */
    assert_true(go_atomic_swap(&n, 5) == INT64_MIN);
    assert_false(go_atomic_cas(&n, 4, 6));
    assert_int_equal(go_atomic_load(&n), 5);
    assert_true(go_atomic_cas(&n, 5, 6));
    assert_int_equal(go_atomic_add(&n, -6), 0);
    assert_null(go_atomic_pointer_load(&p));
    go_atomic_pointer_store(&p, &a);
    assert_ptr_equal(go_atomic_pointer_swap(&p, &b), &a);
    assert_false(go_atomic_pointer_cas(&p, &a, NULL));
    assert_true(go_atomic_pointer_cas(&p, &b, NULL));
    assert_null(go_atomic_pointer_load(&p));
}

static void add_some(void *arg) {
    for (int i = *(int *)arg; i > 0; i--)
        go_atomic_add(&n, 1);
}
static void cas_some(void *arg) {
    for (int i = *(int *)arg; i > 0; i--)
        for (int64_t old = go_atomic_load(&n); !go_atomic_cas(&n, old, old + 1);)
            old = go_atomic_load(&n);
}
static void updates_are_not_lost(void **state) {
    go_waitgroup wg = {0};
    int rounds = is_modelled() ? 2 : 20000;
    (void)state;
    go_atomic_store(&n, 0);
    for (int i = 0; i < 3; i++) {
        go_waitgroup_go(&wg, add_some, rounds);
        go_waitgroup_go(&wg, cas_some, rounds);
    }
    go_waitgroup_wait(&wg);
    assert_int_equal(go_atomic_load(&n), 6 * rounds);
}

/* Sequential consistency: of two that each store and then look, one sees the other's store. */
static go_atomic_int64 flag[2], saw[2];
static void store_and_look(void *arg) {
    int me = *(int *)arg;
    go_atomic_store(&flag[me], 1);
    go_atomic_store(&saw[me], go_atomic_load(&flag[!me]));
}
static void one_sees_the_other(void **state) {
    (void)state;
    for (int i = 0; i < (is_modelled() ? 1 : 2000); i++) {
        go_waitgroup wg = {0};
        go_atomic_store(&flag[0], 0);
        go_atomic_store(&flag[1], 0);
        go_waitgroup_go(&wg, store_and_look, 0);
        go_waitgroup_go(&wg, store_and_look, 1);
        go_waitgroup_wait(&wg);
        assert_true(go_atomic_load(&saw[0]) || go_atomic_load(&saw[1]));
    }
}

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(updates_are_not_lost),
        cmocka_unit_test(one_sees_the_other),
    };
    return run_cases(argc, argv, tests, sizeof tests / sizeof tests[0], NULL, 0);
}
