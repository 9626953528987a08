/* rwmutex.c: sync.RWMutex. */
#include "case.h"

static go_rwmutex rw;
static int value;

RETURNS(rw_zero_is_unlocked, "sync: RWMutex", "the zero value is an unlocked mutex") {
    go_rwmutex_lock(&rw);
    go_rwmutex_unlock(&rw);
    go_rwmutex_rlock(&rw);
    go_rwmutex_runlock(&rw);
}
RETURNS(rw_try_free, "sync: RWMutex.TryLock", "succeeds on an unlocked one") {
    CHECK(go_rwmutex_trylock(&rw));
    go_rwmutex_unlock(&rw);
    CHECK(go_rwmutex_tryrlock(&rw));
    go_rwmutex_runlock(&rw);
}
RETURNS(rw_try_read_locked, "sync: RWMutex.TryRLock", "readers share; a writer cannot come in") {
    go_rwmutex_rlock(&rw);
    CHECK(!go_rwmutex_trylock(&rw));
    CHECK(go_rwmutex_tryrlock(&rw));
    go_rwmutex_runlock(&rw);
    CHECK(!go_rwmutex_trylock(&rw));
    go_rwmutex_runlock(&rw);
    CHECK(go_rwmutex_trylock(&rw));
    go_rwmutex_unlock(&rw);
}
RETURNS(rw_try_write_locked, "sync: RWMutex.TryRLock", "held by a writer, nobody else comes in") {
    go_rwmutex_lock(&rw);
    CHECK(!go_rwmutex_trylock(&rw));
    CHECK(!go_rwmutex_tryrlock(&rw));
    go_rwmutex_unlock(&rw);
}

struct meeting {
    ints in, out;
};
static void reads_once(void *arg) {
    struct meeting *m = arg;
    go_rwmutex_rlock(&rw);
    go_send(m->in, 1);
    (void)go_recv(m->out);
    go_rwmutex_runlock(&rw);
}
RETURNS(rw_readers_together, "sync: RWMutex", "held by an arbitrary number of readers") {
    struct meeting m = {go_make(ints, 0), go_make(ints, 0)};
    for (int i = 0; i < 3; i++)
        go(reads_once, m);
    for (int i = 0; i < 3; i++)
        (void)go_recv(m.in);
    for (int i = 0; i < 3; i++)
        go_send(m.out, 1);
    go_rwmutex_lock(&rw);
    go_rwmutex_unlock(&rw);
}
static void writes(void *arg) {
    for (int i = 0; i < 5; i++) {
        go_rwmutex_lock(&rw);
        int was = value;
        go_yield();
        value = was + 1;
        go_rwmutex_unlock(&rw);
    }
    go_waitgroup_done(arg);
}
static void reads(void *arg) {
    for (int i = 0; i < 5; i++) {
        go_rwmutex_rlock(&rw);
        int was = value;
        go_yield();
        EQUAL(value, was);
        go_rwmutex_runlock(&rw);
    }
    go_waitgroup_done(arg);
}
RETURNS(rw_excludes, "sync: RWMutex", "held by readers or by a single writer") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 4);
    go_ref(writes, &all);
    go_ref(writes, &all);
    go_ref(reads, &all);
    go_ref(reads, &all);
    go_waitgroup_wait(&all);
    EQUAL(value, 10);
}
static void locks(void *arg) {
    ints *c = arg;
    go_send(*c, 1);
    go_rwmutex_lock(&rw);
    value = 2;
    go_rwmutex_unlock(&rw);
    go_send(*c, 2);
}
RETURNS(rw_writer_waits_for_readers, "sync: RWMutex.Lock",
        "locked for reading, it blocks until the lock is available") {
    ints c = go_make(ints, 0);
    go_rwmutex_rlock(&rw);
    go(locks, c);
    (void)go_recv(c);
    yield_often(5);
    EQUAL(value, 0);
    go_rwmutex_runlock(&rw);
    EQUAL(go_recv(c), 2);
    EQUAL(value, 2);
}
RETURNS(rw_waiting_writer_stops_readers, "sync: RWMutex",
        "a blocked Lock call excludes new readers") {
    ints c = go_make(ints, 0);
    go_rwmutex_rlock(&rw);
    go(locks, c);
    (void)go_recv(c);
    while (go_rwmutex_tryrlock(&rw)) {
        go_rwmutex_runlock(&rw);
        go_yield();
    }
    EQUAL(value, 0);
    CHECK(!go_rwmutex_tryrlock(&rw));
    go_rwmutex_runlock(&rw);
    EQUAL(go_recv(c), 2);
}
static void locks_only(void *arg) {
    (void)arg;
    go_rwmutex_lock(&rw);
}
BLOCKS(rw_recursive_read, "deadlock", "sync: RWMutex",
       "a waiting writer excludes new readers, so recursive read locking deadlocks") {
    go_rwmutex_rlock(&rw);
    go(locks_only, 0);
    while (go_rwmutex_tryrlock(&rw)) {
        go_rwmutex_runlock(&rw);
        go_yield();
    }
    go_rwmutex_rlock(&rw);
}
RETURNS(rw_recursive_read_alone, "sync: RWMutex",
        "without a writer readers of one goroutine share too") {
    go_rwmutex_rlock(&rw);
    go_rwmutex_rlock(&rw);
    go_rwmutex_runlock(&rw);
    go_rwmutex_runlock(&rw);
    CHECK(go_rwmutex_trylock(&rw));
    go_rwmutex_unlock(&rw);
}
static void unlocks(void *arg) {
    value = 7;
    if (*(int *)arg)
        go_rwmutex_unlock(&rw);
    else
        go_rwmutex_runlock(&rw);
}
RETURNS(rw_unlocked_by_other, "sync: RWMutex.Unlock",
        "not tied to a goroutine: one may lock, another unlock") {
    go_rwmutex_lock(&rw);
    go(unlocks, 1);
    go_rwmutex_lock(&rw);
    EQUAL(value, 7);
    go_rwmutex_unlock(&rw);
}
RETURNS(rw_runlocked_by_other, "sync: RWMutex.Unlock",
        "not tied to a goroutine: one may lock, another unlock") {
    go_rwmutex_rlock(&rw);
    go(unlocks, 0);
    go_rwmutex_lock(&rw);
    EQUAL(value, 7);
    go_rwmutex_unlock(&rw);
}
FAILS(rw_unlock_unlocked, "sync: Unlock of unlocked RWMutex", "sync: RWMutex.Unlock",
      "a run-time error if it is not locked for writing") {
    go_rwmutex_unlock(&rw);
}
FAILS(rw_unlock_read_locked, "sync: Unlock of unlocked RWMutex", "sync: RWMutex.Unlock",
      "a run-time error if it is not locked for writing") {
    go_rwmutex_rlock(&rw);
    go_rwmutex_unlock(&rw);
}
FAILS(rw_runlock_unlocked, "sync: RUnlock of unlocked RWMutex", "sync: RWMutex.RUnlock",
      "a run-time error if it is not locked for reading") {
    go_rwmutex_runlock(&rw);
}
FAILS(rw_runlock_write_locked, "sync: RUnlock of unlocked RWMutex", "sync: RWMutex.RUnlock",
      "a run-time error if it is not locked for reading") {
    go_rwmutex_lock(&rw);
    go_rwmutex_runlock(&rw);
}
FAILS(rw_runlock_twice, "sync: RUnlock of unlocked RWMutex", "sync: RWMutex.RUnlock",
      "it undoes a single RLock call") {
    go_rwmutex_rlock(&rw);
    go_rwmutex_runlock(&rw);
    go_rwmutex_runlock(&rw);
}
BLOCKS(rw_lock_twice, "self-deadlock", "sync: RWMutex.Lock", "blocks until the lock is available") {
    go_rwmutex_lock(&rw);
    go_rwmutex_lock(&rw);
}
BLOCKS(rw_read_under_write, "self-deadlock", "sync: RWMutex.RLock",
       "a writer excludes readers, itself too") {
    go_rwmutex_lock(&rw);
    go_rwmutex_rlock(&rw);
}
BLOCKS(rw_upgrade, "self-deadlock", "sync: RWMutex",
       "a read lock cannot be upgraded to a write lock") {
    go_rwmutex_rlock(&rw);
    go_rwmutex_lock(&rw);
}
static int guarded(int n) {
    if (n) {
        GO_READ_GUARD(&rw);
        CHECK(!go_rwmutex_trylock(&rw));
        return n;
    }
    GO_WRITE_GUARD(&rw);
    CHECK(!go_rwmutex_tryrlock(&rw));
    return n;
}
RETURNS(rw_guards, "spec: Defer statements", "a deferred unlock runs on every return") {
    EQUAL(guarded(1), 1);
    EQUAL(guarded(0), 0);
    CHECK(go_rwmutex_trylock(&rw));
    go_rwmutex_unlock(&rw);
}
