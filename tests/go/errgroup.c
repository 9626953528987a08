/* errgroup.c: golang.org/x/sync/errgroup. */
#include "case.h"

#include <string.h>

static go_atomic_int64 running, most, ran;
GO_SENTINEL(ErrFirst, "first");

static go_error *nothing(void *arg) {
    (void)arg;
    go_atomic_add(&ran, 1);
    return NULL;
}
static go_error *fails_if_three(void *arg) {
    int i = *(int *)arg;
    return i == 3 ? go_error_wrap(ErrFirst, "job %d", i) : NULL;
}

static void zero_is_ready(void **state) {
    go_errgroup g = {0};
    (void)state;
    assert_null(go_errgroup_wait(&g));
    go_atomic_store(&ran, 0);
    for (int i = 0; i < 5; i++)
        go_errgroup_go(&g, nothing, i);
    assert_null(go_errgroup_wait(&g));
    assert_int_equal(go_atomic_load(&ran), 5);
}

static void wait_gives_the_error(void **state) {
    go_errgroup g = {0};
    (void)state;
    for (int i = 0; i < 6; i++)
        go_errgroup_go(&g, fails_if_three, i);
    go_error *e = go_errorf("other");
    go_error_release(e);
    e = go_errgroup_wait(&g);
    assert_string_equal(go_error_text(e), "job 3: first");
    assert_true(go_error_is(e, ErrFirst));
    go_error_release(e);
    assert_null(go_errgroup_wait(&g)); /* it was given away: as new */
}

struct waiting {
    go_ctx *ctx;
    int me;
};
static go_error *waits_for_cancel(void *arg) {
    struct waiting *w = arg;
    go_recv(go_ctx_done(w->ctx));
    go_atomic_add(&ran, 1);
    return go_errorf("%d was cancelled: %s", w->me, go_error_text(go_ctx_err(w->ctx)));
}
static go_error *fails_at_once(void *arg) {
    (void)arg;
    return go_errorf("at once");
}
static void the_first_error_cancels_and_is_the_cause(void **state) {
    go_errgroup g;
    (void)state;
    go_atomic_store(&ran, 0);
    go_ctx *ctx = go_errgroup_with_context(&g, go_ctx_background());
    assert_null(go_ctx_err(ctx));
    for (int i = 0; i < 3; i++)
        go_errgroup_go(&g, waits_for_cancel, ((struct waiting){ctx, i}));
    go_errgroup_go(&g, fails_at_once, 0);
    go_error *e = go_errgroup_wait(&g);
    assert_string_equal(go_error_text(e), "at once");
    assert_ptr_equal(go_ctx_err(ctx), go_canceled);
    assert_ptr_equal(go_ctx_cause(ctx), e);
    assert_int_equal(go_atomic_load(&ran), 3);
    go_error_release(e);
    go_ctx_release(ctx);
}

static void wait_cancels_too(void **state) {
    go_errgroup g;
    (void)state;
    go_ctx *ctx = go_errgroup_with_context(&g, go_ctx_background());
    go_errgroup_go(&g, nothing, 0);
    assert_null(go_errgroup_wait(&g));
    assert_ptr_equal(go_ctx_err(ctx), go_canceled);
    assert_ptr_equal(go_ctx_cause(ctx), go_canceled);
    go_ctx_release(ctx);
}

static go_error *occupies(void *arg) {
    int64_t now = go_atomic_add(&running, 1), seen = go_atomic_load(&most);
    (void)arg;
    while (now > seen && !go_atomic_cas(&most, seen, now))
        seen = go_atomic_load(&most);
    go_yield();
    go_atomic_add(&running, -1);
    return nothing(NULL);
}
static void a_limit(void **state) {
    go_errgroup g = {0};
    int n = is_modelled() ? 5 : 300;
    (void)state;
    go_atomic_store(&ran, 0);
    go_errgroup_set_limit(&g, 2);
    for (int i = 0; i < n; i++)
        go_errgroup_go(&g, occupies, i);
    assert_null(go_errgroup_wait(&g));
    assert_int_equal(go_atomic_load(&ran), n);
    assert_true(go_atomic_load(&most) <= 2);
}

static go_error *holds(void *arg) {
    go_recv(*(go_signal *)arg);
    return NULL;
}
static void set_limit_now(void *g) {
    go_errgroup_set_limit(g, 5);
}
static void trygo_and_changes_of_the_limit(void **state) {
    go_errgroup g = {0};
    go_signal gate = go_make(go_signal, 0);
    (void)state;
    assert_true(go_errgroup_trygo(&g, nothing, 0)); /* no limit */
    assert_null(go_errgroup_wait(&g));
    go_errgroup_set_limit(&g, 2);
    assert_true(go_errgroup_trygo(&g, holds, gate));
    assert_true(go_errgroup_trygo(&g, holds, gate));
    assert_false(go_errgroup_trygo(&g, nothing, 0));
    assert_panics(set_limit_now, &g,
                  "errgroup: modify limit while 2 goroutines in the group are still active");
    go_close(gate);
    assert_null(go_errgroup_wait(&g));
    go_errgroup_set_limit(&g, 0);
    assert_false(go_errgroup_trygo(&g, nothing, 0));
    go_errgroup_set_limit(&g, -1);
    assert_true(go_errgroup_trygo(&g, nothing, 0));
    assert_null(go_errgroup_wait(&g));
    go_chan_release(gate.tx.ch);
}

static go_error *leaves(void *arg) {
    (void)arg;
    go_exit();
}
static void a_goexit_is_the_end_without_an_error(void **state) {
    go_errgroup g = {0};
    (void)state;
    go_errgroup_set_limit(&g, 1);
    go_errgroup_go(&g, leaves, 0);
    go_errgroup_go(&g, leaves, 0); /* in its place */
    assert_null(go_errgroup_wait(&g));
}

struct big {
    char bytes[500];
};
static go_error *check_copy(void *arg) {
    struct big *b = arg;
    return b->bytes[499] == 'z' ? NULL : go_errorf("not copied");
}
static void arguments_are_copied(void **state) {
    go_errgroup g = {0};
    struct big b;
    (void)state;
    memset(&b, 'z', sizeof b);
    go_errgroup_go(&g, check_copy, b);
    memset(&b, 'a', sizeof b);
    assert_null(go_errgroup_wait(&g));
}

static go_error *panics(void *arg) {
    go_panic("boom %d", *(int *)arg);
}
static void panic_in_group(void) {
    static go_errgroup g;
    go_errgroup_go(&g, panics, 1);
    for (;;) /* what Wait would do meanwhile says nothing */
        go_yield();
}
static void no_place(void) {
    static go_errgroup g;
    go_errgroup_set_limit(&g, 0);
    go_errgroup_go(&g, nothing, 0);
}
static const struct death deaths[] = {
    {"panic-in-group", panic_in_group, "panic: boom 1"},
    {"no-place", no_place, "fatal error: all goroutines are asleep - deadlock!"},
};

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(zero_is_ready),
        cmocka_unit_test(wait_gives_the_error),
        cmocka_unit_test(the_first_error_cancels_and_is_the_cause),
        cmocka_unit_test(wait_cancels_too),
        cmocka_unit_test(a_limit),
        cmocka_unit_test(trygo_and_changes_of_the_limit),
        cmocka_unit_test(a_goexit_is_the_end_without_an_error),
        cmocka_unit_test(arguments_are_copied),
    };
    return RUN_CASES(argc, argv, tests, deaths);
}
