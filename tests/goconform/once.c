/* once.c: sync.Once, OnceFunc, OnceValue, OnceValues. */
#include <string.h>

#include "case.h"

static go_once once;
static int calls;

static void counts(void *arg) {
    calls += *(int *)arg;
}
RETURNS(once_runs_once, "sync: Once.Do", "calls the function only for the first time") {
    int one = 1;
    go_once_do(&once, counts, &one);
    go_once_do(&once, counts, &one);
    EQUAL(calls, 1);
}
RETURNS(once_other_function, "sync: Once.Do",
        "only the first call invokes, even if the function has another value") {
    int one = 1, ten = 10;
    go_once_do(&once, counts, &ten);
    go_once_do(&once, counts, &one);
    EQUAL(calls, 10);
}
RETURNS(once_each_instance, "sync: Once.Do", "a new instance is needed for each function") {
    static go_once second;
    int one = 1;
    go_once_do(&once, counts, &one);
    go_once_do(&second, counts, &one);
    EQUAL(calls, 2);
}
static void counts_slowly(void *arg) {
    yield_often(4);
    counts(arg);
}
static void does(void *arg) {
    int one = 1;
    go_once_do(&once, counts_slowly, &one);
    EQUAL(calls, 1);
    go_waitgroup_done(arg);
}
RETURNS(once_others_wait, "sync: Once.Do",
        "no call returns before the one call of the function does") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 4);
    for (int i = 0; i < 4; i++)
        go_ref(does, &all);
    go_waitgroup_wait(&all);
    EQUAL(calls, 1);
}
static void does_again(void *arg) {
    go_once_do(&once, does_again, arg);
}
BLOCKS(once_recursive, "self-deadlock", "sync: Once.Do",
       "if the function calls Do of the same instance it deadlocks") {
    go_once_do(&once, does_again, NULL);
}
static void panics(void *arg) {
    calls++;
    go_panic("%s", (const char *)arg);
}
static char text[40];
static void catches(void *arg) {
    const struct go_panic_value *p = go_recover();
    (void)arg;
    if (p)
        strncpy(text, p->text, sizeof text - 1);
}
static bool do_panicking(void) {
    static char words[] = "in the once";
    GO_RECOVER_FRAME {
        return false;
    }
    go_defer(catches, NULL);
    go_once_do(&once, panics, words);
    return true;
}
RETURNS(once_panic_counts, "sync: Once.Do", "if the function panics, Do considers it returned") {
    CHECK(!do_panicking());
    SAME_TEXT(text, "in the once");
    CHECK(do_panicking());
    EQUAL(calls, 1);
}
PANICS(once_panic_goes_on, "in the once", "sync: Once.Do", "the panic goes on to the caller") {
    static char words[] = "in the once";
    go_once_do(&once, panics, words);
}
static void exits(void *arg) {
    (void)arg;
    go_exit();
}
static void does_exiting(void *arg) {
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, arg);
    go_once_do(&once, exits, NULL);
    calls = 100;
}
RETURNS(once_goexit_counts, "sync: Once.Do",
        "it has returned, by whatever way: later calls do not run") {
    static go_waitgroup all;
    int one = 1;
    go_waitgroup_add(&all, 1);
    go_ref(does_exiting, &all);
    go_waitgroup_wait(&all);
    go_once_do(&once, counts, &one);
    EQUAL(calls, 0);
}

/* --- OnceValue --- */

GO_SENTINEL(ErrOnce, "no value");
static void *computes(void *arg, go_error **error) {
    calls++;
    *error = ErrOnce;
    return arg;
}
RETURNS(oncevalue_keeps, "sync: OnceValues",
        "the function is invoked once; all calls return its values") {
    go_once_value v;
    go_error *e = NULL;
    int thing;
    go_once_value_init(&v, computes, &thing);
    EQUAL(calls, 0);
    for (int i = 0; i < 3; i++) {
        CHECK(go_once_value_get(&v, &e) == &thing);
        CHECK(e == ErrOnce);
    }
    CHECK(go_once_value_get(&v, NULL) == &thing);
    EQUAL(calls, 1);
    go_once_value_free(&v);
}
static go_once_value shared;
static void gets(void *arg) {
    go_error *e = NULL;
    CHECK(go_once_value_get(&shared, &e) == &calls && e == ErrOnce);
    EQUAL(calls, 1);
    go_waitgroup_done(arg);
}
RETURNS(oncevalue_concurrently, "sync: OnceValues",
        "the returned function may be called concurrently") {
    static go_waitgroup all;
    go_once_value_init(&shared, computes, &calls);
    go_waitgroup_add(&all, 3);
    for (int i = 0; i < 3; i++)
        go_ref(gets, &all);
    go_waitgroup_wait(&all);
    go_once_value_free(&shared);
}
static void *panics_always(void *arg, go_error **error) {
    (void)error;
    calls++;
    go_panic("%s", (const char *)arg);
}
static bool get_panicking(void) {
    GO_RECOVER_FRAME {
        return false;
    }
    go_defer(catches, NULL);
    go_once_value_get(&shared, NULL);
    return true;
}
RETURNS(oncevalue_panics_each_time, "sync: OnceValue",
        "if it panics, every call panics with the same value; it is not run again") {
    static char words[] = "no value today";
    go_once_value_init(&shared, panics_always, words);
    for (int i = 0; i < 3; i++) {
        text[0] = 0;
        CHECK(!get_panicking());
        SAME_TEXT(text, "no value today");
    }
    EQUAL(calls, 1);
    go_once_value_free(&shared);
}
PANICS(oncevalue_panic_text, "no value today", "sync: OnceFunc",
       "the panic is that of the function") {
    static char words[] = "no value today";
    go_once_value_init(&shared, panics_always, words);
    CHECK(!get_panicking());
    go_once_value_get(&shared, NULL);
}
static void *owned(void *arg, go_error **error) {
    *error = go_errorf("made %d", ++*(int *)arg);
    return NULL;
}
RETURNS(oncevalue_keeps_error, "sync: OnceValues", "the error is kept beside the value") {
    int n = 0;
    go_error *e = NULL, *again = NULL;
    go_once_value_init(&shared, owned, &n);
    go_once_value_get(&shared, &e);
    go_once_value_get(&shared, &again);
    CHECK(e == again);
    SAME_TEXT(go_error_text(e), "made 1");
    go_once_value_free(&shared);
}
