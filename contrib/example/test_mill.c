/* test_mill.c: the mill's tests; an argument picks those whose name fits it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mill.h"

static mill_jobs three_jobs(void) {
    mill_jobs jobs = go_make(mill_jobs, 3);
    for (int i = 1; i <= 3; i++)
        go_send(jobs, i);
    go_close(jobs);
    return jobs;
}

static void every_job_is_ground(void **state) {
    mill_jobs jobs = three_jobs();
    GO_CTX_GUARD(ctx, go_ctx_with_cancel(go_ctx_background()));
    mill_jobs_rx results = mill_start(ctx, jobs.as_rx, 2);
    int sum = 0;
    (void)state;
    go_range(flour, results) sum += flour;
    assert_int_equal(sum, 14);
    go_chan_release(results.rx.ch);
    go_chan_release(jobs.tx.ch);
}

static void a_cancelled_reader_leaves_nobody(void **state) {
    mill_jobs jobs = three_jobs();
    go_ctx *ctx = go_ctx_with_cancel(go_ctx_background());
    mill_jobs_rx results = mill_start(ctx, jobs.as_rx, 2);
    (void)state;
    assert_true(go_recv(results) > 0);
    go_ctx_cancel(ctx);
}

static void one_error_is_given(void **state) {
    const int jobs[] = {1, -2, 3};
    (void)state;
    go_error *e = mill_grind_all(jobs, 3);
    assert_int_equal(*(const int *)go_error_as(e, &mill_bad_job), -2);
    go_error_release(e);
}

static void a_stopped_feed_ends(void **state) {
    struct mill_feed f;
    (void)state;
    mill_feed_start(&f);
    assert_int_equal(go_recv(f.out), 0);
    mill_feed_stop(&f);
}

static void counts(void *arg) {
    mill_count(*(struct mill_counter **)arg);
}
static void soon_counted(void **state) {
    struct mill_counter c = {0}, *p = &c;
    (void)state;
    go(counts, p);
    go_sleep(10 * GO_MILLISECOND);
    assert_int_equal(mill_counted(&c), 1);
}

static void all_are_counted(void **state) {
    struct mill_counter c = {0}, *p = &c;
    go_waitgroup all = {0};
    (void)state;
    for (int i = 0; i < 3; i++)
        go_waitgroup_go(&all, counts, p);
    go_waitgroup_wait(&all);
    assert_int_equal(mill_counted(&c), 3);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_job_is_ground), cmocka_unit_test(a_cancelled_reader_leaves_nobody),
        cmocka_unit_test(one_error_is_given),  cmocka_unit_test(soon_counted),
        cmocka_unit_test(a_stopped_feed_ends), cmocka_unit_test(all_are_counted),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
