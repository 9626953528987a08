/* rwmutex.c: sync.RWMutex. */
#include "case.h"

static go_rwmutex rw;
static go_atomic_int64 readers, writers, arrived;

static int rounds(int native) {
    return is_modelled() ? 2 : native;
}

/* --- exclusion --- */

static go_atomic_int64 broken;
static void read_some(void *arg) {
    int n = *(int *)arg;
    for (int i = 0; i < n; i++) {
        go_rwmutex_rlock(&rw);
        go_atomic_add(&readers, 1);
        if (go_atomic_load(&writers))
            go_atomic_store(&broken, 1);
        go_atomic_add(&readers, -1);
        go_rwmutex_runlock(&rw);
    }
}
static void write_some(void *arg) {
    int n = *(int *)arg;
    for (int i = 0; i < n; i++) {
        go_rwmutex_lock(&rw);
        if (go_atomic_add(&writers, 1) != 1 || go_atomic_load(&readers))
            go_atomic_store(&broken, 1);
        go_atomic_add(&writers, -1);
        go_rwmutex_unlock(&rw);
    }
}
static void try_some(void *arg) {
    int n = *(int *)arg;
    for (int i = 0; i < n; i++) {
        if (go_rwmutex_trylock(&rw)) {
            if (go_atomic_add(&writers, 1) != 1 || go_atomic_load(&readers))
                go_atomic_store(&broken, 1);
            go_atomic_add(&writers, -1);
            go_rwmutex_unlock(&rw);
        }
        if (go_rwmutex_tryrlock(&rw)) {
            go_atomic_add(&readers, 1);
            if (go_atomic_load(&writers))
                go_atomic_store(&broken, 1);
            go_atomic_add(&readers, -1);
            go_rwmutex_runlock(&rw);
        }
    }
}
static void a_writer_is_alone(void **state) {
    go_waitgroup wg = {0};
    int n = rounds(10000);
    (void)state;
    for (int i = 0; i < 3; i++) {
        go_waitgroup_go(&wg, read_some, n);
        go_waitgroup_go(&wg, write_some, n);
    }
    go_waitgroup_go(&wg, try_some, n);
    go_waitgroup_wait(&wg);
    assert_int_equal(go_atomic_load(&broken), 0);
    assert_true(go_rwmutex_trylock(&rw));
    go_rwmutex_unlock(&rw);
}

/* Each waits inside for all others: only if they are inside together does this end. */
static void meet(void *arg) {
    (void)arg;
    go_rwmutex_rlock(&rw);
    go_atomic_add(&arrived, 1);
    await(&arrived, 4);
    go_rwmutex_runlock(&rw);
}
static void readers_share(void **state) {
    go_waitgroup wg = {0};
    (void)state;
    go_atomic_store(&arrived, 0);
    for (int i = 0; i < 4; i++)
        go_waitgroup_go(&wg, meet, 0);
    go_waitgroup_wait(&wg);
}

static void tries(void **state) {
    (void)state;
    go_rwmutex_rlock(&rw);
    assert_false(go_rwmutex_trylock(&rw));
    assert_true(go_rwmutex_tryrlock(&rw));
    go_rwmutex_runlock(&rw);
    go_rwmutex_runlock(&rw);
    assert_true(go_rwmutex_trylock(&rw));
    assert_false(go_rwmutex_trylock(&rw));
    assert_false(go_rwmutex_tryrlock(&rw));
    go_rwmutex_unlock(&rw);
}

/* --- a waiting writer --- */

static void write_once(void *arg) {
    (void)arg;
    go_rwmutex_lock(&rw);
    go_atomic_add(&arrived, 1);
    go_rwmutex_unlock(&rw);
}
static void a_waiting_writer_stops_readers(void **state) {
    go_waitgroup wg = {0};
    (void)state;
    go_atomic_store(&arrived, 0);
    go_rwmutex_rlock(&rw);
    go_waitgroup_go(&wg, write_once, 0);
    while (go_rwmutex_tryrlock(&rw)) { /* until the writer waits */
        go_rwmutex_runlock(&rw);
        go_yield();
    }
    assert_int_equal(go_atomic_load(&arrived), 0);
    assert_false(go_rwmutex_trylock(&rw));
    go_rwmutex_runlock(&rw);
    go_waitgroup_wait(&wg);
    assert_int_equal(go_atomic_load(&arrived), 1);
}

/* Readers that came while a writer was inside get in together when it unlocks, before other writers. */
static void read_and_wait(void *arg) {
    (void)arg;
    go_rwmutex_rlock(&rw);
    go_atomic_add(&readers, 1);
    await(&readers, 2);
    go_rwmutex_runlock(&rw);
}
static void readers_that_waited_get_in(void **state) {
    go_waitgroup wg = {0};
    (void)state;
    go_atomic_store(&readers, 0);
    go_rwmutex_lock(&rw);
    go_waitgroup_go(&wg, read_and_wait, 0);
    go_waitgroup_go(&wg, read_and_wait, 0);
    go_rwmutex_unlock(&rw);
    go_waitgroup_wait(&wg);
    go_atomic_store(&readers, 0);
}

/* --- others may unlock; guards --- */

static void unlock_it(void *arg) {
    (void)arg;
    go_rwmutex_unlock(&rw);
}
static void runlock_it(void *arg) {
    (void)arg;
    go_rwmutex_runlock(&rw);
}
static void another_goroutine_may_unlock(void **state) {
    (void)state;
    go_rwmutex_lock(&rw);
    go_ref(unlock_it, NULL);
    go_rwmutex_rlock(&rw);
    go_ref(runlock_it, NULL);
    go_rwmutex_lock(&rw);
    go_rwmutex_unlock(&rw);
}

static void panic_under(void *reading) {
    if (reading) {
        GO_READ_GUARD(&rw);
        go_panic("reading");
    }
    GO_WRITE_GUARD(&rw);
    go_panic("writing");
}
static void guards(void **state) {
    (void)state;
    {
        GO_READ_GUARD(&rw);
        assert_false(go_rwmutex_trylock(&rw));
        assert_true(go_rwmutex_tryrlock(&rw));
        go_rwmutex_runlock(&rw);
    }
    {
        GO_WRITE_GUARD(&rw);
        assert_false(go_rwmutex_tryrlock(&rw));
    }
    assert_panics(panic_under, &rw, "reading");
    assert_panics(panic_under, NULL, "writing");
    assert_true(go_rwmutex_trylock(&rw));
    go_rwmutex_unlock(&rw);
}

/* --- deaths --- */

static go_rwmutex fresh;
static void unlock_unlocked(void) {
    go_rwmutex_unlock(&fresh);
}
static void unlock_read_locked(void) {
    go_rwmutex_rlock(&fresh);
    go_rwmutex_unlock(&fresh);
}
static void runlock_unlocked(void) {
    go_rwmutex_runlock(&fresh);
}
static void runlock_write_locked(void) {
    go_rwmutex_lock(&fresh);
    go_rwmutex_runlock(&fresh);
}
static void write_fresh(void *arg) {
    (void)arg;
    go_rwmutex_lock(&fresh);
}
static void recursive_read(void) {
    go_rwmutex_rlock(&fresh);
    go_ref(write_fresh, NULL);
    while (go_rwmutex_tryrlock(&fresh)) {
        go_rwmutex_runlock(&fresh);
        go_yield();
    }
    go_rwmutex_rlock(&fresh);
}

static const struct death deaths[] = {
    {"unlock-unlocked", unlock_unlocked, "fatal error: sync: Unlock of unlocked RWMutex"},
    {"unlock-read-locked", unlock_read_locked, "fatal error: sync: Unlock of unlocked RWMutex"},
    {"runlock-unlocked", runlock_unlocked, "fatal error: sync: RUnlock of unlocked RWMutex"},
    {"runlock-write-locked", runlock_write_locked,
     "fatal error: sync: RUnlock of unlocked RWMutex"},
    {"recursive-read", recursive_read, "fatal error: all goroutines are asleep - deadlock!"},
};

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_writer_is_alone),
        cmocka_unit_test(readers_share),
        cmocka_unit_test(tries),
        cmocka_unit_test(a_waiting_writer_stops_readers),
        cmocka_unit_test(readers_that_waited_get_in),
        cmocka_unit_test(another_goroutine_may_unlock),
        cmocka_unit_test(guards),
    };
    return RUN_CASES(argc, argv, tests, deaths);
}
