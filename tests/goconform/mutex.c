/* mutex.c: sync.Mutex. */
#include "case.h"

static go_mutex mu;
static int value;

RETURNS(mutex_zero_is_unlocked, "sync: Mutex", "the zero value is an unlocked mutex") {
    go_mutex_lock(&mu);
    go_mutex_unlock(&mu);
    go_mutex_lock(&mu);
    go_mutex_unlock(&mu);
}
RETURNS(mutex_trylock_free, "sync: Mutex.TryLock",
        "tries to lock, and reports whether it succeeded") {
    CHECK(go_mutex_trylock(&mu));
    CHECK(!go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
    CHECK(go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
}
static void counts(void *arg) {
    go_waitgroup *all = arg;
    for (int i = 0; i < 10; i++) {
        go_mutex_lock(&mu);
        int was = value;
        if (i % 4 == 0)
            go_yield();
        value = was + 1;
        go_mutex_unlock(&mu);
    }
    go_waitgroup_done(all);
}
RETURNS(mutex_excludes, "sync: Mutex.Lock",
        "if it is in use, the goroutine blocks until it is free") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 4);
    for (int i = 0; i < 4; i++)
        go_ref(counts, &all);
    go_waitgroup_wait(&all);
    EQUAL(value, 40);
}
static void unlocks(void *arg) {
    value = 3;
    go_mutex_unlock(arg);
}
RETURNS(mutex_unlocked_by_other, "sync: Mutex.Unlock",
        "a locked mutex is not tied to a goroutine: another may unlock it") {
    go_mutex_lock(&mu);
    go_ref(unlocks, &mu);
    go_mutex_lock(&mu);
    EQUAL(value, 3);
    go_mutex_unlock(&mu);
}
static void tries(void *arg) {
    go_send(*(ints *)arg, go_mutex_trylock(&mu));
}
RETURNS(mutex_trylock_of_other, "sync: Mutex.TryLock", "false while another has it") {
    ints c = go_make(ints, 0);
    go_mutex_lock(&mu);
    go(tries, c);
    EQUAL(go_recv(c), 0);
    go_mutex_unlock(&mu);
    go(tries, c);
    EQUAL(go_recv(c), 1);
    go_mutex_unlock(&mu);
}
FAILS(mutex_unlock_unlocked, "sync: unlock of unlocked mutex", "sync: Mutex.Unlock",
      "a run-time error if it is not locked") {
    go_mutex_unlock(&mu);
}
FAILS(mutex_unlock_twice, "sync: unlock of unlocked mutex", "sync: Mutex.Unlock",
      "a run-time error if it is not locked") {
    go_mutex_lock(&mu);
    go_mutex_unlock(&mu);
    go_mutex_unlock(&mu);
}
static void recovers(void *arg) {
    (void)arg;
    go_recover();
}
FAILS(mutex_unlock_unlocked_recovered, "sync: unlock of unlocked mutex", "sync: Mutex.Unlock",
      "it is a fatal error: no panic, and recover does not help") {
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(recovers, NULL);
    go_mutex_unlock(&mu);
}
BLOCKS(mutex_lock_twice, "self-deadlock", "sync: Mutex.Lock",
       "blocks until it is available: it is not recursive") {
    go_mutex_lock(&mu);
    go_mutex_lock(&mu);
}
static void keeps(void *arg) {
    go_mutex_lock(&mu);
    go_close(*(ints *)arg);
}
BLOCKS(mutex_kept_by_ended, "lock-held-at-exit", "sync: Mutex.Lock",
       "a goroutine's end unlocks nothing") {
    ints c = go_make(ints, 0);
    go(keeps, c);
    go_recv_ok(c, NULL);
    go_mutex_lock(&mu);
}
static int guarded_return(int n) {
    GO_LOCK_GUARD(&mu);
    CHECK(!go_mutex_trylock(&mu));
    if (n)
        return n;
    value = 1;
    return 0;
}
RETURNS(mutex_guard, "spec: Defer statements", "a deferred Unlock runs on every return") {
    EQUAL(guarded_return(4), 4);
    CHECK(go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
    EQUAL(guarded_return(0), 0);
    EQUAL(value, 1);
    CHECK(go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
}
static void guarded_exit(void *arg) {
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, arg);
    GO_LOCK_GUARD(&mu);
    go_exit();
}
RETURNS(mutex_guard_goexit, "runtime: Goexit", "deferred calls run, an Unlock among them") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 1);
    go_ref(guarded_exit, &all);
    go_waitgroup_wait(&all);
    CHECK(go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
}
static go_mutex other;
static void locks_crosswise(void *arg) {
    ints *both = arg;
    go_mutex_lock(&other);
    go_send(both[0], 1);
    (void)go_recv(both[1]);
    go_mutex_lock(&mu);
}
BLOCKS(mutex_crossed, "deadlock", "sync: Mutex.Lock",
       "each blocks until what the other has is free") {
    static ints both[2];
    both[0] = go_make(ints, 0);
    both[1] = go_make(ints, 0);
    go_mutex_lock(&mu);
    go_ref(locks_crosswise, both);
    (void)go_recv(both[0]);
    go_send(both[1], 1);
    go_mutex_lock(&other);
}
