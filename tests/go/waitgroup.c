/* waitgroup.c: sync.WaitGroup. */
#include "case.h"

#include <stdlib.h>

static int rounds(int native) {
    return is_modelled() ? 2 : native;
}

static go_waitgroup *group;
static int results[8];

static void fill(void *arg) {
    int i = *(int *)arg;
    results[i]++;
}
static void wait_sees_all(void **state) {
    go_waitgroup wg = {0};
    int n = rounds(500);
    (void)state;
    for (int round = 1; round <= n; round++) {
        for (int i = 0; i < 8; i++)
            go_waitgroup_go(&wg, fill, i);
        go_waitgroup_wait(&wg);
        for (int i = 0; i < 8; i++)
            assert_int_equal(results[i], round);
    }
}

static void zero_does_not_wait(void **state) {
    go_waitgroup wg = {0};
    (void)state;
    go_waitgroup_wait(&wg);
    go_waitgroup_add(&wg, 0);
    go_waitgroup_add(&wg, 3);
    go_waitgroup_add(&wg, -2);
    go_waitgroup_done(&wg);
    go_waitgroup_wait(&wg);
}

static go_atomic_int64 waiting, through;
static void wait_too(void *arg) {
    (void)arg;
    go_atomic_add(&waiting, 1);
    go_waitgroup_wait(group);
    go_atomic_add(&through, 1);
}
static void all_waiters_are_released(void **state) {
    go_waitgroup wg = {0}, waiters = {0};
    (void)state;
    group = &wg;
    go_atomic_store(&waiting, 0);
    go_waitgroup_add(&wg, 2);
    for (int i = 0; i < 4; i++)
        go_waitgroup_go(&waiters, wait_too, 0);
    await(&waiting, 4);
    go_waitgroup_done(&wg);
    assert_int_equal(go_atomic_load(&through), 0);
    go_waitgroup_add(&wg, 1); /* from above zero: always allowed */
    go_waitgroup_add(&wg, -2);
    go_waitgroup_wait(&waiters);
    assert_int_equal(go_atomic_load(&through), 4);
}

static void leaves(void *arg) {
    (void)arg;
    go_exit();
}
static void go_is_done_after_goexit(void **state) {
    go_waitgroup wg = {0};
    (void)state;
    go_waitgroup_go(&wg, leaves, 0);
    go_waitgroup_wait(&wg);
}

struct big {
    char bytes[300];
    long double last;
};
static void check_big(void *arg) {
    const struct big *b = arg;
    if (b->bytes[299] == 'z' && b->last == 1.5L && (uintptr_t)b % _Alignof(struct big) == 0)
        go_atomic_add(&through, 1);
}
static void go_copies_its_value(void **state) {
    go_waitgroup wg = {0};
    struct big b = {.bytes[299] = 'z', .last = 1.5L};
    (void)state;
    go_atomic_store(&through, 0);
    go_waitgroup_go(&wg, check_big, b);
    b.bytes[299] = 'a';
    b.last = 0;
    go_waitgroup_wait(&wg);
    assert_int_equal(go_atomic_load(&through), 1);
}

static void done_at_zero(void *wg) {
    go_waitgroup_done(wg);
}
static void add_minus_two(void *wg) {
    go_waitgroup_add(wg, -2);
}
static void negative_counter(void **state) {
    go_waitgroup wg = {0}, other = {0};
    (void)state;
    assert_panics(done_at_zero, &wg, "sync: negative WaitGroup counter");
    go_waitgroup_add(&other, 1);
    assert_panics(add_minus_two, &other, "sync: negative WaitGroup counter");
}

/* What Add finds while a Wait is about to wait on a counter that it saw above zero. */
static void add_one(void *wg) {
    go_waitgroup_add(wg, 1);
}
static void add_beside_wait(void **state) {
    go_waitgroup wg = {.state = 1}; /* one waiter, counter zero */
    (void)state;
    if (is_modelled())
        return; /* there the engine keeps the waiters */
    assert_panics(add_one, &wg, "sync: WaitGroup misuse: Add called concurrently with Wait");
}

/* A waiter that was let go finds the group in use again. How soon it looks is not ours to say. */
static void wait_for_group(void *wg) {
    go_waitgroup_wait(wg);
}
struct waiting {
    go_waitgroup *wg;
    char *text;
};
static void catch_reuse(void *arg) {
    struct waiting *w = *(struct waiting **)arg;
    w->text = panic_of(wait_for_group, w->wg);
    go_atomic_add(&waiting, 1);
}
static bool reuse(void) {
    go_waitgroup wg = {0};
    struct waiting w = {&wg, NULL};
    bool found;
    go_atomic_store(&waiting, 0);
    go_waitgroup_add(&wg, 1);
    go(catch_reuse, &w);
    while ((uint32_t)__atomic_load_n(&wg.state, __ATOMIC_ACQUIRE) == 0)
        go_yield(); /* until it waits */
    go_waitgroup_done(&wg);
    go_waitgroup_add(&wg, 1);
    await(&waiting, 1);
    found = w.text != NULL;
    if (found)
        assert_string_equal(w.text, "sync: WaitGroup is reused before previous Wait has returned");
    free(w.text);
    return found;
}
static void reused_too_soon(void **state) {
    bool found = false;
    (void)state;
    for (int i = 0; i < 100000 && !found && !is_modelled(); i++)
        found = reuse();
    assert_true(found || is_modelled());
}

static void unrecovered(void) {
    static go_waitgroup wg;
    go_waitgroup_done(&wg);
}
static void nobody_is_done(void) {
    static go_waitgroup wg;
    go_waitgroup_add(&wg, 1);
    go_waitgroup_wait(&wg);
}
static void panics_in_go(void *arg) {
    (void)arg;
    go_panic("in a group");
}
static void panic_in_go(void) {
    static go_waitgroup wg;
    go_waitgroup_go(&wg, panics_in_go, 0);
    for (;;) /* that it is done says nothing: the panic ends the process */
        go_yield();
}
static const struct death deaths[] = {
    {"negative", unrecovered, "panic: sync: negative WaitGroup counter"},
    {"nobody-is-done", nobody_is_done, "fatal error: all goroutines are asleep - deadlock!"},
    {"panic-in-go", panic_in_go, "panic: in a group"},
};

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(wait_sees_all),
        cmocka_unit_test(zero_does_not_wait),
        cmocka_unit_test(all_waiters_are_released),
        cmocka_unit_test(go_is_done_after_goexit),
        cmocka_unit_test(go_copies_its_value),
        cmocka_unit_test(negative_counter),
        cmocka_unit_test(add_beside_wait),
        cmocka_unit_test(reused_too_soon),
    };
    return RUN_CASES(argc, argv, tests, deaths);
}
