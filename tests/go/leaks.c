/* leaks.c: what the leak check finds, and what it leaves out. */
#include "test.h"

static void waits(void *c) {
    go_recv(*(ints *)c);
}
static void named(void *c) {
    go_set_name("background");
    go_recv(*(ints *)c);
}
static void ends_soon(void *c) {
    for (int i = 0; i < 100; i++)
        go_yield();
    go_recv(*(ints *)c);
}

static void nothing_is_left(void **state) {
    (void)state;
    assert_null(go_leak_find(NULL));
    assert_true(go_leak_verify_none(NULL));
}

/* Both ways: it is found while it waits, and no longer when it has ended. */
static void a_waiting_goroutine_is_found(void **state) {
    (void)state;
    char wanted[256];
    ints c = go_make(ints, 0);
    uint64_t before = go_leak_snapshot();
    go_ref(waits, &c);
    int line = __LINE__ - 1;
    go_error *e = go_leak_find(NULL);
    snprintf(
        wanted, sizeof wanted,
        "found unexpected goroutines:\n[Goroutine %d in state chan receive, with waits on top of "
        "the stack:\ncreated by %s in goroutine 1\n\t%s:%d]",
        (int)before + 1, __func__, __FILE__, line);
    assert_string_equal(go_error_text(e), wanted);
    go_error_release(e);
    go_close(c);
    assert_null(go_leak_find(NULL));
    go_chan_release(go_chan_of(c));
}

static void what_was_there_is_left_out(void **state) {
    (void)state;
    ints c = go_make(ints, 0);
    go_ref(waits, &c);
    go_leak_options existing = {.existing = go_leak_snapshot()};
    assert_null(go_leak_find(&existing));
    go_ref(waits, &c);
    go_error *e = go_leak_find(&existing);
    assert_non_null(e);
    go_error_release(e);
    go_close(c);
    assert_null(go_leak_find(NULL));
    go_chan_release(go_chan_of(c));
}

static void listed_names_are_left_out(void **state) {
    (void)state;
    static const char *const functions[] = {"other", "waits", NULL}, *const names[] = {"background",
                                                                                       NULL};
    go_leak_options by_function = {.ignore = functions}, by_name = {.ignore = names};
    ints c = go_make(ints, 0);
    go_ref(waits, &c);
    assert_null(go_leak_find(&by_function));
    go_ref(named, &c);
    go_error *e = go_leak_find(&by_name);
    assert_non_null(strstr(go_error_text(e), "with waits on top"));
    assert_null(strstr(go_error_text(e), "background"));
    go_error_release(e);
    go_close(c);
    assert_null(go_leak_find(NULL));
    go_chan_release(go_chan_of(c));
}

static void a_goroutine_that_is_about_to_end_is_waited_for(void **state) {
    (void)state;
    ints c = go_make(ints, 0);
    for (int i = 0; i < 20; i++)
        go_ref(ends_soon, &c);
    go_close(c);
    assert_true(go_leak_verify_none(NULL));
    go_chan_release(go_chan_of(c));
}

struct asked {
    ints c;
    int found;
};
static void asks(void *arg) {
    struct asked *a = arg;
    go_error *e = go_leak_find(NULL);
    a->found = e != NULL;
    go_error_release(e);
    go_send(a->c, 1);
}
static void the_caller_and_main_are_not_counted(void **state) {
    (void)state;
    struct asked a = {.c = go_make(ints, 0), .found = -1};
    go_ref(asks, &a);
    go_recv(a.c);
    assert_int_equal(a.found, 0);
    assert_true(go_leak_verify_none(NULL));
    go_chan_release(go_chan_of(a.c));
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left),
        cmocka_unit_test(a_waiting_goroutine_is_found),
        cmocka_unit_test(what_was_there_is_left_out),
        cmocka_unit_test(listed_names_are_left_out),
        cmocka_unit_test(a_goroutine_that_is_about_to_end_is_waited_for),
        cmocka_unit_test(the_caller_and_main_are_not_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
