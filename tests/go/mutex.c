/* mutex.c: sync.Mutex. */
#include "case.h"

enum { GOROUTINES = 8 };

static int rounds(int native) {
    return is_modelled() ? 3 : native;
}

static go_mutex mu;
static int counter;

static void count(void *arg) {
    int n = *(int *)arg;
    for (int i = 0; i < n; i++) {
        go_mutex_lock(&mu);
        counter++;
        go_mutex_unlock(&mu);
    }
}
static void one_at_a_time(void **state) {
    go_waitgroup wg = {0};
    int n = rounds(20000);
    (void)state;
    counter = 0;
    for (int i = 0; i < GOROUTINES; i++)
        go_waitgroup_go(&wg, count, n);
    go_waitgroup_wait(&wg);
    assert_int_equal(counter, n * GOROUTINES);
}

static void try_often(void *arg) {
    int n = *(int *)arg;
    while (n) {
        if (!go_mutex_trylock(&mu)) {
            go_yield();
            continue;
        }
        counter++;
        n--;
        go_mutex_unlock(&mu);
    }
}
static void trylock_never_blocks(void **state) {
    go_waitgroup wg = {0};
    int n = rounds(2000);
    (void)state;
    assert_true(go_mutex_trylock(&mu));
    assert_false(go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
    counter = 0;
    for (int i = 0; i < 4; i++) {
        go_waitgroup_go(&wg, try_often, n);
        go_waitgroup_go(&wg, count, n);
    }
    go_waitgroup_wait(&wg);
    assert_int_equal(counter, 8 * n);
    assert_true(go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
}

static go_atomic_int64 arrived;
static int64_t order[GOROUTINES];
static int got;

static void unlock_it(void *m) {
    go_mutex_unlock(m);
}
static void another_goroutine_may_unlock(void **state) {
    go_waitgroup wg = {0};
    (void)state;
    go_mutex_lock(&mu);
    go_ref(unlock_it, &mu);
    go_mutex_lock(&mu); /* once it has been unlocked */
    go_mutex_unlock(&mu);
    go_waitgroup_wait(&wg);
}

static void queue(void *arg) {
    int me = *(int *)arg;
    go_atomic_add(&arrived, 1);
    go_mutex_lock(&mu);
    order[got++] = me;
    go_mutex_unlock(&mu);
}
static void all_waiters_get_it(void **state) {
    go_waitgroup wg = {0};
    unsigned seen = 0;
    (void)state;
    go_atomic_store(&arrived, 0);
    got = 0;
    go_mutex_lock(&mu);
    for (int i = 0; i < GOROUTINES; i++)
        go_waitgroup_go(&wg, queue, i);
    await(&arrived, GOROUTINES);
    assert_int_equal(got, 0);
    go_mutex_unlock(&mu);
    go_waitgroup_wait(&wg);
    for (int i = 0; i < got; i++)
        seen |= 1u << order[i];
    assert_int_equal(seen, (1u << GOROUTINES) - 1);
}

/* A mutex that is held most of the time is still had by a waiter: it may not starve. */
static bool hog_ends;
static void hog(void *arg) {
    (void)arg;
    for (bool end = false; !end;) {
        go_mutex_lock(&mu);
        end = hog_ends;
        go_mutex_unlock(&mu);
    }
}
static void nobody_starves(void **state) {
    go_waitgroup wg = {0};
    (void)state;
    hog_ends = false;
    go_waitgroup_go(&wg, hog, 0);
    go_waitgroup_go(&wg, hog, 0);
    for (int i = 0; i < rounds(200); i++) {
        go_mutex_lock(&mu);
        go_mutex_unlock(&mu);
    }
    go_mutex_lock(&mu);
    hog_ends = true;
    go_mutex_unlock(&mu);
    go_waitgroup_wait(&wg);
}

static int guarded_return(int n) {
    GO_LOCK_GUARD(&mu);
    if (n > 0)
        return n;
    if (n < 0)
        go_panic("inside");
    return 0;
}
static void panics_inside(void *arg) {
    (void)arg;
    guarded_return(-1);
}
static void exits_inside(void *arg) {
    (void)arg;
    GO_LOCK_GUARD(&mu);
    go_exit();
}
static void guard_unlocks_on_every_way_out(void **state) {
    go_waitgroup wg = {0};
    (void)state;
    assert_int_equal(guarded_return(0), 0);
    assert_int_equal(guarded_return(3), 3);
    assert_panics(panics_inside, NULL, "inside");
    go_waitgroup_go(&wg, exits_inside, 0);
    go_waitgroup_wait(&wg);
    assert_true(go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
}

static void unlock_unlocked(void) {
    static go_mutex m;
    go_mutex_unlock(&m);
}
static void unlock_twice(void) {
    static go_mutex m;
    go_mutex_lock(&m);
    go_mutex_unlock(&m);
    go_mutex_unlock(&m);
}
static void recover_anything(void *arg) {
    (void)arg;
    go_recover();
}
static void unlock_is_not_recovered(void) {
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(recover_anything, NULL);
    unlock_unlocked();
}
static void lock_twice(void) {
    static go_mutex m;
    go_mutex_lock(&m);
    go_mutex_lock(&m);
}

static const struct death deaths[] = {
    {"unlock-unlocked", unlock_unlocked, "fatal error: sync: unlock of unlocked mutex"},
    {"unlock-twice", unlock_twice, "fatal error: sync: unlock of unlocked mutex"},
    {"unlock-recovered", unlock_is_not_recovered, "fatal error: sync: unlock of unlocked mutex"},
    {"lock-twice", lock_twice, "fatal error: all goroutines are asleep - deadlock!"},
};

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_at_a_time),
        cmocka_unit_test(trylock_never_blocks),
        cmocka_unit_test(another_goroutine_may_unlock),
        cmocka_unit_test(all_waiters_get_it),
        cmocka_unit_test(nobody_starves),
        cmocka_unit_test(guard_unlocks_on_every_way_out),
    };
    return RUN_CASES(argc, argv, tests, deaths);
}
